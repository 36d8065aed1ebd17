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

    /** How time passes while the only core waits. */
    public interface Idling {
        /**
         * Lets the guest's time pass until the wait has ended or timed out; answers whether it has
         * ended.
         *
         * @param timeoutNanos or {@link WaitQueue#FOREVER}
         * @throws Trap if nothing can ever end the wait
         */
        boolean idle(Cpu cpu, long timeoutNanos, BooleanSupplier ended);
    }

    private final Idling idling;
    private final List<Waiter> waiters = new ArrayList<>();

    /** A queue for one guest, of an embedder that has other things to do while the guest waits. */
    public SingleCoreWaitQueue(Idling idling) {
        this.idling = idling;
    }

    /**
     * A queue for one guest.
     *
     * @param clockHz cycles in a second, 1 or more
     */
    public SingleCoreWaitQueue(long clockHz) {
        if (clockHz < 1) {
            throw new IllegalArgumentException("a clock has 1 Hz or more, not " + clockHz);
        }
        this.idling = (cpu, timeoutNanos, ended) -> skip(cpu, end(cpu, clockHz, timeoutNanos),
                ended);
    }

    @Override
    public Outcome await(Guest guest, int address, long timeoutNanos, BooleanSupplier unchanged) {
        if (!unchanged.getAsBoolean()) {
            return Outcome.NOT_EQUAL;
        }
        var waiter = new Waiter(address);
        waiters.add(waiter);
        try {
            return idling.idle(guest.cpu(), timeoutNanos, () -> waiter.notified)
                    ? Outcome.NOTIFIED
                    : Outcome.TIMED_OUT;
        } finally {
            waiters.remove(waiter);
        }
    }

    private static boolean skip(Cpu cpu, long end, BooleanSupplier ended) {
        while (!ended.getAsBoolean()) {
            long next = Math.min(end, cpu.deadline());
            if (next == Cpu.NO_DEADLINE) {
                throw new Trap(TrapKind.DEADLOCK, TrapKind.DEADLOCK.wording()
                        + ": a wait for ever, with no other core and no deadline ahead");
            }
            cpu.advanceTo(next);
            if (cpu.cycles() < cpu.deadline()) {
                return false;
            }
            cpu.safepoint();
        }
        return true;
    }

    /** The cycle at which the wait times out; saturates. */
    private static long end(Cpu cpu, long clockHz, long timeoutNanos) {
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
