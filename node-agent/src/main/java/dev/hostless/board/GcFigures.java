package dev.hostless.board;

import java.util.OptionalLong;

/** What is known of the garbage collector inside the guest. */
public sealed interface GcFigures {
    /**
     * Nothing is known.
     *
     * @param reason why, for instance {@code no name section}
     */
    record NotObserved(String reason) implements GcFigures {
    }

    /**
     * Collections and their pauses since reset.
     *
     * @param cycles finished collections
     * @param pauses stops of the world that belong to collections, in cycles
     * @param heapLiveMb live heap after the last collection, MB; absent without trace lines
     * @param heapGoalMb heap goal of the last collection, MB; absent without trace lines
     * @param heapPeakMb largest heap at the end of a collection, MB; absent without trace lines
     */
    record Observed(long cycles, Pauses pauses, OptionalLong heapLiveMb, OptionalLong heapGoalMb,
            OptionalLong heapPeakMb) implements GcFigures {
    }

    /**
     * Pauses in cycles; all zero while there was none.
     *
     * @param p50Cycles the true median or up to 3.2 % more
     * @param p99Cycles the true 99th percentile or up to 3.2 % more
     * @param sumHostNanos host time spent in them, a figure of this machine
     */
    record Pauses(long count, long p50Cycles, long p99Cycles, long maxCycles, long sumCycles,
            long sumHostNanos, long maxHostNanos) {
    }
}
