package dev.hostless.devices;

import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Access;
import dev.hostless.devices.register.Field;
import dev.hostless.devices.register.RegisterFile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The system timer: a 24-bit counter that counts down, one per cycle. Armv7-M Architecture
 * Reference Manual (DDI 0403E), B3.3, where this block starts at 0xe000e010.
 *
 * <p>The counter goes from the reload value to zero in that many cycles and takes one more to
 * reload, so its period is SYST_RVR + 1. Reaching zero from one is a <em>tick</em>: it sets
 * COUNTFLAG and, with TICKINT, makes the interrupt pending. The processor has no line to quieten
 * for SysTick, so a tick is a pulse. A reload value of zero stops the counter at its next zero.
 * There is no reference clock: CLKSOURCE reads as one and CALIB.NOREF is set.
 */
public final class SysTick extends RegisterDevice {
    private static final int COUNTER_BITS = 24;
    private static final int COUNTER_MASK = (1 << COUNTER_BITS) - 1;

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private final BooleanSupplier tickPending;
    private final RegisterFile registers;
    private final Field enable;
    private final Field interruptEnable;
    private final Field countFlag;
    private final Field reload;

    /** While running: the cycle at which the counter reaches zero, and the alarm for it. */
    private long zeroAt;
    private @Nullable Alarm alarm;
    /** While running and zero, loading happens one cycle later; this much was planned for it. */
    private int planned;
    /** The counter while it stands still. */
    private int stopped;
    private boolean running;

    private long ticks;
    private long missedTicks;

    /**
     * @param interrupt pulsed at each tick if TICKINT is set
     * @param tickPending whether the interrupt of an earlier tick still waits for its handler
     */
    public SysTick(String name, VirtualClock clock, InterruptLine interrupt,
            BooleanSupplier tickPending) {
        this.clock = clock;
        this.interrupt = interrupt;
        this.tickPending = tickPending;
        this.registers = new RegisterFile(name, 0x10);

        var csr = registers.at(0x00, "SYST_CSR", 1 << 2).means("Control and status.")
                .onWrite(_ -> control());
        enable = csr.flag(0, "ENABLE", Access.RW).means("The counter runs.");
        interruptEnable = csr.flag(1, "TICKINT", Access.RW)
                .means("A tick makes the interrupt pending.");
        csr.flag(2, "CLKSOURCE", Access.R).means("Always one: the processor clock.");
        countFlag = csr.flag(16, "COUNTFLAG", Access.RC_R)
                .means("A tick has happened since the last read.");
        reload = registers.at(0x04, "SYST_RVR", 0).means("Reload value.")
                .onWrite(_ -> reloadChanged()).bits(0, COUNTER_BITS, "RELOAD", Access.RW)
                .means("Loaded in the cycle after zero.");
        registers.at(0x08, "SYST_CVR", 0)
                .means("Current value: writing anything makes it zero, without a tick, and clears"
                        + " COUNTFLAG.")
                .onRead(this::current).onWrite(_ -> clearCurrent());
        var calib = registers.at(0x0c, "SYST_CALIB", tenMillis(clock) | 1 << 31)
                .means("Calibration.");
        calib.bits(0, COUNTER_BITS, "TENMS", Access.R)
                .means("The reload value for 10 ms, or zero if it does not fit.");
        calib.flag(30, "SKEW", Access.R).means("TENMS is not exact.");
        calib.flag(31, "NOREF", Access.R).means("There is no reference clock.");
    }

    private static int tenMillis(VirtualClock clock) {
        long value = clock.hz() / 100 - 1;
        int skew = clock.hz() % 100 == 0 ? 0 : 1 << 30;
        return value < 1 || value > COUNTER_MASK ? 1 << 30 : (int) value | skew;
    }

    /** Times that the counter reached zero by itself. */
    public long ticks() {
        return ticks;
    }

    /** Ticks with TICKINT set that came while the tick before still waited for its handler. */
    public long missedTicks() {
        return missedTicks;
    }

    @Override
    public void reset() {
        stop();
        registers.reset();
        stopped = 0;
    }

    @Override
    RegisterFile registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        out.writeLong(zeroAt);
        out.writeInt(planned);
        out.writeInt(stopped);
        out.writeBoolean(running);
        out.writeLong(ticks);
        out.writeLong(missedTicks);
        clock.saveAlarm(out, alarm);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        zeroAt = in.readLong();
        planned = in.readInt();
        stopped = in.readInt();
        running = in.readBoolean();
        ticks = in.readLong();
        missedTicks = in.readLong();
        alarm = clock.restoreAlarm(in, this::tick);
    }

    private int current() {
        if (!running) {
            return stopped;
        }
        long left = zeroAt - clock.now();
        return left > planned ? 0 : (int) left;
    }

    private void control() {
        if (enable.isSet() && !running) {
            start(stopped);
        } else if (!enable.isSet() && running) {
            stopped = current();
            stop();
        }
    }

    private void clearCurrent() {
        countFlag.set(false);
        if (running || enable.isSet()) {
            stop();
            start(0);
        } else {
            stopped = 0;
        }
    }

    /** Only a counter that stands at zero has not loaded yet. */
    private void reloadChanged() {
        if (running ? current() == 0 : enable.isSet() && stopped == 0) {
            stop();
            start(0);
        }
    }

    /** Runs on from a value; from zero the reload value is loaded with the next cycle. */
    private void start(int value) {
        planned = value == 0 ? reload.value() : value;
        running = planned != 0;
        stopped = 0;
        if (running) {
            zeroAt = clock.now() + planned + (value == 0 ? 1 : 0);
            alarm = clock.at(zeroAt, this::tick);
        }
    }

    private void stop() {
        var pending = alarm;
        if (pending != null) {
            clock.cancel(pending);
        }
        alarm = null;
        running = false;
    }

    private void tick() {
        ticks++;
        countFlag.set(true);
        start(0);
        if (interruptEnable.isSet()) {
            if (tickPending.getAsBoolean()) {
                missedTicks++;
            }
            interrupt.set(true);
            interrupt.set(false);
        }
    }
}
