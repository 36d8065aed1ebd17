package dev.hostless.boardfile;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.Moment;
import dev.hostless.board.PartImage;
import dev.hostless.board.PartSpec;
import dev.hostless.board.Quantities;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the list of parts, each by the keys of its kind, and puts them on the board. */
final class PartReader {
    /** The largest part that has an image, the flash. */
    private static final int IMAGE_BYTES_MAX = 2 << 20;
    private static final List<Section> KINDS = List.of(Section.TMP102, Section.AT24C32,
            Section.W25Q16, Section.BUTTON, Section.LED, Section.LOOPBACK);
    private static final String PART = "part";

    private final Path folder;
    private final List<PartSpec> parts = new ArrayList<>();
    private final Map<String, Place> seats = new HashMap<>();
    private final Map<Section, Integer> counts = new HashMap<>();
    private BoardSpec spec;

    PartReader(Path folder, BoardSpec spec) {
        this.folder = folder;
        this.spec = spec;
    }

    /** The board with the parts so far. */
    BoardSpec spec() {
        return spec;
    }

    /** Reads a part; what it shares with another one is said at its own place. */
    void add(YamlNode node) {
        var kind = kind(node);
        var entry = Entry.of(kind, node);
        counts.merge(kind, 1, Integer::sum);
        var part = Entry.at(entry.place(), () -> part(kind, entry));
        for (var seat : part.seats()) {
            var before = seats.putIfAbsent(seat, entry.place());
            if (before != null) {
                throw new EntryProblem(entry.place(),
                        "two parts at " + seat + ", the other at " + before);
            }
        }
        parts.add(part);
        spec = Entry.at(entry.place(),
                () -> spec.withEquipment(spec.equipment().withParts(parts)));
    }

    private static Section kind(YamlNode node) {
        if (node instanceof YamlNode.Fields(var place, var fields)) {
            var field = fields.get(PART);
            if (field == null) {
                throw new EntryProblem(place, "wanted a value of 'part', got none");
            }
            return Entry.read(PART, field.value(), PartReader::kind);
        }
        throw new EntryProblem(node.place(), "parts: wanted keys and values, got " + node.kind());
    }

    private static Section kind(String text) {
        return KINDS.stream().filter(kind -> word(kind).equals(text)).findAny()
                .orElseThrow(() -> new IllegalArgumentException("wanted " + String.join(", ",
                        KINDS.stream().map(PartReader::word).toList()) + ", got '" + text + "'"));
    }

    private static String word(Section kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private PartSpec part(Section kind, Entry entry) {
        int count = counts.getOrDefault(kind, 0);
        var name = entry.value("name", text -> text)
                .orElse(word(kind) + (count == 1 ? "" : "-" + count));
        return switch (kind) {
            case TMP102 -> {
                sits(entry, "i2c0");
                yield new PartSpec.Tmp102(name, entry.required("address", PartReader::number),
                        temperatures(entry), entry.value("alert", PartReader::number)
                                .map(OptionalInt::of).orElse(OptionalInt.empty()));
            }
            case AT24C32 -> {
                sits(entry, "i2c0");
                yield new PartSpec.At24c32(name, entry.required("address", PartReader::number),
                        image(entry));
            }
            case W25Q16 -> {
                sits(entry, "spi0");
                yield new PartSpec.W25q16(name, entry.required("select", PartReader::number),
                        entry.value("id", Quantities::number).orElse(0L), image(entry));
            }
            case BUTTON -> {
                sits(entry, "gpio0");
                yield new PartSpec.Button(name, entry.required("pin", PartReader::number),
                        entry.value("connects", PartReader::isHigh).orElse(false),
                        presses(entry));
            }
            case LED -> {
                sits(entry, "gpio0");
                yield new PartSpec.Led(name, entry.required("pin", PartReader::number),
                        entry.value("lit", PartReader::isHigh).orElse(true));
            }
            case LOOPBACK -> {
                sits(entry, "uart1");
                yield new PartSpec.Loopback(name);
            }
            case BOARD, CYCLES, RANGE, HEAP, VOLUME, TEMPERATURE, PRESS ->
                throw new IllegalStateException("BUG: " + kind + " is no part");
        };
    }

    /** A part sits on one kind of device, of which a board has one that is free for parts. */
    private static void sits(Entry entry, String device) {
        entry.required("device", text -> {
            if (!text.equals(device)) {
                throw new IllegalArgumentException(
                        "wanted " + device + ", on which such a part sits, got '" + text + "'");
            }
            return text;
        });
    }

    private static List<PartSpec.Tmp102.Temperature> temperatures(Entry entry) {
        var steps = new ArrayList<PartSpec.Tmp102.Temperature>();
        for (var node : entry.list("temperature").orElse(List.of())) {
            var step = Entry.of(Section.TEMPERATURE, node);
            steps.add(new PartSpec.Tmp102.Temperature(
                    step.required("at", Quantities::moment),
                    step.required("celsius", PartReader::millicelsius)));
            if (steps.size() == 1 && steps.getFirst().at().cycleOrLast(1) != 0) {
                throw new EntryProblem(step.place("at"),
                        "at: wanted 0 for the first temperature, got " + steps.getFirst().at());
            }
        }
        return steps.isEmpty()
                ? List.of(new PartSpec.Tmp102.Temperature(Moment.ZERO,
                        entry.required("temperature", PartReader::millicelsius)))
                : steps;
    }

    private static int millicelsius(String text) {
        try {
            int thousandths = new BigDecimal(text).movePointRight(3).intValueExact();
            if (thousandths < -55_000 || thousandths > 150_000) {
                throw new IllegalArgumentException("wanted -55 to 150 degrees, got " + text);
            }
            return thousandths;
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("wanted degrees Celsius such as 21.5, with three"
                    + " digits behind the point at most, got '" + text + "'", e);
        }
    }

    private static List<PartSpec.Button.Press> presses(Entry entry) {
        var presses = new ArrayList<PartSpec.Button.Press>();
        for (var node : entry.items("presses")) {
            var press = Entry.of(Section.PRESS, node);
            presses.add(new PartSpec.Button.Press(press.required("at", Quantities::moment),
                    press.required("hold", Quantities::moment)));
        }
        return presses;
    }

    private static int number(String text) {
        long number = Quantities.number(text);
        if (number < 0 || number > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("wanted 0 to 127, got " + text);
        }
        return (int) number;
    }

    private static boolean isHigh(String text) {
        return switch (text) {
            case "high" -> true;
            case "low" -> false;
            default -> throw new IllegalArgumentException(
                    "wanted high or low, got '" + text + "'");
        };
    }

    private PartImage image(Entry entry) {
        Optional<PartImage> image = entry.value("image", this::image);
        return image.orElse(PartImage.EMPTY);
    }

    private PartImage image(String text) {
        var path = folder.resolve(text).normalize();
        try (var in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(IMAGE_BYTES_MAX + 1);
            if (bytes.length > IMAGE_BYTES_MAX) {
                throw new IllegalArgumentException("wanted at most " + IMAGE_BYTES_MAX
                        + " bytes, " + path + " has more");
            }
            return PartImage.of(bytes);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("no such file: " + path, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
