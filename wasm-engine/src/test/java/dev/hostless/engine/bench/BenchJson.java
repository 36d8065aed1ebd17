package dev.hostless.engine.bench;

import dev.hostless.engine.bench.BenchProgram.Kind;
import dev.hostless.engine.bench.Tiers.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The measurements for programs: every single run. */
final class BenchJson {
    private BenchJson() {
    }

    static String write(Machine machine, BenchReport report, List<BenchRow> rows,
            List<Start.Pair> starts, List<WholeProcess.Table> processes, List<Tiers> tiers,
            List<String> failures) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", Map.of("processor", machine.processor(), "cores",
                machine.cores(), "jdk", machine.jdk(), "node", machine.node().orElse("missing")));
        document.put("commit", machine.commit());
        document.put("programs", rows.stream().map(BenchJson::row).toList());
        Map<String, Object> means = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            Map<String, Object> ratios = new LinkedHashMap<>();
            for (Peer peer : Peer.values()) {
                if (peer != Peer.HOSTLESS) {
                    report.mean(kind, peer)
                            .ifPresent(mean -> ratios.put(peer.toString(), mean));
                }
            }
            means.put(kind.name().toLowerCase(Locale.ROOT), ratios);
        }
        document.put("geometricMeansOfTime", means);
        document.put("starts", starts.stream().map(BenchJson::start).toList());
        document.put("processes", processes.stream().map(BenchJson::table).toList());
        document.put("tiers", tiers.stream().map(BenchJson::tiers).toList());
        document.put("failures", failures);
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build()
                .writeValueAsString(document);
    }

    private static Map<String, Object> row(BenchRow row) {
        Map<String, Object> program = new LinkedHashMap<>();
        program.put("name", row.program().name());
        program.put("iterations", row.iterations());
        program.put("agrees", row.agrees());
        row.measurements().forEach((peer, time) -> {
            Map<String, Object> figures = figures(time);
            if (peer != Peer.HOSTLESS) {
                row.timeTo(peer).ifPresent(ratio -> figures.put("timeOfHostless", ratio));
            }
            program.put(peer.toString(), figures);
        });
        return program;
    }

    private static Map<String, Object> figures(Measurement time) {
        Map<String, Object> figures = new LinkedHashMap<>();
        if (time.isMissing()) {
            figures.put("missing", time.missing());
        } else {
            figures.put("medianMillis", time.medianMillis().getAsDouble());
            figures.put("nanos", time.nanos());
            figures.put("result", time.result());
        }
        return figures;
    }

    private static Map<String, Object> start(Start.Pair start) {
        return Map.of("name", start.program().name(), "coldNanos", nanos(start.cold()),
                "cachedNanos", nanos(start.cached()), "gain", start.gain());
    }

    private static List<List<Long>> nanos(List<Start> starts) {
        return starts.stream().map(one -> List.of(one.firstNanos(), one.exitNanos())).toList();
    }

    private static Map<String, Object> table(WholeProcess.Table table) {
        Map<String, Object> program = new LinkedHashMap<>();
        program.put("name", table.program());
        program.put("agrees", table.agrees());
        for (WholeProcess.Row row : table.rows()) {
            Map<String, Object> figures = figures(row.wall());
            if (!row.wall().isMissing()) {
                figures.put("userNanos", row.user().nanos());
                table.timeToV8(row).ifPresent(ratio -> figures.put("timeToV8", ratio));
            }
            program.put(row.command(), figures);
        }
        return program;
    }

    private static Map<String, Object> tiers(Tiers run) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("name", run.program());
        figures.put("run", run.run());
        for (Place place : Place.values()) {
            figures.put(place.name().toLowerCase(Locale.ROOT), run.share(place));
        }
        figures.put("samples", run.samples().values().stream().mapToInt(count -> count).sum());
        figures.put("seconds", run.seconds());
        figures.put("secondsOfC1", run.secondsOfC1());
        figures.put("secondsOfC2", run.secondsOfC2());
        figures.put("refused", run.refused());
        return figures;
    }
}
