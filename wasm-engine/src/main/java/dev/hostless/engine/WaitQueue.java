package dev.hostless.engine;

import java.util.function.BooleanSupplier;

/**
 * Where guests wait for each other: what {@code memory.atomic.wait} and {@code notify} do. A board
 * supplies its own, in which waiting takes board time; guests that share a memory share one.
 *
 * <p>A queue that is used from several threads makes {@code unchanged} and the beginning of the
 * wait one step that no {@link #notify} comes between.
 */
public interface WaitQueue {
    /** Waits until somebody notifies. */
    long FOREVER = -1;

    /** How a wait ended; the ordinal is the instruction's result. */
    enum Outcome {
        NOTIFIED, NOT_EQUAL, TIMED_OUT
    }

    /**
     * Waits at an address of the guest's shared memory.
     *
     * @param timeoutNanos of the guest's time, or {@link #FOREVER} (any negative number)
     * @param unchanged whether the memory still holds what the guest expects; if not, the answer
     *     is {@link Outcome#NOT_EQUAL}
     * @throws Trap if nothing can ever end the wait
     */
    Outcome await(Guest guest, int address, long timeoutNanos, BooleanSupplier unchanged);

    /**
     * Ends waits at an address, the longest first.
     *
     * @param count how many at most, unsigned
     * @return how many
     */
    int notify(Guest guest, int address, int count);
}
