package dev.hostless.board;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sizes, frequencies and times as people write them, on the command line and in board files. What
 * cannot be read is an {@link IllegalArgumentException} that says what was wanted and what came.
 */
public final class Quantities {
    private static final Pattern NUMBER_AND_UNIT = Pattern
            .compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)([A-Za-zµ]*)");
    private static final Map<String, Long> SIZE_UNITS = Map.of("", 1L, "B", 1L, "KiB", 1L << 10,
            "MiB", 1L << 20, "GiB", 1L << 30, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30);
    private static final Map<String, Long> FREQUENCY_UNITS = Map.of("", 1L, "Hz", 1L, "kHz",
            1_000L, "MHz", 1_000_000L, "GHz", 1_000_000_000L);
    private static final Map<String, Long> TIME_UNITS = Map.of("ns", 1L, "us", 1_000L, "µs", 1_000L,
            "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);
    private static final String TIME = "wanted cycles or a time such as 1000000, 250us, 20ms or"
            + " 1.5s";

    private Quantities() {
    }

    /** A number of bytes. */
    public static long bytes(String text) {
        return amount(text, SIZE_UNITS, "wanted a size such as 65536, 512KiB or 16MiB");
    }

    /** A frequency in hertz. */
    public static long hertz(String text) {
        return amount(text, FREQUENCY_UNITS,
                "wanted a frequency such as 50000000, 168MHz or 1.5GHz");
    }

    /** A point or a length of board time: a number of cycles, or a time with its unit. */
    public static Moment moment(String text) {
        return text.matches("[0-9]{1,18}")
                ? new Moment.Cycle(Long.parseLong(text))
                : new Moment.Nanos(amount(text, TIME_UNITS, TIME));
    }

    /** A whole number, in decimal or with 0x in front; an underscore may part its digits. */
    public static long number(String text) {
        var digits = text.replace("_", "");
        try {
            return digits.startsWith("0x") || digits.startsWith("0X")
                    ? Long.parseUnsignedLong(digits.substring(2), 16)
                    : Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "wanted a whole number such as 72 or 0x48, got '" + text + "'", e);
        }
    }

    /** One of these, by its name in small letters with hyphens. */
    public static <E extends Enum<E>> E oneOf(E[] all, String text) {
        for (var one : all) {
            if (word(one).equals(text)) {
                return one;
            }
        }
        throw new IllegalArgumentException("wanted " + Stream.of(all).map(Quantities::word)
                .collect(Collectors.joining(", ")) + ", got '" + text + "'");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long amount(String text, Map<String, Long> units, String wanted) {
        var match = NUMBER_AND_UNIT.matcher(text);
        var unit = match.matches() ? units.get(match.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(wanted + ", got '" + text + "'");
        }
        try {
            return new BigDecimal(match.group(1)).multiply(BigDecimal.valueOf(unit))
                    .setScale(0, RoundingMode.CEILING).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    wanted + ", got '" + text + "', which is too much", e);
        }
    }
}
