package dev.hostless.agent;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A moment of host time that may be set. Used by one thread. */
final class Deadline {

    private final LongSupplier hostNanos;
    private boolean set;
    private long atNanos;

    Deadline(LongSupplier hostNanos) {
        this.hostNanos = hostNanos;
    }

    void set(Duration fromNow) {
        set = true;
        atNanos = hostNanos.getAsLong() + fromNow.toNanos();
    }

    /** Leaves an earlier setting as it is. */
    void setUnlessSet(Duration fromNow) {
        if (!set) {
            set(fromNow);
        }
    }

    void clear() {
        set = false;
    }

    boolean due() {
        return set && hostNanos.getAsLong() - atNanos >= 0;
    }

    /** Until it is due, 0 when it is, {@link Long#MAX_VALUE} when it is not set. */
    long nanosLeft() {
        return set ? Math.max(0, atNanos - hostNanos.getAsLong()) : Long.MAX_VALUE;
    }
}
