package dev.hostless.devices.part;

import dev.hostless.devices.I2cPart;
import dev.hostless.devices.PinListener;
import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Fidelity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A temperature sensor. Texas Instruments TMP102 (SBOS397), sections 7.3 to 7.5: continuous and
 * one-shot conversions, limits with a fault queue, and the ALERT pin in both of its modes.
 *
 * <p>Conversions are computed when somebody looks; an alarm is armed only when an ALERT pin is
 * wired and the next conversions will change it.
 */
public final class Tmp102 implements I2cPart, Part {
    public static final Fidelity FIDELITY = new Fidelity("Temperature sensor TMP102",
            "Texas Instruments SBOS397, 7.3 to 7.5",
            List.of("pointer, temperature, configuration and limit registers",
                    "12 and 13 bits, conversion rates, shutdown and one-shot",
                    "ALERT pin and AL bit, comparator and interrupt mode, fault queue, polarity"),
            List.of("conversions take 26 ms, the typical time, and are exact",
                    "no general call reset, no SMBus alert response, no high-speed mode",
                    "one address, given to the model, where the chip has its pin ADD0"));
    /** What the chip is specified for, in thousandths of a degree Celsius. */
    public static final int MINIMUM_MILLICELSIUS = -55_000;
    public static final int MAXIMUM_MILLICELSIUS = 150_000;

    private static final long CONVERSION_NANOS = 26_000_000;
    /** By the value of CR1 and CR0: 0.25, 1, 4 and 8 conversions in a second. */
    private static final long[] PERIOD_NANOS = {4_000_000_000L, 1_000_000_000, 250_000_000,
        125_000_000};
    /** By the value of F1 and F0: consecutive faults that make an alert. */
    private static final int[] FAULTS = {1, 2, 4, 6};
    private static final int TEMPERATURE = 0;
    private static final int CONFIGURATION = 1;
    private static final int LOW_LIMIT = 2;
    private static final int CONFIGURATION_RESET = 0x60a0;
    private static final int ONE_SHOT = 1 << 15;
    private static final int RESOLUTION = 0b11 << 13;
    private static final int POLARITY = 1 << 10;
    private static final int INTERRUPT_MODE = 1 << 9;
    private static final int SHUTDOWN = 1 << 8;
    private static final int ALERT = 1 << 5;
    private static final int EXTENDED = 1 << 4;
    private static final int WRITABLE = 0b1001_1111_1101_0000;
    /** Rate and shutdown: a change starts the conversions anew. */
    private static final int SCHEDULE = SHUTDOWN | 0b11 << 6;
    private static final long NEVER = Long.MAX_VALUE;

    private final VirtualClock clock;
    private final int address;
    private final @Nullable PinListener alertPin;
    private final Alarm alarm;

    private int millicelsius;
    private int converted;
    private int configuration = CONFIGURATION_RESET & WRITABLE;
    private int low = 0x4b00;
    private int high = 0x5000;
    private int pointer;
    /** Bytes since the last start, and the word that a read is clocking out. */
    private int bytes;
    private int word;

    /** Continuous conversions: when they began, and how many have been accounted for. */
    private long began;
    private long conversions;
    /** When the one-shot conversion that is under way ends. */
    private long oneShotDue = NEVER;
    private boolean alarmed;
    private boolean interrupted;
    private int streak;

    /**
     * @param address 0x48 to 0x4b
     * @param millicelsius thousandths of a degree
     * @param alertPin told the level of the ALERT pin, with its pull-up; null if it is not wired
     */
    public Tmp102(VirtualClock clock, int address, int millicelsius,
            @Nullable PinListener alertPin) {
        if (address < 0x48 || address > 0x4b) {
            throw new IllegalArgumentException("a TMP102 must have an address of 0x48..0x4b, not"
                    + " 0x" + Integer.toHexString(address));
        }
        this.clock = clock;
        this.address = address;
        this.alertPin = alertPin;
        this.millicelsius = checked(millicelsius);
        this.began = clock.now();
        this.alarm = clock.alarm(this::settle);
        settle();
    }

    private static int checked(int millicelsius) {
        if (millicelsius < MINIMUM_MILLICELSIUS || millicelsius > MAXIMUM_MILLICELSIUS) {
            throw new IllegalArgumentException("a TMP102 measures " + MINIMUM_MILLICELSIUS + " to "
                    + MAXIMUM_MILLICELSIUS + " thousandths of a degree Celsius, not "
                    + millicelsius);
        }
        return millicelsius;
    }

    /** The temperature around the sensor from now on, in thousandths of a degree Celsius. */
    public void temperature(int thousandths) {
        int next = checked(thousandths);
        settle();
        millicelsius = next;
        settle();
    }

    /** What the sensor's surroundings have now, in thousandths of a degree Celsius. */
    public int temperature() {
        return millicelsius;
    }

    @Override
    public Fidelity fidelity() {
        return FIDELITY;
    }

    @Override
    public int address() {
        return address;
    }

    @Override
    public boolean start(boolean read) {
        settle();
        bytes = 0;
        if (read) {
            word = register();
            interrupted = false;
            settle();
        }
        return true;
    }

    @Override
    public boolean write(int value) {
        switch (bytes++) {
            case 0 -> pointer = value & 0b11;
            case 1 -> word = value << 8;
            case 2 -> store(word | value);
            default -> {
                // The chip acknowledges more and forgets them.
            }
        }
        return true;
    }

