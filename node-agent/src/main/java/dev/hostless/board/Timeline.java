package dev.hostless.board;

import dev.hostless.devices.Stateful;
import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.IntConsumer;

/** Things that happen one after the other; only the next one takes room on the clock. */
final class Timeline implements Stateful {
    private final VirtualClock clock;
    private final long[] cycles;
    private final IntConsumer act;
    private final Alarm alarm;
    private int next;

    /**
     * @param cycles ascending
     * @param act told the number of each step when its cycle has come
     */
    Timeline(VirtualClock clock, long[] cycles, IntConsumer act) {
        this.clock = clock;
        this.cycles = cycles;
        this.act = act;
        alarm = clock.alarm(this::step);
        arm();
    }

    private void arm() {
        if (next < cycles.length) {
            clock.arm(alarm, cycles[next]);
        }
    }

    private void step() {
        act.accept(next++);
        arm();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(next);
        clock.saveAlarm(out, alarm);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        next = in.readInt();
        clock.restoreAlarm(in, alarm);
    }
}
