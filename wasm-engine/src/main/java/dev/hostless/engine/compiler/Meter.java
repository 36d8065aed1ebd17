package dev.hostless.engine.compiler;

import dev.hostless.engine.GuestCancelled;
import org.jspecify.annotations.Nullable;

/**
 * Counts cycles. Compiled code holds {@link #fuel} in a local variable and counts it down; the
 * field is right whenever the guest is outside compiled code.
 *
 * <p>Fuel is given out in chunks, so that a request from another thread is noticed soon. A chunk
 * never reaches beyond the deadline, and where it ends is invisible to the guest: the slow path
 * then only hands out the next one.
 */
public final class Meter {
    /** At cold speed (about 50 million cycles a second) one chunk takes less than 3 ms. */
    static final int CHUNK_CYCLES = 1 << 17;
    private static final int LOWEST_FUEL = -(1 << 30);

    /** Cycles left in this chunk, less one: negative means that the next safepoint stops. */
    public int fuel;
    /** Units of call depth that are left for a call from the host. */
    public int depth;
    /** Where functions with several results leave them: raw bits, by result index. */
    public long[] results = new long[0];
    /** The same for references. */
    public @Nullable Object[] referenceResults = new Object[0];

    private long chunkEnd;
    private long deadline = Long.MAX_VALUE;
    private volatile boolean cancelled;
    private volatile boolean interrupted;
    private final Runnable handler;
    /** Calls from the host that are active, one inside the other. */
    private int entries;
    /** Handlers and probes that are active, one inside the other. */
    private int handling;

    public Meter(Runnable handler) {
        this.handler = handler;
        arm(0);
    }

    public long cycles() {
        return chunkEnd - 1 - fuel;
    }

    public long deadline() {
        return deadline;
    }

    /** A nearer deadline shortens the chunk; a later one counts when this chunk is used up. */
    public void deadline(long cycle) {
        deadline = cycle;
        if (cycle < chunkEnd) {
            long now = cycles();
            chunkEnd = Math.max(cycle, now);
            fuel = (int) (chunkEnd - now) - 1;
        }
    }

    /** Never hands out fuel: a guest that makes the host work must still come to a refill. */
    public void charge(long cycles) {
        if (cycles < 0) {
            throw new IllegalArgumentException("cycles are charged, not given: " + cycles);
        }
        long left = fuel - cycles;
        if (left > LOWEST_FUEL) {
            fuel = (int) left;
        } else {
            chunkEnd = cycles() + cycles;
            fuel = -1;
        }
    }

    /**
     * Charges an instruction that takes long for its length: looks for a request to cancel once
     * the chunk is used up, and keeps the fuel from running out of its range however many such
     * instructions a basic block has. Answers the new fuel, which the field holds as well.
     */
    int chargeLong(int left, int cycles) {
        fuel = left;
        charge(cycles);
        if (fuel < 0) {
            pollCancel();
        }
        return fuel;
    }

    /** A call from the host begins; answers whether it is the outermost. */
    public boolean enter() {
        return entries++ == 0;
    }

    public void leave() {
        entries--;
    }

    public boolean entered() {
        return entries > 0;
    }

    public void cancel() {
        cancelled = true;
    }

    public void interrupt() {
        interrupted = true;
    }

    /** The slow path of every safepoint: fuel is negative. */
    void reached() {
        pollCancel();
        long now = cycles();
        boolean due = now >= deadline;
        boolean asked = interrupted;
        if (asked) {
            interrupted = false;
        }
        if (due) {
            deadline = Long.MAX_VALUE;
        }
        arm(now);
        if (due || asked) {
            handle(handler);
        }
    }

    /** A safepoint outside of compiled code. */
    public void safepoint() {
        if (fuel < 0) {
            reached();
        }
    }

    /** Runs code of the host's at a safepoint or probe. */
    void handle(Runnable task) {
        handling++;
        try {
            task.run();
        } finally {
            handling--;
        }
    }

    boolean handling() {
        return handling > 0;
    }

    void pollCancel() {
        if (cancelled) {
            cancelled = false;
            throw new GuestCancelled();
        }
    }

    /** Room for the results of functions that have several. */
    void reserveResults(int count) {
        if (results.length < count) {
            results = new long[count];
            referenceResults = new Object[count];
        }
    }

    private void arm(long now) {
        chunkEnd = deadline <= now ? now : now + Math.min(deadline - now, CHUNK_CYCLES);
        fuel = (int) (chunkEnd - now) - 1;
    }
}
