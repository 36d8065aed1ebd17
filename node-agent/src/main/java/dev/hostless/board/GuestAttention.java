package dev.hostless.board;

import dev.hostless.devices.Stateful;
import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.LinearMemory;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The module {@code board}: interrupts for a guest that takes them itself, as Go's runtime does.
 * It must not be entered while it runs, but it can be asked to look: when a line is pending that
 * one of its goroutines waits for, the board asks the running goroutine to yield, in the way that
 * Go's runtime asks, so that it does so at its next call of a function.
 */
public final class GuestAttention implements HostModule, Stateful {
    /** A request that the guest has lost or may not follow yet is repeated after so long. */
    static final int REPEAT_CYCLES = 10_000;
    /**
     * So often in a second a goroutine is asked that computes all the time, as Go's own sysmon asks
     * it: others may be in its way, and wait for what it holds.
     */
    private static final int TURNS_PER_SECOND = 100;
    /** So often for a line whose usual waiter does something else. */
    private static final int REMINDERS_PER_SECOND = 1_000;
    /** Go's stackPreempt: larger than any stack pointer, so the check for room fails. */
    static final long STACK_PREEMPT = -1314;

    /** Where the guest keeps what the board reads and writes; addresses and offsets in bytes. */
    record Places(int waiting, int running, int guard, int preempt) {
    }

    private final Schematic board;
    private final Scheduler scheduler;
    private final InterruptDelivery interrupts;
    private @Nullable LinearMemory memory;
    private @Nullable Places places;
    /** When the guest is asked for lines that it waits for, or usually does. */
    private long askAt;
    private long remindAt;
    private long turnAt;
    /** Lines that the guest has waited for. */
    private int usual;

    GuestAttention(Schematic board, Scheduler scheduler, InterruptDelivery interrupts) {
        this.board = board;
        this.scheduler = scheduler;
        this.interrupts = interrupts;
    }

    @Override
    public String name() {
        return BoardSystem.MODULE;
    }

    /**
     * Acknowledges the enabled pending lines among those of a mask; the others stay pending. A line
     * that was acknowledged is active until it is asked for again.
     *
     * @param lines bit n for line n
     * @return the lines that were acknowledged
     */
    @HostFunction("irq_take")
    public int take(int lines) {
        scheduler.charge(BoardImports.INTERRUPT_CYCLES);
        askAt = 0;
        usual |= lines;
        int taken = interrupts.take(lines);
        scheduler.rearm();
        return taken;
    }

    /**
     * From now on the guest wants to be interrupted for the lines that it waits for.
     *
     * @param waiting the address of a word with the lines, bit n for line n
     * @param running the address of a pointer to the goroutine that runs, 0 for none
     * @param guard the offset of a goroutine's stack guard
     * @param preempt the offset of its flag that it is to yield
     */
    @HostFunction("irq_attend")
    public void attend(Guest guest, int waiting, int running, int guard, int preempt) {
        scheduler.charge(BoardSystem.CALL_CYCLES);
        guest.memory().getInt(waiting);
        guest.memory().getInt(running);
        places = new Places(waiting, running, guard, preempt);
        turnAt = board.clock.now() + board.clock.hz() / TURNS_PER_SECOND;
        scheduler.rearm();
    }

    void attach(LinearMemory guests) {
        memory = guests;
    }

    /** The cycle at which the guest is to be asked to look; the largest if it need not. */
    long due() {
        var known = places;
        var guests = memory;
        if (known == null || guests == null) {
            return Long.MAX_VALUE;
        }
        long due = turnAt;
        if (interrupts.pendingOf(usual)) {
            due = Math.min(due, remindAt);
            if (interrupts.pendingOf(guests.getInt(known.waiting))) {
                due = Math.min(due, askAt);
            }
        }
        return due;
    }

    /** At a safepoint: asks if it is time, as preemptone in Go's runtime does. */
    void look() {
        long now = board.clock.now();
        if (now < due()) {
            return;
        }
        askAt = now + REPEAT_CYCLES;
        remindAt = now + Math.max(REPEAT_CYCLES, board.clock.hz() / REMINDERS_PER_SECOND);
        turnAt = now + Math.max(REPEAT_CYCLES, board.clock.hz() / TURNS_PER_SECOND);
        var known = Objects.requireNonNull(places);
        var guests = Objects.requireNonNull(memory);
        int goroutine = guests.getInt(known.running);
        if (goroutine != 0) {
            guests.putByte(goroutine + known.preempt, (byte) 1);
            guests.putLong(goroutine + known.guard, STACK_PREEMPT);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        var known = places;
        out.writeBoolean(known != null);
        if (known != null) {
            out.writeInt(known.waiting);
            out.writeInt(known.running);
            out.writeInt(known.guard);
            out.writeInt(known.preempt);
        }
        out.writeLong(askAt);
        out.writeLong(remindAt);
        out.writeLong(turnAt);
        out.writeInt(usual);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        places = in.readBoolean()
                ? new Places(in.readInt(), in.readInt(), in.readInt(), in.readInt())
                : null;
        askAt = in.readLong();
        remindAt = in.readLong();
        turnAt = in.readLong();
        usual = in.readInt();
    }
}
