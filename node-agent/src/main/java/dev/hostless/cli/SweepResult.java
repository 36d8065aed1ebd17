package dev.hostless.cli;

import dev.hostless.board.CollectorPhase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a sweep has found. */
record SweepResult(List<SweepWindow> windows, List<SweepPoint> points) {
    /** Latencies of interrupts, exact. */
    record Latencies(int count, long p50Cycles, long p99Cycles, long maxCycles) {
        private static Latencies of(long[] sorted) {
            return new Latencies(sorted.length, sorted[rank(sorted.length, 50)],
                    sorted[rank(sorted.length, 99)], sorted[sorted.length - 1]);
        }

        private static int rank(int count, int percent) {
            return Math.max(0, (count * percent + 99) / 100 - 1);
        }
    }

    /** The interrupt that waited longest; of several the first. */
    Optional<SweepPoint> worst() {
        SweepPoint worst = null;
        for (var point : points) {
            if (latency(point) > (worst == null ? -1 : latency(worst))) {
                worst = point;
            }
        }
        return Optional.ofNullable(worst);
    }

    /** In cycles; -1 for an interrupt that was not taken. */
    static long latency(SweepPoint point) {
        return point.outcome() instanceof SweepPoint.Taken taken ? taken.latencyCycles() : -1;
    }

    /** By the phase in which they were raised; phases without any are absent. */
    SortedMap<CollectorPhase, Latencies> byPhase() {
        var all = new TreeMap<CollectorPhase, Latencies>();
        for (var phase : CollectorPhase.values()) {
            long[] sorted = points.stream()
                    .filter(point -> point.outcome() instanceof SweepPoint.Taken taken
                            && taken.phase() == phase)
                    .mapToLong(SweepResult::latency).sorted().toArray();
            if (sorted.length > 0) {
                all.put(phase, Latencies.of(sorted));
            }
        }
        return all;
    }

    Optional<Latencies> all() {
        long[] sorted = points.stream().mapToLong(SweepResult::latency)
                .filter(latency -> latency >= 0).sorted().toArray();
        return sorted.length == 0 ? Optional.empty() : Optional.of(Latencies.of(sorted));
    }

    long count(Class<? extends SweepPoint.Outcome> outcome) {
        return points.stream().filter(point -> outcome.isInstance(point.outcome())).count();
    }

    /** How the runs ended in which nobody took it. */
    Map<String, Integer> notTaken() {
        var states = new TreeMap<String, Integer>();
        for (var point : points) {
            if (point.outcome() instanceof SweepPoint.NotTaken not) {
                states.merge(not.state(), 1, Integer::sum);
            }
        }
        return states;
    }
}
