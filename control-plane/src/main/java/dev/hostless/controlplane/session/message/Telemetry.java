package dev.hostless.controlplane.session.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Counters and gauges of one board since its start.
 *
 * @param heap the heap, if the node keeps it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Telemetry(
        String node, long revision, int boot, long cycle, long virtualNanos, long hostNanos,
        long clockHz, Cycles cycles, long memoryBytes, long ramBytes, Ticks ticks,
        Interrupts interrupts, Uart uart, Gc gc,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Heap heap) implements Report {

    public Telemetry {
        Wire.name("node", node);
        Wire.notNegative("revision", revision);
        Wire.notNegative("boot", (long) boot);
        Wire.notNegative("cycle", cycle);
        Wire.notNegative("virtualNanos", virtualNanos);
        Wire.notNegative("hostNanos", hostNanos);
        Wire.notNegative("memoryBytes", memoryBytes);
        Wire.notNegative("ramBytes", ramBytes);
        if (clockHz <= 0) {
            throw new IllegalArgumentException("clockHz: wanted at least 1, got " + clockHz);
        }
        if (cycles == null || ticks == null || interrupts == null || uart == null || gc == null) {
            throw new IllegalArgumentException(
                    "wanted cycles, ticks, interrupts, uart and gc; one is absent");
        }
    }

    /** Where the cycles went. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Cycles(long guest, long idle) {

        public Cycles {
            Wire.notNegative("guest", guest);
            Wire.notNegative("idle", idle);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Ticks(long count, long missed) {

        public Ticks {
            Wire.notNegative("count", count);
            Wire.notNegative("missed", missed);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Interrupts(long delivered, long coalesced, long lost, long latencyMaxCycles) {

        public Interrupts {
            Wire.notNegative("delivered", delivered);
            Wire.notNegative("coalesced", coalesced);
            Wire.notNegative("lost", lost);
            Wire.notNegative("latencyMaxCycles", latencyMaxCycles);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Uart(long transmittedBytes, long receivedBytes, long overruns) {

        public Uart {
            Wire.notNegative("transmittedBytes", transmittedBytes);
            Wire.notNegative("receivedBytes", receivedBytes);
            Wire.notNegative("overruns", overruns);
        }
    }

    /**
     * What is known of the collector.
     *
     * @param observed false: nothing is, for the reason given, and all else is absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Gc(
            boolean observed, @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String reason,
            @Nullable Long cycles, @Nullable Pauses pauses, @Nullable Long heapLiveMb,
            @Nullable Long heapGoalMb) {

        public Gc {
            Wire.notNegative("cycles", cycles);
            Wire.notNegative("heapLiveMb", heapLiveMb);
            Wire.notNegative("heapGoalMb", heapGoalMb);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Pauses(long count, long p50Cycles, long p99Cycles, long maxCycles,
            long sumCycles) {

        public Pauses {
            Wire.notNegative("count", count);
            Wire.notNegative("p50Cycles", p50Cycles);
            Wire.notNegative("p99Cycles", p99Cycles);
            Wire.notNegative("maxCycles", maxCycles);
            Wire.notNegative("sumCycles", sumCycles);
        }
    }

    /** A heap that the node keeps; sizes in bytes, times in cycles of the board. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Heap(
            String collector, long liveBytes, long markedBytes, long goalBytes, long pauseCycles,
            long assistCycles, long backgroundCycles, long waitCycles) {

        public Heap {
            Wire.name("collector", collector);
            Wire.notNegative("liveBytes", liveBytes);
            Wire.notNegative("markedBytes", markedBytes);
            Wire.notNegative("goalBytes", goalBytes);
            Wire.notNegative("pauseCycles", pauseCycles);
            Wire.notNegative("assistCycles", assistCycles);
            Wire.notNegative("backgroundCycles", backgroundCycles);
            Wire.notNegative("waitCycles", waitCycles);
        }
    }
}
