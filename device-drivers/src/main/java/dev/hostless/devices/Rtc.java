package dev.hostless.devices;

import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.Field;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;
import dev.hostless.devices.register.RegisterLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

import static dev.hostless.devices.register.Access.R;
import static dev.hostless.devices.register.Access.RC_W1;
import static dev.hostless.devices.register.Access.RW;

/**
 * The calendar clock: seconds of Unix time and the nanoseconds within the second. Its manual is
 * docs/registers/rtc.md; the block is Hostless's own, because microcontrollers count days and
 * hours in decimal digits, which every driver turns back into this.
 *
 * <p>Time starts at the epoch that the board's specification gives and follows the virtual clock.
 * Firmware cannot set it, and a reset does not stop it.
 */
public final class Rtc extends RegisterDevice {
    /** A tenth: real crystals are a thousand times better. */
    public static final int DRIFT_LIMIT = 100_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MILLION = 1_000_000L;

    static final RegisterLayout<Rtc> LAYOUT = new RegisterLayout<>("rtc", 0x20,
            new Fidelity("Calendar clock", "no chip's manual: the block is Hostless's own",
                    List.of("Unix time to the nanosecond, an alarm at a second"),
                    List.of("firmware cannot set the time", "no calibration, no backup registers",
                            "a reset does not stop it")));
    private static final Register<Rtc> SECONDS = LAYOUT.at(0x00, "SECONDS", 0).onRead(Rtc::latch)
            .means("Unix time; a read also latches SECONDS_HI and NANOS for that moment.");
    private static final Register<Rtc> SECONDS_HIGH = LAYOUT.at(0x04, "SECONDS_HI", 0)
            .means("Latched by a read of SECONDS.");
    private static final Register<Rtc> NANOS = LAYOUT.at(0x08, "NANOS", 0)
            .means("Latched by a read of SECONDS.");
    private static final Register<Rtc> ALARM_LOW = LAYOUT.at(0x0c, "ALARM", 0)
            .onWrite((rtc, _) -> rtc.arm()).means("Seconds of the alarm, low word.");
    private static final Register<Rtc> ALARM_HIGH = LAYOUT.at(0x10, "ALARM_HI", 0)
            .onWrite((rtc, _) -> rtc.arm()).means("Seconds of the alarm, high word.");
    private static final Register<Rtc> CONTROL = LAYOUT.at(0x14, "CR", 0)
            .onWrite((rtc, _) -> rtc.arm()).means("Control.");
    private static final Field ALARM_ENABLE = CONTROL.flag(0, "ALRE", RW)
            .means("The alarm is armed: it comes once, at its second or at once if that is"
                    + " past. A write to CR, ALARM or ALARM_HI arms it anew: set both words"
                    + " first.");
    private static final Field INTERRUPT_ENABLE = CONTROL.flag(1, "ALRIE", RW)
            .means("ALRF asserts the interrupt line.");
    private static final Field ALARM_FLAG = LAYOUT.at(0x18, "SR", 0)
            .onWrite((rtc, _) -> rtc.updateInterrupt()).means("Status.").flag(0, "ALRF", RC_W1)
            .means("The alarm has come.");

    static {
        SECONDS.bits(0, 32, "LOW", R).means("Seconds, low word.");
        SECONDS_HIGH.bits(0, 32, "HIGH", R).means("Seconds, high word.");
        NANOS.bits(0, 30, "NANOS", R).means("Nanoseconds within the second, 0 to 999999999.");
    }

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private final RegisterFile<Rtc> registers;
    private final Alarm alarm;
    /** Time and cycle since which the crystal has its present speed, in parts per million fast. */
    private long baseNanos;
    private long baseCycle;
    private int ppm;

