package dev.hostless.cli;

import dev.hostless.board.CollectorPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What {@code --report} writes of a sweep; docs/cli.md describes its fields. */
final class SweepJson {
    private SweepJson() {
    }

    static void write(Path file, SweepRun run, SweepResult result, String recording) {
        var mapper = JsonMapper.builder().build();
        var json = mapper.createObjectNode();
        json.put("digest", run.firmware().digest());
        json.put("preset", run.spec().preset());
        json.put("clockHz", run.spec().clockHz());
        json.put("collector", word(run.spec().heap().collector()));
        json.put("line", InterruptsJson.name(run.line()));
        for (var window : result.windows()) {
            var entry = json.withArray("collections").addObject();
            entry.put("number", window.number()).put("startCycle", window.startCycle())
                    .put("endCycle", window.endCycle());
            window.moves().forEach(move -> entry.withArray("phases").addObject()
                    .put("phase", word(move.phase())).put("cycle", move.cycle()));
        }
        var latency = json.putObject("latency");
        result.all().ifPresent(all -> latencies(latency.putObject("all"), all));
        result.byPhase().forEach((phase, some) -> latencies(latency.putObject(word(phase)), some));
        json.put("coalesced", result.count(SweepPoint.Coalesced.class));
        json.put("lost", result.count(SweepPoint.Lost.class));
        json.put("notTaken", result.count(SweepPoint.NotTaken.class));
        result.worst().ifPresent(worst -> {
            point(json.putObject("worst"), worst);
            json.put("recording", recording);
        });
        var points = json.putArray("points");
        result.points().forEach(point -> point(points.addObject(), point));
        try {
            Files.writeString(file,
                    mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
        } catch (IOException | JacksonException e) {
            throw new UsageProblem("--report: " + file + " cannot be written: " + e.getMessage());
        }
    }

    private static void latencies(ObjectNode json, SweepResult.Latencies latencies) {
        json.put("count", latencies.count()).put("p50Cycles", latencies.p50Cycles())
                .put("p99Cycles", latencies.p99Cycles()).put("maxCycles", latencies.maxCycles());
    }

    private static void point(ObjectNode json, SweepPoint point) {
        json.put("cycle", point.cycle()).put("offset", point.offset())
                .put("collection", point.window().number());
        CollectorPhase phase = point.window().phaseAt(point.cycle());
        switch (point.outcome()) {
            case SweepPoint.Taken taken -> json.put("outcome", "taken")
                    .put("phase", word(taken.phase()))
                    .put("latencyCycles", taken.latencyCycles());
            case SweepPoint.Coalesced _ -> json.put("outcome", "coalesced").put("phase",
                    word(phase));
            case SweepPoint.Lost _ -> json.put("outcome", "lost").put("phase", word(phase));
            case SweepPoint.NotTaken not -> json.put("outcome", "notTaken")
                    .put("phase", word(phase)).put("state", not.state());
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
