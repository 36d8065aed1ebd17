package dev.hostless.engine.bench;

import dev.hostless.engine.bench.BenchProgram.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The measurements as a table for people and as JSON for programs. */
final class BenchReport {
    private static final String START_LAYOUT = "%-9s %-25s %-25s %-25s %8s%n";
    private static final String LAYOUT = "%-9s %-25s %-25s %-25s %-25s %8s %9s %9s%n";

    private final Machine machine;
    private final List<BenchRow> rows = new ArrayList<>();
    private final List<Start.Pair> starts = new ArrayList<>();
    private final List<CommandStart.Row> commands = new ArrayList<>();

    BenchReport(Machine machine) {
        this.machine = machine;
    }

    static String header() {
        return LAYOUT.formatted("program", "Hostless", "unmetered", "V8", "Endive compiled",
                "to V8", "to Endive", "metering")
                + LAYOUT.formatted("", "ms, median (min-max)", "", "", "", "time x", "time x",
                        "cost");
    }

    /** Adds a row and answers it as a line. */
    String add(BenchRow row) {
        rows.add(row);
        String line = LAYOUT.formatted(row.program().name(), cell(row.of(Peer.HOSTLESS)),
                cell(row.of(Peer.UNMETERED)), cell(row.of(Peer.V8)), cell(row.of(Peer.ENDIVE)),
                times(row.timeToV8()), times(row.timeToEndive()), percent(row.metering()));
        StringBuilder lines = new StringBuilder(line);
        row.measurements().forEach((peer, measurement) -> {
            if (measurement.isMissing()) {
                lines.append("          %s: %s%n".formatted(peer, measurement.missing()));
            }
        });
        if (!row.agrees()) {
            lines.append("          DIFFERENT RESULTS:%n".formatted());
            row.measurements().forEach((peer, measurement) -> lines
                    .append("            %s: %s%n".formatted(peer, measurement.result())));
        }
        return lines.toString();
    }

    static String startHeader() {
        return "%n".formatted()
                + START_LAYOUT.formatted("start", "cold", "cached", "warm", "cached")
                + START_LAYOUT.formatted("", "ms to first / to exit", "ms to first / to exit",
                        "ms, median (min-max)", "gain x");
    }

    /** Adds a program's starts and answers them as a line, with its warm time. */
    String add(Start.Pair start) {
        starts.add(start);
        String warm = rows.stream().filter(row -> row.program().equals(start.program()))
                .map(row -> cell(row.of(Peer.HOSTLESS))).findFirst().orElse("-");
        return START_LAYOUT.formatted(start.program().name(), cell(start.medianCold()),
                cell(start.medianCached()), warm, "%.1f".formatted(start.gain()));
    }

    /** Adds the time of a whole process and answers it as a line. */
    String add(CommandStart.Row command) {
        commands.add(command);
        return "hello     %-25s %s%n".formatted(command.name(), command.time().isMissing()
                ? command.time().missing()
                : cell(command.time()) + " ms from process start to exit");
    }

    /** Geometric means, of kernels and of Go programs. */
    String summary() {
        StringBuilder text = new StringBuilder();
        for (Kind kind : Kind.values()) {
            text.append(LAYOUT.formatted(kind == Kind.KERNEL ? "kernels" : "Go", "geometric mean",
                    "", "", "", times(mean(kind, BenchRow::timeToV8)),
                    times(mean(kind, BenchRow::timeToEndive)),
                    percent(mean(kind, BenchRow::metering))));
        }
        return text.toString();
    }

    /** True if our engine ran everything and no engine disagreed. */
    boolean isGood() {
        return rows.stream().allMatch(row -> row.agrees() && !row.of(Peer.HOSTLESS).isMissing())
                && starts.stream().allMatch(BenchReport::agrees);
    }

    /** True if all starts printed the same. */
    private static boolean agrees(Start.Pair start) {
        return Stream.concat(start.cold().stream(), start.cached().stream()).map(Start::result)
                .distinct().count() == 1;
    }

