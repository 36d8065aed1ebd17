package dev.hostless.board;

import dev.hostless.devices.InterruptWatch;
import dev.hostless.devices.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The latch behind SysTick's exception. The timer counts 24 bits; for slower ticks it runs at a
 * multiple of the wanted rate, and only each n-th of its pulses counts.
 */
final class Tick implements Stateful {
    private int divider = 1;
    private int phase;
    private boolean pending;
    private long count;
    private long missed;
    private InterruptWatch watch = InterruptWatch.NONE;

    /** Has every tick told to somebody, as line {@link InterruptLatency#TICK}. */
    void watch(InterruptWatch watcher) {
        watch = watcher;
    }

    /** From now on each n-th pulse counts. */
    void divideBy(int n) {
        divider = n;
        phase = 0;
    }

    /** Cycles between two ticks, if there are so many between two pulses. */
    long period(long pulseCycles) {
        return divider * pulseCycles;
    }

    /** SysTick's wire. Only the rising edge means anything. */
    void pulse(boolean asserted) {
        if (!asserted || ++phase < divider) {
            return;
        }
        phase = 0;
        count++;
        if (pending) {
            missed++;
            watch.coalesced(InterruptLatency.TICK);
        } else {
            watch.raised(InterruptLatency.TICK);
        }
        pending = true;
    }

    /** As after reset; what was counted stays. */
    void reset() {
        divider = 1;
        phase = 0;
        pending = false;
    }

    boolean pending() {
        return pending;
    }

    void taken() {
        pending = false;
        watch.taken(InterruptLatency.TICK);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(divider);
        out.writeInt(phase);
        out.writeBoolean(pending);
        out.writeLong(count);
        out.writeLong(missed);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        divider = in.readInt();
        phase = in.readInt();
        pending = in.readBoolean();
        count = in.readLong();
        missed = in.readLong();
    }

    BoardSnapshot.Ticks figures() {
        return new BoardSnapshot.Ticks(count, missed);
    }
}
