package dev.hostless.agent.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Counters and gauges of one board since its start.
 *
 * @param hostNanos how long the board has run by the host's clock
 * @param heap the heap, if the node keeps it
 */
public record TelemetryReport(String node, long revision, int boot, long cycle, long virtualNanos,
        long hostNanos, long clockHz, Cycles cycles, long memoryBytes, long ramBytes, Ticks ticks,
        Interrupts interrupts, Uart uart, Gc gc,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Heap heap) implements Report {

    /** Where the board's cycles went. */
    public record Cycles(long guest, long idle) {
    }

    /** Of SysTick. */
    public record Ticks(long count, long missed) {
    }

    /** What became of asserted lines; latency is assert to delivery. */
    public record Interrupts(long delivered, long coalesced, long lost, long latencyMaxCycles) {
    }

    public record Uart(long transmittedBytes, long receivedBytes, long overruns) {
    }

    /**
     * @param reason why nothing was observed
     */
    public record Gc(boolean observed, @Nullable String reason,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long cycles,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Pauses pauses,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long heapLiveMb,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long heapGoalMb) {

        public static Gc notObserved(String reason) {
            return new Gc(false, reason, null, null, null, null);
        }
    }

    /** Pauses of all collections since the board's start. */
    public record Pauses(long count, long p50Cycles, long p99Cycles, long maxCycles,
            long sumCycles) {
    }

    /** A hosted heap; where its cycles went is in parts of the board's guest and idle cycles. */
    public record Heap(String collector, long liveBytes, long markedBytes, long goalBytes,
            long pauseCycles, long assistCycles, long backgroundCycles, long waitCycles) {
    }
}
