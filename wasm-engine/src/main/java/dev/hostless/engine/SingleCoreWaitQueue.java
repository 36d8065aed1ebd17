package dev.hostless.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The waits of a guest that runs alone on one CPU. Waiting skips time: to the CPU's next deadline,
 * whose handler may call the guest, which may notify; at last to the timeout. A wait for ever with
 * no deadline ahead is a deadlock and traps. No thread ever blocks.
 */
public final class SingleCoreWaitQueue implements WaitQueue {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** One wait; several are open if a handler that was called during a wait waits itself. */
    private static final class Waiter {
        final int address;
        boolean notified;

        Waiter(int address) {
            this.address = address;
        }
    }

    private final long clockHz;
    private final List<Waiter> waiters = new ArrayList<>();

    /**
     * A queue for one guest.
     *
     * @param clockHz cycles in a second, 1 or more
     */
    public SingleCoreWaitQueue(long clockHz) {
        if (clockHz < 1) {
            throw new IllegalArgumentException("a clock has 1 Hz or more, not " + clockHz);
        }
        this.clockHz = clockHz;
    }

    @Override
    public Outcome await(Guest guest, int address, long timeoutNanos, BooleanSupplier unchanged) {
        if (!unchanged.getAsBoolean()) {
            return Outcome.NOT_EQUAL;
        }
        var waiter = new Waiter(address);
        waiters.add(waiter);
        try {
            return await(guest.cpu(), end(guest.cpu(), timeoutNanos), waiter);
        } finally {
            waiters.remove(waiter);
        }
    }

    private static Outcome await(Cpu cpu, long end, Waiter waiter) {
        while (!waiter.notified) {
            long next = Math.min(end, cpu.deadline());
            if (next == Cpu.NO_DEADLINE) {
                throw new Trap(TrapKind.DEADLOCK, "%s: a wait at 0x%x for ever, with no other core"
                        .formatted(TrapKind.DEADLOCK.wording(), waiter.address)
                        + " and no deadline ahead");
            }
            cpu.advanceTo(next);
            if (cpu.cycles() >= cpu.deadline()) {
                cpu.safepoint();
            } else {
                return Outcome.TIMED_OUT;
            }
        }
        return Outcome.NOTIFIED;
    }

    /** The cycle at which the wait times out; saturates. */
    private long end(Cpu cpu, long timeoutNanos) {
        if (timeoutNanos < 0) {
            return Cpu.NO_DEADLINE;
        }
        long seconds = timeoutNanos / NANOS_PER_SECOND;
        long rest = timeoutNanos % NANOS_PER_SECOND;
        try {
            long cycles = Math.addExact(Math.multiplyExact(seconds, clockHz),
                    Math.ceilDiv(Math.multiplyExact(rest, clockHz), NANOS_PER_SECOND));
            return Math.min(Math.addExact(cpu.cycles(), cycles), Cpu.NO_DEADLINE - 1);
        } catch (ArithmeticException tooLong) {
            return Cpu.NO_DEADLINE - 1;
        }
    }

    @Override
    public int notify(Guest guest, int address, int count) {
        int ended = 0;
        for (var waiter : waiters) {
            if (Integer.compareUnsigned(ended, count) < 0 && waiter.address == address
                    && !waiter.notified) {
                waiter.notified = true;
                ended++;
            }
        }
        return ended;
    }
}
