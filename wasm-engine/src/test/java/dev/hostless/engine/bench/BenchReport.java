package dev.hostless.engine.bench;

import dev.hostless.engine.bench.BenchProgram.Kind;
import dev.hostless.engine.bench.Tiers.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** The measurements as tables for people. */
final class BenchReport {
    private static final String START_LAYOUT = "%-9s %-25s %-25s %8s%n";
    private static final String PROCESS_LAYOUT = "%-9s %-25s %-25s %-20s %s%n";
    private static final String TIERS_LAYOUT = "%-9s %-5s %11s %11s %5s %5s"
            + " %8s %8s %8s %6s %6s %8s%n";

    private final Machine machine;
    private final List<BenchRow> rows = new ArrayList<>();
    private final List<Start.Pair> starts = new ArrayList<>();
    private final List<WholeProcess.Table> processes = new ArrayList<>();
    private final List<Tiers> tiers = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    BenchReport(Machine machine) {
        this.machine = machine;
    }

    String header(Set<Peer> peers) {
        StringBuilder line = new StringBuilder("%-9s".formatted("program"));
        peers.forEach(peer -> line.append(" %-20s".formatted(peer)));
        return line + "%n".formatted() + "          ms, median (least-most);"
                + " below: time of Hostless as a multiple, median (rounds)%n".formatted();
    }

    /** Adds a row and answers it as lines. */
    String add(BenchRow row) {
        rows.add(row);
        StringBuilder lines = new StringBuilder("%-9s".formatted(row.program().name()));
        row.measurements().forEach((_, time) -> lines.append(" %-20s".formatted(time)));
        lines.append("%n%-9s".formatted(""));
        row.measurements().keySet().forEach(peer -> lines.append(" %-20s".formatted(
                peer == Peer.HOSTLESS ? "" : row.timeTo(peer).map(Ratio::toString).orElse("-"))));
        lines.append("%n".formatted());
        row.measurements().forEach((peer, time) -> {
            if (time.isMissing()) {
                lines.append("          %s: %s%n".formatted(peer, time.missing()));
            }
        });
        if (!row.agrees()) {
            lines.append("          DIFFERENT RESULTS:%n".formatted());
            row.measurements().forEach((peer, time) -> lines
                    .append("            %s: %s%n".formatted(peer, time.result())));
        }
        return lines.toString();
    }

    /** Geometric means, of kernels and of Go programs. */
    String summary() {
        StringBuilder text = new StringBuilder();
        for (Kind kind : Kind.values()) {
            for (Peer peer : Peer.values()) {
                OptionalDouble mean = mean(kind, peer);
                if (peer != Peer.HOSTLESS && mean.isPresent()) {
                    text.append("%-9s geometric mean to %-18s %.2f%n".formatted(
                            kind == Kind.KERNEL ? "kernels" : "Go", peer, mean.getAsDouble()));
                }
            }
        }
        return text.toString();
    }

    /** Of the time of Hostless to that of the peer, where both were measured. */
    OptionalDouble mean(Kind kind, Peer peer) {
        return Ratio.geometricMean(rows.stream().filter(row -> row.program().kind() == kind)
                .flatMap(row -> row.timeTo(peer).stream()).mapToDouble(Ratio::median));
    }

    static String startHeader() {
        return "%n".formatted() + START_LAYOUT.formatted("start", "cold", "kept code", "gain x")
                + START_LAYOUT.formatted("", "ms to first / to exit", "ms to first / to exit", "");
    }

    /** Adds a program's starts and answers them as a line. */
    String add(Start.Pair start) {
        starts.add(start);
        return START_LAYOUT.formatted(start.program().name(), cell(start.medianCold()),
                cell(start.medianCached()), "%.1f".formatted(start.gain()));
    }

    static String processHeader() {
        return "%n".formatted() + PROCESS_LAYOUT.formatted("process", "", "ms, median (least-most)",
                "CPU s, user", "time to V8's");
    }

    /** Adds the times of whole processes and answers them as lines. */
    String add(WholeProcess.Table table) {
        processes.add(table);
        StringBuilder lines = new StringBuilder();
        for (WholeProcess.Row row : table.rows()) {
            lines.append(row.wall().isMissing()
                    ? PROCESS_LAYOUT.formatted(table.program(), row.command(),
                            row.wall().missing(), "", "")
                    : PROCESS_LAYOUT.formatted(table.program(), row.command(), row.wall(),
                            "%.2f".formatted(row.user().medianMillis().getAsDouble() / 1e3),
                            table.timeToV8(row).map(Ratio::toString).orElse("-")));
        }
        if (!table.agrees()) {
            lines.append("          DIFFERENT RESULTS:%n".formatted());
            table.rows().forEach(row -> lines.append(
                    "            %s: %s%n".formatted(row.command(), row.wall().result())));
        }
        return lines.toString();
    }

    static String tiersHeader() {
        return "%n".formatted()
                + TIERS_LAYOUT.formatted("tiers", "run", "JVM interp.", "our interp.", "C1", "C2",
                        "helpers", "loading", "seconds", "C1 s", "C2 s", "refused");
    }

    /** Adds where the time of a run went and answers it as lines. */
    String add(Tiers run) {
        tiers.add(run);
        StringBuilder lines = new StringBuilder(TIERS_LAYOUT.formatted(run.program(), run.run(),
                percent(run, Place.INTERPRETED), percent(run, Place.INTERPRETER),
                percent(run, Place.C1), percent(run, Place.C2), percent(run, Place.HELPERS),
                percent(run, Place.LOADING),
                "%.1f".formatted(run.seconds()), "%.1f".formatted(run.secondsOfC1()),
                "%.1f".formatted(run.secondsOfC2()), run.refused().size()));
        run.refused().forEach((method, reason) -> lines
                .append("          refused: %s: %s%n".formatted(method, reason)));
        return lines.toString();
    }

    /** Adds why something could not be measured and answers it as a line. */
    String addFailure(String failure) {
        failures.add(failure);
        return "failed: %s%n".formatted(failure);
    }

    /** True if our engine ran everything and no engine disagreed. */
    boolean isGood() {
        return failures.isEmpty()
                && rows.stream().allMatch(row -> row.agrees() && !row.of(Peer.HOSTLESS).isMissing())
                && starts.stream().allMatch(BenchReport::agrees)
                && processes.stream().allMatch(WholeProcess.Table::agrees);
    }

    /** True if all starts printed the same. */
    private static boolean agrees(Start.Pair start) {
        return Stream.concat(start.cold().stream(), start.cached().stream()).map(Start::result)
                .distinct().count() == 1;
    }

    String json() {
        return BenchJson.write(machine, this, rows, starts, processes, tiers, failures);
    }

    private static String percent(Tiers run, Place place) {
        return "%.0f %%".formatted(100 * run.share(place));
    }

    private static String cell(Start start) {
        return "%.0f / %.0f".formatted(start.firstNanos() / 1e6, start.exitNanos() / 1e6);
    }
}
