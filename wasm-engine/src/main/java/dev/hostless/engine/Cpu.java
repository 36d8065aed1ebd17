package dev.hostless.engine;

import dev.hostless.engine.compiler.Meter;

/**
 * Counts the cycles of the guests that run on it and stops them when a deadline is reached. A CPU
 * belongs to one thread at a time; only {@link #cancel()} and {@link #interrupt()} may be called
 * from others.
 */
public final class Cpu {
    /** No deadline. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private final Meter meter = new Meter(this::reached);
    private SafepointHandler handler = _ -> {};

    /** Retired, charged and skipped cycles. Exact inside host functions and handlers. */
    public long cycles() {
        return meter.cycles();
    }

    /** The cycle at which the handler is due, or {@link #NO_DEADLINE}. */
    public long deadline() {
        return meter.deadline();
    }

    /**
     * The handler is called at the first safepoint at which {@link #cycles()} is at or past this
     * cycle. Reaching a deadline clears it.
     */
    public void deadline(long cycle) {
        meter.deadline(cycle);
    }

    /** Replaces the handler, which does nothing at first. */
    public void handler(SafepointHandler value) {
        handler = value;
    }

    /** Host work that costs the guest time. */
    public void charge(long cycles) {
        meter.charge(cycles);
    }

    /** Skips idle time; does nothing if the cycle is past. */
    public void advanceTo(long cycle) {
        meter.charge(Math.max(0, cycle - cycles()));
    }

    /**
     * Ends the run soon (about 10 ms of host time) with {@link GuestCancelled}; if no guest runs,
     * the next run. Where it ends depends on host time: for shutting down, not for boards' logic.
     */
    public void cancel() {
        meter.cancel();
    }

    /**
     * Has the handler called at a safepoint soon, before its deadline, which stays set. Where
     * depends on host time, so what the handler takes in then must be recorded to be replayed.
     */
    public void interrupt() {
        meter.interrupt();
    }

    /** A safepoint in host code that acts for the guest. */
    void safepoint() {
        meter.safepoint();
    }

    Meter meter() {
        return meter;
    }

    private void reached() {
        handler.reached(this);
    }
}
