package dev.hostless.cli.recording;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.CoreSpec;
import dev.hostless.board.HeapPolicy;
import dev.hostless.board.RamPolicy;
import dev.hostless.board.files.VolumeSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A board's specification, all of it: the one place where its fields become JSON and back. */
final class BoardSpecJson {
    private BoardSpecJson() {
    }

    static void write(ObjectNode json, BoardSpec spec) {
        json.put("preset", spec.preset());
        json.put("ramBytes", spec.ramBytes());
        json.put("clockHz", spec.clockHz());
        json.put("consoleBaud", spec.consoleBaud());
        var environment = json.putObject("environment");
        spec.environment().forEach(environment::put);
        var arguments = json.putArray("arguments");
        spec.arguments().forEach(arguments::add);
        json.put("seed", spec.seed());
        json.put("epochSeconds", spec.epochSeconds());
        json.put("gcTrace", Fields.word(spec.gcTrace()));
        volumes(json.putArray("volumes"), spec.volumes());
        var ram = json.putObject("ram");
        ram.put("pages", Fields.word(spec.ram().pages()));
        ram.put("madvise", Fields.word(spec.ram().madvise()));
        var heap = json.putObject("heap");
        heap.put("collector", Fields.word(spec.heap().collector()));
        heap.put("check", spec.heap().check());
        heap.put("startEvery", spec.heap().startEvery());
        heap.put("sliceWork", spec.heap().sliceWork());
        json.putObject("cores").put("count", spec.cores().count()).put("quantumCycles",
                spec.cores().quantumCycles());
        EquipmentJson.write(json.putObject("equipment"), spec.equipment());
    }

    /** @throws RecordingProblem saying which field is wrong */
    static BoardSpec read(Fields json) {
        var ram = json.object("ram");
        var heap = json.object("heap");
        var cores = json.object("cores");
        try {
            return new BoardSpec(json.text("preset"), json.number("ramBytes"),
                    json.number("clockHz"), json.integer("consoleBaud"),
                    environment(json.object("environment")), texts(json, "arguments"),
                    json.number("seed"), json.number("epochSeconds"),
                    json.choice("gcTrace", BoardSpec.GcTraceUse.values()), volumes(json),
                    new RamPolicy(ram.choice("pages", RamPolicy.Pages.values()),
                            ram.choice("madvise", RamPolicy.Madvise.values())),
                    new HeapPolicy(heap.choice("collector", HeapPolicy.Collector.values()),
                            heap.flag("check"), heap.number("startEvery"),
                            heap.number("sliceWork")),
                    new CoreSpec(cores.integer("count"), cores.integer("quantumCycles")),
                    EquipmentJson.read(json.object("equipment")));
        } catch (IllegalArgumentException e) {
            throw new RecordingProblem(json.where() + ": " + e.getMessage());
        }
    }

    /** The first field in which two boards differ, with both values. */
    static Optional<String> difference(ObjectNode recorded, ObjectNode asked) {
        for (var field : recorded.properties()) {
            JsonNode other = asked.get(field.getKey());
            if (!field.getValue().equals(other)) {
                return Optional.of(
                        field.getKey() + " was " + field.getValue() + " and now is " + other);
            }
        }
        return Optional.empty();
    }

    private static void volumes(ArrayNode json, List<VolumeSpec> volumes) {
        for (var volume : volumes) {
            var entry = json.addObject();
            entry.put("path", volume.guestPath());
            switch (volume) {
                case VolumeSpec.HostFolder image -> entry.put("folder", image.folder().toString());
                case VolumeSpec.RamDisk disk -> entry.put("bytes", disk.bytes());
            }
        }
    }

    private static List<VolumeSpec> volumes(Fields json) {
        var volumes = new ArrayList<VolumeSpec>();
        for (var each : json.array("volumes")) {
            var volume = new Fields(each, json.where() + ", volumes");
            var path = volume.text("path");
            volumes.add(volume.has("folder")
                    ? new VolumeSpec.HostFolder(Path.of(volume.text("folder")), path)
                    : new VolumeSpec.RamDisk(path, volume.number("bytes")));
        }
        return volumes;
    }

    private static SortedMap<String, String> environment(Fields json) {
        var environment = new TreeMap<String, String>();
        json.json().propertyNames().forEach(name -> environment.put(name, json.text(name)));
        return environment;
    }

    private static List<String> texts(Fields json, String name) {
        var texts = new ArrayList<String>();
        for (var each : json.array(name)) {
            if (!each.isString()) {
                throw new RecordingProblem(
                        json.where() + ", " + name + ": wanted texts, got " + each);
            }
            texts.add(each.stringValue());
        }
        return texts;
    }
}
