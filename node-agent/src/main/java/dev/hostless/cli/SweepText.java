package dev.hostless.cli;

import java.util.Arrays;
import java.util.Locale;

/** What a sweep tells people: a table, and the latency over the collection as a picture. */
final class SweepText {
    private static final int COLUMNS = 64;
    private static final int ROWS = 12;
    private static final String TABLE = "  %-11s %7s %12s %12s %12s %14s%n";

    private final SweepResult result;
    private final long clockHz;
    private final StringBuilder text = new StringBuilder();

    private SweepText(SweepResult result, long clockHz) {
        this.result = result;
        this.clockHz = clockHz;
    }

    static String of(SweepResult result, String line, long clockHz) {
        return new SweepText(result, clockHz).write(line);
    }

    private String write(String line) {
        for (var window : result.windows()) {
            add("interrupts of line %s at %d cycles of collection %d, from cycle %d to %d (%s)%n",
                    line, points(window), window.number(), window.startCycle(),
                    window.endCycle(), time(window.cycles()));
        }
        text.append('\n');
        add(TABLE, "raised", "taken", "p50 cycles", "p99 cycles", "max cycles", "max");
        result.byPhase().forEach((phase, latencies) -> row(
                phase.name().toLowerCase(Locale.ROOT), latencies));
        result.all().ifPresent(latencies -> row("all", latencies));
        add("%n  coalesced %d, lost %d, not taken %d%n", result.count(SweepPoint.Coalesced.class),
                result.count(SweepPoint.Lost.class), result.count(SweepPoint.NotTaken.class));
        result.notTaken().forEach((state, count) -> add(
                "  of those not taken: %d runs were over before (%s)%n", count, state));
        result.worst().ifPresent(worst -> add(
                "  worst: raised at cycle %d, %d into collection %d, in phase %s; taken %d cycles"
                        + " (%s) later%n",
                worst.cycle(), worst.offset(), worst.window().number(),
                worst.window().phaseAt(worst.cycle()).name().toLowerCase(Locale.ROOT),
                SweepResult.latency(worst), time(SweepResult.latency(worst))));
        if (result.count(SweepPoint.Taken.class) > 0) {
            result.windows().forEach(this::plot);
        }
        return text.toString();
    }

    private long points(SweepWindow window) {
        return result.points().stream().filter(point -> point.window() == window).count();
    }

    private void row(String name, SweepResult.Latencies latencies) {
        add(TABLE, name, latencies.count(), latencies.p50Cycles(), latencies.p99Cycles(),
                latencies.maxCycles(), time(latencies.maxCycles()));
    }

    /** The longest latency of each column, and what the collector did there. */
    private void plot(SweepWindow window) {
        var highest = new long[COLUMNS];
        Arrays.fill(highest, -1);
        for (var point : result.points()) {
            if (point.window() == window) {
                int column = (int) Math.min(COLUMNS - 1,
                        (double) point.offset() * COLUMNS / Math.max(1, window.cycles()));
                highest[column] = Math.max(highest[column], SweepResult.latency(point));
            }
        }
        long top = Math.max(1, Arrays.stream(highest).max().orElse(1));
        add("%n  latency in cycles, over collection %d%n", window.number());
        for (int row = ROWS; row >= 1; row--) {
            add("%12s |", row == ROWS || row == ROWS / 2 ? Long.toString(top * row / ROWS) : "");
            for (long value : highest) {
                text.append(value >= 0 && Math.ceilDiv(Math.max(1, value) * ROWS, top) >= row
                        ? Math.ceilDiv(Math.max(1, value) * ROWS, top) == row ? '*' : '.'
                        : ' ');
            }
            text.append('\n');
        }
        add("%12s +%s%n%12s  ", "0", "-".repeat(COLUMNS), "");
        for (int column = 0; column < COLUMNS; column++) {
            text.append(switch (window.phaseAt(window.startCycle()
                    + (long) ((column + 0.5) * window.cycles() / COLUMNS))) {
                case STOPPED -> 'S';
                case MARKING -> 'm';
                case SWEEPING -> 's';
                case OFF -> '-';
                case UNOBSERVED -> '?';
            });
        }
        add("%n%12s  S world stopped, m marking, s sweeping%n", "");
    }

    private String time(long cycles) {
        double micros = cycles * 1e6 / clockHz;
        return micros < 1_000
                ? "%.1f us".formatted(micros)
                : "%.3f ms".formatted(micros / 1_000);
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
