package dev.hostless.board;

import dev.hostless.engine.Guest;
import dev.hostless.engine.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Where cores wait for each other. A wait takes board time and holds nobody's host thread but its
 * own core's, which has no turn meanwhile. Who has waited longest is notified first. No lock: one
 * core computes at a time, and none is left between the look at the memory and the wait.
 */
final class CoreWaits implements WaitQueue {
    /** One wait; a core has several if a handler waits that was called during a wait. */
    private static final class Waiter {
        final Core core;
        final int address;
        boolean notified;

        Waiter(Core core, int address) {
            this.core = core;
            this.address = address;
        }
    }

    private final Cores cores;
    private final Scheduler scheduler;
    private final List<Waiter> waiters = new ArrayList<>();

    CoreWaits(Scheduler scheduler) {
        this.cores = scheduler.cores();
        this.scheduler = scheduler;
    }

    @Override
    public Outcome await(Guest guest, int address, long timeoutNanos, BooleanSupplier unchanged) {
        if (!unchanged.getAsBoolean()) {
            return Outcome.NOT_EQUAL;
        }
        var waiter = new Waiter(cores.running(), address);
        waiters.add(waiter);
        try {
            return scheduler.waitFor(timeoutNanos, () -> waiter.notified)
                    ? Outcome.NOTIFIED
                    : Outcome.TIMED_OUT;
        } finally {
            waiters.remove(waiter);
        }
    }

    @Override
    public int notify(Guest guest, int address, int count) {
        int ended = 0;
        for (var waiter : waiters) {
            if (Integer.compareUnsigned(ended, count) < 0 && waiter.address == address
                    && !waiter.notified) {
                waiter.notified = true;
                cores.notified(waiter.core);
                ended++;
            }
        }
        return ended;
    }
}
