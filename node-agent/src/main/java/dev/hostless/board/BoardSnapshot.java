package dev.hostless.board;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A board's figures at one cycle. While the board runs they are at most 10 ms of board time old.
 *
 * @param cycle board time in cycles since reset
 * @param virtualNanos the same in nanoseconds
 * @param hostNanos host time since {@link Board#run()} began
 * @param guestCycles cycles in which the guest computed, on one core or more
 * @param idleCycles cycles in which it waited, on all its cores
 * @param memoryBytes size of the linear memory
 * @param tickPeriodCycles from one tick to the next; 0 while there are none
 * @param gc collections of the guest's heap since the last reset
 * @param heap the heap since then, if the node keeps it
 * @param cores by number; none if the board has one core
 */
public record BoardSnapshot(BoardState state, long cycle, long virtualNanos, long hostNanos,
        long guestCycles, long idleCycles, long memoryBytes, long tickPeriodCycles, Ticks ticks,
        Interrupts interrupts, Uart uart, GcFigures gc, Optional<Heap> heap,
        List<CoreFigures> cores, Mishaps mishaps) {
    public BoardSnapshot {
        cores = List.copyOf(cores);
    }

    /**
     * The periodic tick that the guest asked for.
     *
     * @param count ticks that fell due
     * @param missed those that fell due before the one before was handled
     */
    public record Ticks(long count, long missed) {
    }

    /**
     * Interrupts on all lines.
     *
     * @param delivered taken by the guest
     * @param coalesced raised while the same line was already pending
     * @param lost raised on a line that the guest had not enabled
     * @param latencyMaxCycles longest time from the raise to the delivery
     * @param lines the same, line by line and by phases of the collector; lines that were never
     *     raised are absent
     */
    public record Interrupts(long delivered, long coalesced, long lost, long latencyMaxCycles,
            List<Line> lines) {
        public Interrupts(long delivered, long coalesced, long lost, long latencyMaxCycles) {
            this(delivered, coalesced, lost, latencyMaxCycles, List.of());
        }
    }

    /**
     * The interrupts of a line.
     *
     * @param number 0 to 31; {@link #TICK} for the tick, of which those that were missed count as
     *     coalesced
     * @param pending whether one waits for the guest
     */
    public record Line(int number, boolean pending, List<Phase> phases) {
        /** The number of the tick. */
        public static final int TICK = InterruptLatency.TICK;
    }

    /**
     * The interrupts that were raised in one phase of the collector, and their latencies in cycles:
     * from the raise to the delivery.
     *
     * @param raised {@code delivered + coalesced + lost}, and one more while one is pending
     * @param p50Cycles the true median or up to 3.2 % more
     * @param p99Cycles the true 99th percentile or up to 3.2 % more
     */
    public record Phase(CollectorPhase phase, long raised, long delivered, long coalesced,
            long lost, long sumCycles, long p50Cycles, long p99Cycles, long maxCycles) {
    }

    /** UART0. */
    public record Uart(long transmittedBytes, long receivedBytes, long overruns) {
    }

    /**
     * What went wrong.
     *
     * @param faults that were injected, by kind
     * @param resets after power-on, by cause
     */
    public record Mishaps(SortedMap<String, Long> faults, SortedMap<String, Long> resets) {
        static final Mishaps NONE = new Mishaps(Collections.emptySortedMap(),
                Collections.emptySortedMap());
    }

    /**
     * A hosted heap.
     *
     * @param liveBytes of objects, as the pacer counts them: a span that is handed out is full
     * @param markedBytes that the last cycle found alive
     * @param goalBytes at which the cycle under way, or the next one, should be over
     * @param limitBytes Go's memory limit; {@link Long#MAX_VALUE} for none
     * @param scannedBytes that all marking so far has looked at: objects, stacks and globals
     * @param pauseCycles of both stops of all collections, without what the guest does in them
     * @param assistCycles of marking that allocations paid for
     * @param backgroundCycles of marking beside the guest
     * @param waitCycles of marking while the guest waited
     * @param earlierCycles that collections before the last reset took from the guest
     */
    public record Heap(HeapPolicy.Collector collector, long liveBytes, long markedBytes,
            long goalBytes, long limitBytes, long scannedBytes, long pauseCycles, long assistCycles,
            long backgroundCycles, long waitCycles, long earlierCycles) {
        /** Cycles that the guest would have had without collections. */
        public long gcCycles() {
            return pauseCycles + assistCycles + backgroundCycles + earlierCycles;
        }
    }
}