    /**
     * @param startNanos Unix time when the clock stands at cycle 0, in nanoseconds, not negative
     */
    public Rtc(String name, VirtualClock clock, InterruptLine interrupt, long startNanos) {
        if (startNanos < 0) {
            throw new IllegalArgumentException(
                    name + " must start in 1970 or later, not at " + startNanos + " ns");
        }
        this.clock = clock;
        this.interrupt = interrupt;
        this.baseNanos = startNanos;
        this.registers = new RegisterFile<>(name, LAYOUT, this);
        this.alarm = clock.alarm(this::due);
    }

    /** Unix time in nanoseconds; it ends in the year 2262 at {@link Long#MAX_VALUE}. */
    public long unixNanos() {
        long elapsed = clock.nanos(clock.now()) - clock.nanos(baseCycle);
        long drifted = elapsed + elapsed / MILLION * ppm + elapsed % MILLION * ppm / MILLION;
        long sum = baseNanos + drifted;
        return drifted < 0 || sum < 0 ? Long.MAX_VALUE : sum;
    }

    /**
     * From now on the crystal is fast or slow. The time goes on from where it is.
     *
     * @param partsPerMillion fast, up to {@value #DRIFT_LIMIT}; negative for slow
     */
    public void drift(int partsPerMillion) {
        if (Math.abs(partsPerMillion) > DRIFT_LIMIT) {
            throw new IllegalArgumentException(registers.device() + " can be up to " + DRIFT_LIMIT
                    + " parts per million off, not " + partsPerMillion);
        }
        baseNanos = unixNanos();
        baseCycle = clock.now();
        ppm = partsPerMillion;
        if (alarm.isPending()) {
            arm();
        }
    }

    @Override
    public void reset() {
        registers.reset();
        arm();
        updateInterrupt();
    }

    @Override
    RegisterFile<Rtc> registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        clock.saveAlarm(out, alarm);
        out.writeLong(baseNanos);
        out.writeLong(baseCycle);
        out.writeInt(ppm);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        clock.restoreAlarm(in, alarm);
        baseNanos = in.readLong();
        baseCycle = in.readLong();
        ppm = in.readInt();
    }

    private int latch() {
        long time = unixNanos();
        long seconds = time / NANOS_PER_SECOND;
        registers.store(SECONDS_HIGH, (int) (seconds >>> 32));
        registers.store(NANOS, (int) (time % NANOS_PER_SECOND));
        return (int) seconds;
    }

    private void arm() {
        clock.cancel(alarm);
        if (registers.isSet(ALARM_ENABLE)) {
            due();
        }
        updateInterrupt();
    }

    /** Rings if it is time. A drifting crystal's rounding may leave a nanosecond: then it waits. */
    private void due() {
        armFor((long) registers.value(ALARM_HIGH) << 32
                | Integer.toUnsignedLong(registers.value(ALARM_LOW)));
    }

    private void armFor(long seconds) {
        if (seconds < 0 || seconds > Long.MAX_VALUE / NANOS_PER_SECOND) {
            return; // Beyond the last nanosecond that this clock can show: it never comes.
        }
        long time = seconds * NANOS_PER_SECOND;
        if (unixNanos() >= time) {
            ring();
        } else {
            long since = clock.nanos(baseCycle) + undrifted(time - baseNanos);
            long due = clock.cycles(since < 0 ? Long.MAX_VALUE : since);
            clock.arm(alarm, Math.max(due, clock.now() + 1));
        }
    }

    /** The time that passes outside while so much passes here, rounded up. */
    private long undrifted(long nanos) {
        long rate = MILLION + ppm;
        long whole = nanos / rate;
        return whole > Long.MAX_VALUE / 2 / MILLION
                ? Long.MAX_VALUE / 2
                : whole * MILLION + (nanos % rate * MILLION + rate - 1) / rate;
    }

    private void ring() {
        registers.set(ALARM_FLAG, true);
        updateInterrupt();
    }

    private void updateInterrupt() {
        interrupt.set(registers.isSet(ALARM_FLAG) && registers.isSet(INTERRUPT_ENABLE));
    }
}
