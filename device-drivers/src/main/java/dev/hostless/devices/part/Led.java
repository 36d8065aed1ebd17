package dev.hostless.devices.part;

import dev.hostless.devices.Pin;
import dev.hostless.devices.PinListener;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Fidelity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** A light on a pin. It tells when it changes, and counts how often and for how long it was lit. */
public final class Led implements PinListener, Part {
    /** Told each change of the light. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * @param cycle at which it changed
         */
        void changed(boolean lit, long cycle);
    }

    public static final Fidelity FIDELITY = new Fidelity("LED", "",
            List.of("lit or dark, changes, and the time that it was lit"),
            List.of("no brightness: what a pulse width makes of it follows from the time lit"));

    private final VirtualClock clock;
    private final boolean litWhenHigh;
    private final Watcher watcher;
    private boolean lit;
    private long changes;
    private long changedAt;
    private long litCycles;

    /**
     * Dark until its pin tells a level.
     *
     * @param litWhenHigh false for a light between the pin and the supply
     */
    public Led(VirtualClock clock, boolean litWhenHigh, Watcher watcher) {
        this.clock = clock;
        this.litWhenHigh = litWhenHigh;
        this.watcher = watcher;
    }

    /**
     * Solders a light to a pin. One between the pin and the supply pulls the pin up, so it is dark
     * until the board drives it low.
     */
    public static Led on(Pin pin, VirtualClock clock, boolean litWhenHigh, Watcher watcher) {
        var led = new Led(clock, litWhenHigh, watcher);
        if (!litWhenHigh) {
            pin.drive(true);
        }
        pin.listen(led);
        return led;
    }

    @Override
    public void levelChanged(boolean high) {
        boolean next = high == litWhenHigh;
        if (next == lit) {
            return;
        }
        litCycles += lit ? clock.now() - changedAt : 0;
        lit = next;
        changes++;
        changedAt = clock.now();
        watcher.changed(lit, changedAt);
    }

    public boolean isLit() {
        return lit;
    }

    /** Times that it went on or off. */
    public long changes() {
        return changes;
    }

    /** The cycle of the last change, 0 before the first. */
    public long changedAt() {
        return changedAt;
    }

    /** Cycles that it was lit until now. */
    public long litCycles() {
        return litCycles + (lit ? clock.now() - changedAt : 0);
    }

    @Override
    public Fidelity fidelity() {
        return FIDELITY;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(lit);
        out.writeLong(changes);
        out.writeLong(changedAt);
        out.writeLong(litCycles);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        lit = in.readBoolean();
        changes = in.readLong();
        changedAt = in.readLong();
        litCycles = in.readLong();
    }
}
