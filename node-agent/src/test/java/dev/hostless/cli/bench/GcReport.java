package dev.hostless.cli.bench;

import dev.hostless.board.RamPolicy.Pages;
import dev.hostless.cli.bench.Times.Ratio;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The measurements as tables for people. */
final class GcReport {
    private static final String PROGRAM_LAYOUT = "%-9s %-12s %-24s %-20s %-20s%n";
    private static final String MEAN_LAYOUT = "%-9s %-12s %-24s %-20s %-20s%n";
    private static final String PAUSE_LAYOUT = "%-12s %7s %9s %9s %9s %11s %11s  %s%n";
    private static final String PAGE_LAYOUT = "%-12s %-24s %-20s%n";

    private final Map<GcProgram, Map<Contestant, Times>> programs = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    static String programHeader() {
        return "%n".formatted() + PROGRAM_LAYOUT.formatted("program", "heap",
                "CPU ms, median (range)", "time to V8's", "time to native Go's");
    }

    /** Adds a program's times and answers them as lines. */
    String add(GcProgram program, Map<Contestant, Times> times, List<String> differences) {
        programs.put(program, times);
        var lines = new StringBuilder();
        times.forEach((contestant, time) -> lines.append(time.isMissing()
                ? "%-9s %-12s missing: %s%n".formatted(program.word(), contestant.word(),
                        time.missing())
                : PROGRAM_LAYOUT.formatted(program.word(), contestant.word(), time,
                        ratio(times, time, Contestant.V8),
                        ratio(times, time, Contestant.NATIVE))));
        times.forEach((contestant, time) -> {
            if (time.isMissing() && contestant.isOurs()) {
                failures.add(program.word() + " " + contestant.word());
            }
        });
        return lines.append(different(differences)).toString();
    }

    private static String ratio(Map<Contestant, Times> times, Times time, Contestant peer) {
        var other = times.get(peer);
        return other == null || other == time
                ? "-"
                : time.to(other).map(Ratio::toString).orElse("-");
    }

    private String different(List<String> differences) {
        failures.addAll(differences);
        var lines = new StringBuilder();
        differences.forEach(each -> lines.append("DIFFERENT RESULTS: %s%n".formatted(each)));
        return lines.toString();
    }

    /** Geometric means over the programs. */
    String summary() {
        var lines = new StringBuilder();
        for (var contestant : Contestant.values()) {
            var toV8 = mean(contestant, Contestant.V8);
            var toNative = mean(contestant, Contestant.NATIVE);
            if (!toV8.equals("-") || !toNative.equals("-")) {
                lines.append(MEAN_LAYOUT.formatted("geom.mean", contestant.word(), "", toV8,
                        toNative));
            }
        }
        return lines.toString();
    }

    private String mean(Contestant contestant, Contestant peer) {
        if (contestant == peer) {
            return "-";
        }
        var mean = Ratio.geometricMean(programs.values().stream()
                .filter(times -> times.containsKey(contestant) && times.containsKey(peer))
                .flatMap(times -> times.get(contestant).to(times.get(peer)).stream())
                .mapToDouble(Ratio::median));
        return mean.isPresent() ? "%.2f".formatted(mean.getAsDouble()) : "-";
    }

    static String pauseHeader() {
        return "%n".formatted() + PAUSE_LAYOUT.formatted("pauses of", "", "CPU us,", "", "",
                "cycles,", "", "")
                + PAUSE_LAYOUT.formatted("cache", "count", "p50", "p99.9",
                        "longest", "p50", "longest", "cycles in two runs");
    }

    /** Adds pauses and answers them as a line. */
    String add(Contestant contestant, Pauses pauses) {
        if (!pauses.equal()) {
            failures.add(contestant.word() + ": pauses differ");
        }
        return PAUSE_LAYOUT.formatted(contestant.word(), pauses.count(),
                micros(pauses.p50Nanos()), micros(pauses.p999Nanos()), micros(pauses.maxNanos()),
                pauses.p50Cycles(), pauses.maxCycles(), pauses.equal() ? "equal" : "DIFFERENT");
    }

    private static String micros(long nanos) {
        return "%.1f".formatted(nanos / 1e3);
    }

    static String pageHeader() {
        return "%n".formatted() + PAGE_LAYOUT.formatted("pages, cache",
                "CPU ms, median (range)", "time to bitmap's");
    }

    /** Adds a program's times with each page allocator and answers them as lines. */
    String addPages(Map<Pages, Times> times, List<String> differences) {
        var bitmap = times.getOrDefault(Pages.BITMAP, Times.missing(""));
        var lines = new StringBuilder();
        times.forEach((pages, time) -> {
            if (time.isMissing()) {
                failures.add("pages " + pages);
            }
            lines.append(PAGE_LAYOUT.formatted(pages.name().toLowerCase(Locale.ROOT),
                    time.isMissing() ? "missing: " + time.missing() : time,
                    time.to(bitmap).map(Ratio::toString).orElse("-")));
        });
        return lines.append(different(differences)).toString();
    }

    static String heapHeader() {
        return "%nthe heap without a guest: median [range] of rounds in CPU time%n".formatted();
    }

    /** Adds why something could not be measured and answers it as a line. */
    String addFailure(String what, IOException failed) {
        failures.add(what);
        return "%-12s missing: %s%n".formatted(what, failed.getMessage());
    }

    /** True if all of ours was measured and nobody disagreed. */
    boolean isGood() {
        return failures.isEmpty();
    }
}
