package dev.hostless.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Pattern;

/** Sizes, frequencies and times as people write them. */
final class Amounts {
    private static final Pattern NUMBER_AND_UNIT = Pattern
            .compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)([A-Za-zµ]*)");
    private static final Map<String, Long> SIZE_UNITS = Map.of("", 1L, "B", 1L, "KiB", 1L << 10,
            "MiB", 1L << 20, "GiB", 1L << 30, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30);
    private static final Map<String, Long> FREQUENCY_UNITS = Map.of("", 1L, "Hz", 1L, "kHz",
            1_000L, "MHz", 1_000_000L, "GHz", 1_000_000_000L);
    private static final Map<String, Long> TIME_UNITS = Map.of("ns", 1L, "us", 1_000L, "µs", 1_000L,
            "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);

    private Amounts() {
    }

    static long bytes(String option, String text) {
        return amount(text, SIZE_UNITS, option + ": wanted a size such as 65536, 512KiB or 16MiB");
    }

    static long hertz(String option, String text) {
        return amount(text, FREQUENCY_UNITS,
                option + ": wanted a frequency such as 50000000, 168MHz or 1.5GHz");
    }

    /** A point of board time: a number of cycles, or a time, which rounds up to a cycle. */
    static long cycles(String option, String text, long clockHz) {
        var wanted = option + ": wanted cycles or a time such as 1000000, 250us, 20ms or 1.5s";
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        var nanos = BigDecimal.valueOf(amount(text, TIME_UNITS, wanted));
        try {
            return nanos.multiply(BigDecimal.valueOf(clockHz)).movePointLeft(9)
                    .setScale(0, RoundingMode.CEILING).longValueExact();
        } catch (ArithmeticException e) {
            throw new UsageProblem(wanted + ", got '" + text + "', which is too long");
        }
    }

    private static long amount(String text, Map<String, Long> units, String wanted) {
        var match = NUMBER_AND_UNIT.matcher(text);
        var unit = match.matches() ? units.get(match.group(2)) : null;
        if (unit == null) {
            throw new UsageProblem(wanted + ", got '" + text + "'");
        }
        try {
            return new BigDecimal(match.group(1)).multiply(BigDecimal.valueOf(unit))
                    .setScale(0, RoundingMode.CEILING).longValueExact();
        } catch (ArithmeticException e) {
            throw new UsageProblem(wanted + ", got '" + text + "', which is too much");
        }
    }
}