    @Override
    public int read() {
        return bytes++ % 2 == 0 ? word >>> 8 & 0xff : word & 0xff;
    }

    @Override
    public void stop() {
        bytes = 0;
    }

    private int register() {
        return switch (pointer) {
            case TEMPERATURE -> placed(converted);
            case CONFIGURATION -> configuration | RESOLUTION | (alertBit() ? ALERT : 0);
            case LOW_LIMIT -> low;
            default -> high;
        };
    }

    private void store(int value) {
        settle();
        switch (pointer) {
            case TEMPERATURE -> {
                // Read only.
            }
            case CONFIGURATION -> configure(value);
            case LOW_LIMIT -> low = value;
            default -> high = value;
        }
        settle();
    }

    private void configure(int value) {
        int changed = (configuration ^ value) & SCHEDULE;
        configuration = value & WRITABLE & ~ONE_SHOT;
        if (changed != 0) {
            began = clock.now();
            conversions = 0;
            oneShotDue = NEVER;
        }
        if ((value & ONE_SHOT) != 0 && isSet(SHUTDOWN)) {
            oneShotDue = clock.later(clock.cycles(CONVERSION_NANOS));
        }
    }

    /** Accounts for all conversions until now, and says what follows from them. */
    private void settle() {
        if (isSet(SHUTDOWN)) {
            if (clock.now() >= oneShotDue) {
                oneShotDue = NEVER;
                configuration |= ONE_SHOT;
                convert(1);
            }
        } else {
            long done = completed();
            convert(done - conversions);
            conversions = done;
        }
        drive();
    }

    private long completed() {
        long age = clock.now() - began - clock.cycles(CONVERSION_NANOS);
        return age < 0 ? 0 : 1 + age / period();
    }

    private void convert(long count) {
        if (count == 0) {
            return;
        }
        converted = Math.floorDiv(millicelsius * 16 + 500, 1000);
        boolean above = converted >= limit(high);
        boolean below = converted < limit(low);
        int queue = queue();
        if (above && below) {
            // The limits are the wrong way around: every full queue turns the alert.
            long total = streak + count;
            turn((total / queue & 1) != 0, total >= queue);
            streak = (int) (total % queue);
        } else if (alarmed ? below : above) {
            long total = streak + count;
            turn(total >= queue, total >= queue);
            streak = total >= queue ? 0 : (int) total;
        } else {
            streak = 0;
        }
    }

    private void turn(boolean changes, boolean interrupts) {
        alarmed ^= changes;
        interrupted |= interrupts;
    }

    private void drive() {
        var pin = alertPin;
        if (pin == null) {
            return;
        }
        boolean active = isSet(INTERRUPT_MODE) ? interrupted : alarmed;
        pin.levelChanged(active == isSet(POLARITY));
        long due = nextTurn();
        if (due == NEVER) {
            clock.cancel(alarm);
        } else {
            clock.arm(alarm, due);
        }
    }

    /** The end of the conversion that will turn the alert if the temperature stays. */
    private long nextTurn() {
        int next = Math.floorDiv(millicelsius * 16 + 500, 1000);
        boolean turns = alarmed ? next < limit(low) : next >= limit(high);
        if (isSet(SHUTDOWN)) {
            return oneShotDue;
        }
        if (!turns) {
            return NEVER;
        }
        long missing = queue() - streak;
        long age = clock.now() - began - clock.cycles(CONVERSION_NANOS);
        return clock.later((conversions + missing - 1) * period() - age);
    }

    private boolean alertBit() {
        return alarmed == isSet(POLARITY);
    }

    private int queue() {
        return FAULTS[configuration >>> 11 & 0b11];
    }

    private long period() {
        return clock.cycles(PERIOD_NANOS[configuration >>> 6 & 0b11]);
    }

    /** A limit in sixteenths of a degree. */
    private int limit(int register) {
        return isSet(EXTENDED) ? (short) register >> 3 : (short) register >> 4;
    }

    /** Sixteenths of a degree as they stand in the temperature register, at most full scale. */
    private int placed(int sixteenths) {
        if (isSet(EXTENDED)) {
            return sixteenths << 3 & 0xfff8 | 1;
        }
        return Math.min(sixteenths, 0x7ff) << 4 & 0xfff0;
    }

    private boolean isSet(int bits) {
        return (configuration & bits) != 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (int value : new int[]{millicelsius, converted, configuration, low, high, pointer,
            bytes, word, streak}) {
            out.writeInt(value);
        }
        out.writeLong(began);
        out.writeLong(conversions);
        out.writeLong(oneShotDue);
        out.writeBoolean(alarmed);
        out.writeBoolean(interrupted);
        clock.saveAlarm(out, alarm);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        millicelsius = in.readInt();
        converted = in.readInt();
        configuration = in.readInt();
        low = in.readInt();
        high = in.readInt();
        pointer = in.readInt();
        bytes = in.readInt();
        word = in.readInt();
        streak = in.readInt();
        began = in.readLong();
        conversions = in.readLong();
        oneShotDue = in.readLong();
        alarmed = in.readBoolean();
        interrupted = in.readBoolean();
        clock.restoreAlarm(in, alarm);
    }
}
