package dev.hostless.engine;

import org.jspecify.annotations.Nullable;

/**
 * What one guest gets.
 *
 * @param cpu counts its cycles; guests that call each other share one
 * @param memoryLimitBytes its own memory grows up to here (and to the module's maximum); beyond,
 *     {@code memory.grow} returns -1. A module that starts larger is refused.
 * @param probes told of probed functions
 * @param waits where it waits in a shared memory
 * @param steps told before each instruction, or null; only of a program that was loaded with
 *     {@link EngineOptions.Tiers#INTERPRETED}
 */
public record GuestOptions(Cpu cpu, long memoryLimitBytes, ProbeHandler probes, WaitQueue waits,
        @Nullable StepHandler steps) {
    private static final long DEFAULT_CLOCK_HZ = 1_000_000_000;

    public GuestOptions {
        if (memoryLimitBytes < 0) {
            throw new IllegalArgumentException(
                    "the memory limit is a number of bytes >= 0, not " + memoryLimitBytes);
        }
    }

    /** A queue for a guest alone on a CPU of 1 GHz. */
    public GuestOptions(Cpu cpu, long memoryLimitBytes, ProbeHandler probes) {
        this(cpu, memoryLimitBytes, probes, new SingleCoreWaitQueue(DEFAULT_CLOCK_HZ), null);
    }

    /** A CPU of its own (1 GHz), memory up to what the module allows, no probes. */
    public static GuestOptions defaults() {
        return new GuestOptions(new Cpu(), LinearMemory.MAX_BYTES, ProbeHandler.NONE);
    }

    public GuestOptions withCpu(Cpu value) {
        return new GuestOptions(value, memoryLimitBytes, probes, waits, steps);
    }

    public GuestOptions withMemoryLimitBytes(long value) {
        return new GuestOptions(cpu, value, probes, waits, steps);
    }

    public GuestOptions withProbes(ProbeHandler value) {
        return new GuestOptions(cpu, memoryLimitBytes, value, waits, steps);
    }

    public GuestOptions withWaits(WaitQueue value) {
        return new GuestOptions(cpu, memoryLimitBytes, probes, value, steps);
    }

    public GuestOptions withSteps(StepHandler value) {
        return new GuestOptions(cpu, memoryLimitBytes, probes, waits, value);
    }
}
