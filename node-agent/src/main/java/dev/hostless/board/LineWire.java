package dev.hostless.board;

import dev.hostless.devices.InterruptLine;
import dev.hostless.devices.Stateful;
import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * The wire between a device and the interrupt controller. It carries the device's level, unless it
 * is broken; what comes from outside the board enters here, too.
 */
final class LineWire implements InterruptLine, Stateful {
    private enum Stuck {
        NO, LOW, HIGH
    }

    private final VirtualClock clock;
    private final InterruptLine controller;
    private boolean asserted;
    private Stuck stuck = Stuck.NO;
    private final Alarm release;
    /** Rises that will not arrive. */
    private int toDrop;
    /** The present level is one that did not arrive. */
    private boolean dropped;

    LineWire(VirtualClock clock, InterruptLine controller) {
        this.clock = clock;
        this.controller = controller;
        this.release = clock.alarm(this::free);
    }

    @Override
    public void set(boolean level) {
        if (level && !asserted) {
            dropped = drops();
        }
        asserted = level;
        drive();
    }

    /** A short pulse from outside. */
    void pulse() {
        if (!drops() && stuck == Stuck.NO) {
            controller.set(true);
            drive();
        }
    }

    private boolean drops() {
        if (toDrop == 0) {
            return false;
        }
        toDrop--;
        return true;
    }

    /** From now on, perhaps for some cycles only, the wire is at this level. */
    void stick(boolean high, Optional<Long> cycles) {
        clock.cancel(release);
        stuck = high ? Stuck.HIGH : Stuck.LOW;
        cycles.ifPresent(count -> clock.armAfter(release, count));
        drive();
    }

    private void free() {
        stuck = Stuck.NO;
        drive();
    }

    /** The next rise does not arrive. */
    void dropNext() {
        toDrop++;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(asserted);
        out.writeByte(stuck.ordinal());
        out.writeInt(toDrop);
        out.writeBoolean(dropped);
        clock.saveAlarm(out, release);
    }

    /** The controller has its own state. */
    @Override
    public void restore(DataInput in) throws IOException {
        asserted = in.readBoolean();
        stuck = Stuck.values()[in.readByte()];
        toDrop = in.readInt();
        dropped = in.readBoolean();
        clock.restoreAlarm(in, release);
    }

    private void drive() {
        controller.set(switch (stuck) {
            case NO -> asserted && !dropped;
            case LOW -> false;
            case HIGH -> true;
        });
    }
}
