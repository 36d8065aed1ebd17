package dev.hostless.board;

import java.util.function.BooleanSupplier;

/**
 * A wait of the guest, and where the scheduler stands in it. One that was begun when no frame of
 * the guest was left can be gone on with on any thread.
 */
final class Wait {
    private static final long AWAKE = -1;

    private final long cycle;
    private final BooleanSupplier ready;
    private long napUntil = AWAKE;
    private boolean metEarly;

    /**
     * @param cycle at which it ends at the latest, {@link Long#MAX_VALUE} for never
     * @param ready ends it before
     */
    Wait(long cycle, BooleanSupplier ready) {
        this.cycle = cycle;
        this.ready = ready;
    }

    long cycle() {
        return cycle;
    }

    boolean isReady() {
        return ready.getAsBoolean();
    }

    /** Host time passes now, until this cycle is due or an input arrives. */
    void nap(long until) {
        napUntil = until;
    }

    boolean naps() {
        return napUntil != AWAKE;
    }

    /** Ends the nap; the cycle that it was for. */
    long wake() {
        long until = napUntil;
        napUntil = AWAKE;
        return until;
    }

    /** It is over for another reason than its time. */
    void met() {
        metEarly = true;
    }

    boolean wasMet() {
        return metEarly;
    }
}
