package dev.hostless.cli.bench;

import dev.hostless.cli.bench.RoundWorker.Round;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One program by several contestants, each in a process of its own. They play side by side until
 * all are warm, and then in turns, round by round, so that what disturbs the machine disturbs all.
 * Where they disagree about a round, that is said in the end.
 */
final class Race<C> {
    /** How long to warm up and to measure, in rounds. */
    record Length(int warmLeast, int warmMost, int measured) {
        static final Length FULL = new Length(20, 60, 15);
        static final Length QUICK = new Length(6, 12, 5);
    }

    /** Starts a process, or says why not. */
    interface Start {
        RoundWorker start() throws IOException;
    }

    private interface Step {
        void take() throws IOException;
    }

    /** Rounds between which there must be no gain any more. */
    private static final int WINDOW = 5;
    private static final double STILL_GAINS = 0.96;

    private final Map<C, RoundWorker> workers = new LinkedHashMap<>();
    private final Map<C, String> missing = new LinkedHashMap<>();
    private final Map<C, List<Long>> nanos = new LinkedHashMap<>();
    private final Map<Integer, String> results = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private int played;

    Map<C, Times> run(Map<C, Start> contestants, Length length) {
        contestants.forEach((contestant, start) -> {
            nanos.put(contestant, new ArrayList<>());
            try {
                workers.put(contestant, start.start());
            } catch (IOException failed) {
                missing.put(contestant, String.valueOf(failed.getMessage()));
            }
        });
        try {
            while (played < length.warmLeast() || played < length.warmMost() && anyGains()) {
                workers.forEach((contestant, worker) -> attempt(contestant, worker::begin));
                workers.forEach((contestant, worker) -> attempt(contestant,
                        () -> keep(contestant, worker.answer())));
                played++;
            }
            System.err.println("  warm after " + played + " rounds");
            nanos.values().forEach(List::clear);
            for (int round = 0; round < length.measured(); round++) {
                workers.forEach((contestant, worker) -> attempt(contestant, () -> {
                    worker.begin();
                    keep(contestant, worker.answer());
                }));
                played++;
            }
        } finally {
            workers.values().forEach(RoundWorker::close);
        }
        var times = new LinkedHashMap<C, Times>();
        nanos.forEach((contestant, all) -> times.put(contestant, missing.containsKey(contestant)
                ? Times.missing(missing.getOrDefault(contestant, ""))
                : Times.of(all)));
        return times;
    }

    /** Who said what that others did not say; nothing if all is well. */
    List<String> differences() {
        return differences;
    }

    private void attempt(C contestant, Step step) {
        if (missing.containsKey(contestant)) {
            return;
        }
        try {
            step.take();
        } catch (IOException failed) {
            missing.put(contestant, String.valueOf(failed.getMessage()));
        }
    }

    private void keep(C contestant, Round round) {
        nanos.getOrDefault(contestant, List.of()).add(round.nanos());
        var first = results.putIfAbsent(played, round.result());
        if (first != null && !first.equals(round.result())) {
            differences.add("%s: '%s', others '%s'".formatted(contestant, round.result(), first));
        }
    }

    private boolean anyGains() {
        return nanos.entrySet().stream().anyMatch(
                each -> !missing.containsKey(each.getKey()) && gains(each.getValue()));
    }

    private static boolean gains(List<Long> all) {
        int end = all.size();
        return end < 2 * WINDOW || median(all.subList(end - WINDOW, end)) < STILL_GAINS
                * median(all.subList(end - 2 * WINDOW, end - WINDOW));
    }

    private static double median(List<Long> some) {
        return Times.median(some.stream().mapToDouble(Long::doubleValue));
    }
}
