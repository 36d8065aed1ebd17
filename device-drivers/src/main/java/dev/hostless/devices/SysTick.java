package dev.hostless.devices;

import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Access;
import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.Field;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;
import dev.hostless.devices.register.RegisterLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

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

    private static final int NO_REFERENCE = 1 << 31;

    static final RegisterLayout<SysTick> LAYOUT = new RegisterLayout<>("systick", 0x10,
            new Fidelity("System timer", "Armv7-M Architecture Reference Manual DDI 0403E, B3.3",
                    List.of("the 24-bit counter, its ticks and the tick interrupt"),
                    List.of("no reference clock: CLKSOURCE is always 1",
                            "a reset makes the counter and its reload value zero")));
    private static final Register<SysTick> CSR = LAYOUT.at(0x00, "SYST_CSR", 1 << 2)
            .means("Control and status.").onWrite((tick, _) -> tick.control());
    private static final Field ENABLE = CSR.flag(0, "ENABLE", Access.RW)
            .means("The counter runs.");
    private static final Field INTERRUPT_ENABLE = CSR.flag(1, "TICKINT", Access.RW)
            .means("A tick makes the interrupt pending.");
    private static final Field COUNT_FLAG = CSR.flag(16, "COUNTFLAG", Access.RC_R)
            .means("A tick has happened since the last read.");
    private static final Field RELOAD = LAYOUT.at(0x04, "SYST_RVR", 0).means("Reload value.")
            .onWrite((tick, _) -> tick.reloadChanged()).bits(0, COUNTER_BITS, "RELOAD", Access.RW)
            .means("Loaded in the cycle after zero.");

    static {
        CSR.flag(2, "CLKSOURCE", Access.R).means("Always one: the processor clock.");
        LAYOUT.at(0x08, "SYST_CVR", 0)
                .means("Current value: writing anything makes it zero, without a tick, and clears"
                        + " COUNTFLAG.")
                .onRead(SysTick::current).onWrite((tick, _) -> tick.clearCurrent());
        var calib = LAYOUT.at(0x0c, "SYST_CALIB", NO_REFERENCE).means("Calibration.")
                .onRead(tick -> tenMillis(tick.clock) | NO_REFERENCE);
        calib.bits(0, COUNTER_BITS, "TENMS", Access.R)
                .means("The reload value for 10 ms, or zero if it does not fit.");
        calib.flag(30, "SKEW", Access.R).means("TENMS is not exact.");
        calib.flag(31, "NOREF", Access.R).means("There is no reference clock.");
    }

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private final BooleanSupplier tickPending;
    private final RegisterFile<SysTick> registers;

    /** Rings, while running, when the counter reaches zero. */
    private final Alarm zero;
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
        this.registers = new RegisterFile<>(name, LAYOUT, this);
        this.zero = clock.alarm(this::tick);
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

    /** Cycles from one interrupt to the next; 0 while there are none. */
    public long periodCycles() {
        int reload = registers.value(RELOAD);
        return running && reload != 0 && registers.isSet(INTERRUPT_ENABLE) ? reload + 1L : 0;
    }

    @Override
    public void reset() {
        stop();
        registers.reset();
        stopped = 0;
    }

    @Override
    RegisterFile<SysTick> registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        out.writeInt(planned);
        out.writeInt(stopped);
        out.writeBoolean(running);
        out.writeLong(ticks);
        out.writeLong(missedTicks);
        clock.saveAlarm(out, zero);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        planned = in.readInt();
        stopped = in.readInt();
        running = in.readBoolean();
        ticks = in.readLong();
        missedTicks = in.readLong();
        clock.restoreAlarm(in, zero);
    }

    private int current() {
        if (!running) {
            return stopped;
        }
        long left = zero.due() - clock.now();
        return left > planned ? 0 : (int) left;
    }

    private void control() {
        if (registers.isSet(ENABLE) && !running) {
            start(stopped);
        } else if (!registers.isSet(ENABLE) && running) {
            stopped = current();
            stop();
        }
    }

    private void clearCurrent() {
        registers.set(COUNT_FLAG, false);
        if (running || registers.isSet(ENABLE)) {
            stop();
            start(0);
        } else {
            stopped = 0;
        }
    }

    /** Only a counter that stands at zero has not loaded yet. */
    private void reloadChanged() {
        if (running ? current() == 0 : registers.isSet(ENABLE) && stopped == 0) {
            stop();
            start(0);
        }
    }

    /** Runs on from a value; from zero the reload value is loaded with the next cycle. */
    private void start(int value) {
        planned = value == 0 ? registers.value(RELOAD) : value;
        running = planned != 0;
        stopped = 0;
        if (running) {
            clock.armAfter(zero, planned + (value == 0 ? 1L : 0));
        }
    }

    private void stop() {
        clock.cancel(zero);
        running = false;
    }

    private void tick() {
        ticks++;
        registers.set(COUNT_FLAG, true);
        start(0);
        if (registers.isSet(INTERRUPT_ENABLE)) {
            if (tickPending.getAsBoolean()) {
                missedTicks++;
            }
            interrupt.set(true);
            interrupt.set(false);
        }
    }
}