    String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", Map.of("processor", machine.processor(), "cores",
                machine.cores(), "jdk", machine.jdk(), "node", machine.node().orElse("missing")));
        document.put("commit", machine.commit());
        document.put("programs", rows.stream().map(BenchReport::json).toList());
        Map<String, Object> means = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            means.put(kind.name().toLowerCase(java.util.Locale.ROOT), ratios(
                    mean(kind, BenchRow::timeToV8), mean(kind, BenchRow::timeToEndive),
                    mean(kind, BenchRow::metering)));
        }
        document.put("geometricMeans", means);
        document.put("starts", starts.stream().map(BenchReport::json).toList());
        document.put("hello", commands.stream().map(BenchReport::json).toList());
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build()
                .writeValueAsString(document);
    }

    private static Map<String, Object> json(BenchRow row) {
        Map<String, Object> program = new LinkedHashMap<>();
        program.put("name", row.program().name());
        program.put("iterations", row.iterations());
        program.put("agrees", row.agrees());
        row.measurements().forEach((peer, measurement) -> {
            Map<String, Object> figures = new LinkedHashMap<>();
            if (measurement.isMissing()) {
                figures.put("missing", measurement.missing());
            } else {
                figures.put("medianMillis", measurement.medianMillis().getAsDouble());
                figures.put("nanos", measurement.nanos());
                figures.put("result", measurement.result());
            }
            program.put(peer.toString(), figures);
        });
        program.putAll(ratios(row.timeToV8(), row.timeToEndive(), row.metering()));
        return program;
    }

    private static Map<String, Object> json(Start.Pair start) {
        return Map.of("name", start.program().name(), "coldNanos", nanos(start.cold()),
                "cachedNanos", nanos(start.cached()), "gain", start.gain());
    }

    private static List<List<Long>> nanos(List<Start> starts) {
        return starts.stream().map(one -> List.of(one.firstNanos(), one.exitNanos())).toList();
    }

    private static Map<String, Object> json(CommandStart.Row command) {
        return command.time().isMissing()
                ? Map.of("name", command.name(), "missing", command.time().missing())
                : Map.of("name", command.name(), "nanos", command.time().nanos());
    }

    private static String cell(Start start) {
        return "%.0f / %.0f".formatted(start.firstNanos() / 1e6, start.exitNanos() / 1e6);
    }

    private static Map<String, Object> ratios(OptionalDouble v8, OptionalDouble endive,
            OptionalDouble metering) {
        Map<String, Object> ratios = new LinkedHashMap<>();
        v8.ifPresent(value -> ratios.put("timeToV8", value));
        endive.ifPresent(value -> ratios.put("timeToEndive", value));
        metering.ifPresent(value -> ratios.put("meteredToUnmetered", value));
        return ratios;
    }

    private OptionalDouble mean(Kind kind, Function<BenchRow, OptionalDouble> ratio) {
        List<OptionalDouble> ratios = rows.stream().filter(row -> row.program().kind() == kind)
                .map(ratio).filter(OptionalDouble::isPresent).toList();
        return ratios.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.exp(ratios.stream()
                        .mapToDouble(value -> Math.log(value.getAsDouble())).average()
                        .getAsDouble()));
    }

    private static String cell(Measurement measurement) {
        return measurement.isMissing()
                ? "-"
                : "%.1f (%.1f-%.1f)".formatted(measurement.medianMillis().getAsDouble(),
                        measurement.minimumMillis(), measurement.maximumMillis());
    }

    private static String times(OptionalDouble ratio) {
        return optional(ratio).map("%.2f"::formatted).orElse("-");
    }

    private static String percent(OptionalDouble ratio) {
        return optional(ratio).map(value -> "%+.0f %%".formatted((value - 1) * 100)).orElse("-");
    }

    private static Optional<Double> optional(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }
}
