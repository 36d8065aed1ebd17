package dev.hostless.cli;

import dev.hostless.board.BoardSnapshot.Line;
import dev.hostless.board.BoardSnapshot.Phase;
import dev.hostless.board.Lines;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of a run's report that is about interrupts, line by line; see docs/cli.md. */
final class InterruptsJson {
    private static final double NANOS_PER_SECOND = 1e9;

    private InterruptsJson() {
    }

    static void write(ArrayNode json, List<Line> lines, long clockHz) {
        for (var line : lines) {
            var entry = json.addObject();
            entry.put("line", name(line.number()));
            entry.put("raised", sum(line, Phase::raised));
            entry.put("delivered", sum(line, Phase::delivered));
            entry.put("coalesced", sum(line, Phase::coalesced));
            entry.put("lost", sum(line, Phase::lost));
            entry.put("pending", line.pending() ? 1 : 0);
            var phases = entry.putObject("phases");
            for (var phase : line.phases()) {
                write(phases.putObject(phase.phase().name().toLowerCase(Locale.ROOT)), phase,
                        clockHz);
            }
        }
    }

    private static void write(ObjectNode json, Phase phase, long clockHz) {
        json.put("raised", phase.raised());
        json.put("delivered", phase.delivered());
        json.put("coalesced", phase.coalesced());
        json.put("lost", phase.lost());
        if (phase.delivered() > 0) {
            json.put("p50Cycles", phase.p50Cycles());
            json.put("p99Cycles", phase.p99Cycles());
            json.put("maxCycles", phase.maxCycles());
            json.put("sumCycles", phase.sumCycles());
            json.put("p50Nanos", nanos(phase.p50Cycles(), clockHz));
            json.put("p99Nanos", nanos(phase.p99Cycles(), clockHz));
            json.put("maxNanos", nanos(phase.maxCycles(), clockHz));
        }
    }

    private static long sum(Line line, ToLongFunction<Phase> part) {
        return line.phases().stream().mapToLong(part).sum();
    }

    static long nanos(long cycles, long clockHz) {
        return (long) (cycles * NANOS_PER_SECOND / clockHz);
    }

    /** The device's name, or the number of a line that belongs to none. */
    static String name(int line) {
        if (line == Line.TICK) {
            return "systick";
        }
        return Lines.names().entrySet().stream().filter(each -> each.getValue() == line)
                .map(Map.Entry::getKey).findFirst().orElse(Integer.toString(line));
    }
}
