package dev.hostless.cli.recording;

import dev.hostless.board.CycleCosts;
import dev.hostless.board.Equipment;
import dev.hostless.board.Moment;
import dev.hostless.board.PartImage;
import dev.hostless.board.PartSpec;
import dev.hostless.board.ProtectedRange;
import dev.hostless.board.Quantities;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/** What a board file says of a board, with the bytes of images: as JSON and back. */
final class EquipmentJson {
    private static final String PIN = "pin";
    private static final String HIGH = "high";
    private static final String IMAGE = "image";
    private static final String ADDRESS = "address";

    private EquipmentJson() {
    }

    static void write(ObjectNode json, Equipment equipment) {
        var costs = equipment.costs();
        json.putObject("costs").put("simple", costs.simple()).put("control", costs.control())
                .put("call", costs.call()).put("memory", costs.memory())
                .put("division", costs.division()).put("floating", costs.floating());
        var protection = json.putArray("protection");
        for (var range : equipment.protection()) {
            protection.addObject().put("start", range.start()).put("bytes", range.bytes())
                    .put("access", Fields.word(range.access()));
        }
        var parts = json.putArray("parts");
        equipment.parts().forEach(part -> write(parts.addObject(), part));
    }

    private static void write(ObjectNode json, PartSpec part) {
        json.put("part", part.kind()).put("name", part.name());
        switch (part) {
            case PartSpec.Tmp102 sensor -> {
                json.put(ADDRESS, sensor.address());
                sensor.alertPin().ifPresent(pin -> json.put("alert", pin));
                var steps = json.putArray("temperatures");
                sensor.temperatures().forEach(step -> steps.addObject()
                        .put("at", step.at().toString()).put("millicelsius", step.millicelsius()));
            }
            case PartSpec.At24c32 memory ->
                json.put(ADDRESS, memory.address()).put(IMAGE, base64(memory.image()));
            case PartSpec.W25q16 flash -> json.put("select", flash.selectPin())
                    .put("id", flash.uniqueId()).put(IMAGE, base64(flash.image()));
            case PartSpec.Button button -> {
                json.put(PIN, button.pin()).put(HIGH, button.high());
                var presses = json.putArray("presses");
                button.presses().forEach(press -> presses.addObject()
                        .put("at", press.at().toString()).put("hold", press.hold().toString()));
            }
            case PartSpec.Led led -> json.put(PIN, led.pin()).put(HIGH, led.high());
            case PartSpec.Loopback _ -> {
                // The name says it all.
            }
        }
    }

    private static String base64(PartImage image) {
        return Base64.getEncoder().encodeToString(image.bytes());
    }

    static Equipment read(Fields json) {
        var costs = json.object("costs");
        var protection = new ArrayList<ProtectedRange>();
        for (var each : json.array("protection")) {
            var range = new Fields(each, json.where() + ", protection");
            protection.add(new ProtectedRange(range.number("start"), range.number("bytes"),
                    range.choice("access", ProtectedRange.Access.values())));
        }
        var parts = new ArrayList<PartSpec>();
        for (var each : json.array("parts")) {
            parts.add(part(new Fields(each, json.where() + ", parts")));
        }
        return new Equipment(new CycleCosts(costs.integer("simple"), costs.integer("control"),
                costs.integer("call"), costs.integer("memory"), costs.integer("division"),
                costs.integer("floating")), protection, parts);
    }

    private static PartSpec part(Fields json) {
        var name = json.text("name");
        var kind = json.text("part");
        return switch (kind) {
            case "tmp102" -> new PartSpec.Tmp102(name, json.integer(ADDRESS), temperatures(json),
                    json.has("alert")
                            ? OptionalInt.of(json.integer("alert"))
                            : OptionalInt.empty());
            case "at24c32" -> new PartSpec.At24c32(name, json.integer(ADDRESS),
                    PartImage.of(json.base64(IMAGE)));
            case "w25q16" -> new PartSpec.W25q16(name, json.integer("select"), json.number("id"),
                    PartImage.of(json.base64(IMAGE)));
            case "button" -> new PartSpec.Button(name, json.integer(PIN), json.flag(HIGH),
                    presses(json));
            case "led" -> new PartSpec.Led(name, json.integer(PIN), json.flag(HIGH));
            case "loopback" -> new PartSpec.Loopback(name);
            default -> throw new RecordingProblem(
                    json.where() + ": there is no part '" + kind + "'");
        };
    }

    private static List<PartSpec.Tmp102.Temperature> temperatures(Fields json) {
        var steps = new ArrayList<PartSpec.Tmp102.Temperature>();
        for (var each : json.array("temperatures")) {
            var step = new Fields(each, json.where() + ", temperatures");
            steps.add(new PartSpec.Tmp102.Temperature(moment(step, "at"),
                    step.integer("millicelsius")));
        }
        return steps;
    }

    private static List<PartSpec.Button.Press> presses(Fields json) {
        var presses = new ArrayList<PartSpec.Button.Press>();
        for (var each : json.array("presses")) {
            var press = new Fields(each, json.where() + ", presses");
            presses.add(new PartSpec.Button.Press(moment(press, "at"), moment(press, "hold")));
        }
        return presses;
    }

    private static Moment moment(Fields json, String name) {
        return Quantities.moment(json.text(name));
    }
}
