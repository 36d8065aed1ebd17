package dev.hostless.devices;

import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Field;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private final long startNanos;
    private final RegisterFile registers;
    private final Register secondsHigh;
    private final Register nanos;
    private final Register alarmLow;
    private final Register alarmHigh;
    private final Field alarmEnable;
    private final Field interruptEnable;
    private final Field alarmFlag;
    private @Nullable Alarm alarm;

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
        this.startNanos = startNanos;
        this.registers = new RegisterFile(name, 0x20);
        registers.at(0x00, "SECONDS", 0).onRead(this::latch)
                .means("Unix time; a read also latches SECONDS_HI and NANOS for that moment.")
                .bits(0, 32, "LOW", R).means("Seconds, low word.");
        secondsHigh = registers.at(0x04, "SECONDS_HI", 0).means("Latched by a read of SECONDS.");
        secondsHigh.bits(0, 32, "HIGH", R).means("Seconds, high word.");
        nanos = registers.at(0x08, "NANOS", 0).means("Latched by a read of SECONDS.");
        nanos.bits(0, 30, "NANOS", R).means("Nanoseconds within the second, 0 to 999999999.");
        alarmLow = registers.at(0x0c, "ALARM", 0).onWrite(_ -> arm())
                .means("Seconds of the alarm, low word.");
        alarmHigh = registers.at(0x10, "ALARM_HI", 0).onWrite(_ -> arm())
                .means("Seconds of the alarm, high word.");
        var control = registers.at(0x14, "CR", 0).onWrite(_ -> arm()).means("Control.");
        alarmEnable = control.flag(0, "ALRE", RW)
                .means("The alarm is armed: it comes once, at its second or at once if that is"
                        + " past. A write to CR, ALARM or ALARM_HI arms it anew: set both words"
                        + " first.");
        interruptEnable = control.flag(1, "ALRIE", RW).means("ALRF asserts the interrupt line.");
        alarmFlag = registers.at(0x18, "SR", 0).onWrite(_ -> updateInterrupt()).means("Status.")
                .flag(0, "ALRF", RC_W1).means("The alarm has come.");
    }

    /** Unix time in nanoseconds; it ends in the year 2262 at {@link Long#MAX_VALUE}. */
    public long unixNanos() {
        long sum = startNanos + clock.nanos(clock.now());
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public void reset() {
        registers.reset();
        arm();
        updateInterrupt();
    }

    @Override
    RegisterFile registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        clock.saveAlarm(out, alarm);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        alarm = clock.restoreAlarm(in, this::ring);
    }

    private int latch() {
        long time = unixNanos();
        long seconds = time / NANOS_PER_SECOND;
        secondsHigh.store((int) (seconds >>> 32));
        nanos.store((int) (time % NANOS_PER_SECOND));
        return (int) seconds;
    }

    private void arm() {
        var pending = alarm;
        if (pending != null) {
            clock.cancel(pending);
            alarm = null;
        }
        if (alarmEnable.isSet()) {
            long seconds = (long) alarmHigh.value() << 32
                    | Integer.toUnsignedLong(alarmLow.value());
            armFor(seconds);
        }
        updateInterrupt();
    }

    private void armFor(long seconds) {
        if (seconds < 0 || seconds > Long.MAX_VALUE / NANOS_PER_SECOND) {
            return; // Beyond the last nanosecond that this clock can show: it never comes.
        }
        long wait = seconds * NANOS_PER_SECOND - startNanos;
        long due = wait <= 0 ? 0 : clock.cycles(wait);
        if (due <= clock.now()) {
            ring();
        } else {
            alarm = clock.at(due, this::ring);
        }
    }

    private void ring() {
        alarm = null;
        alarmFlag.set(true);
        updateInterrupt();
    }

    private void updateInterrupt() {
        interrupt.set(alarmFlag.isSet() && interruptEnable.isSet());
    }
}
