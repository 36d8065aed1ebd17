package dev.hostless.devices;

import dev.hostless.devices.TimerRegisters.Channel;
import dev.hostless.devices.clock.Alarm;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.RegisterFile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A general-purpose timer. STMicroelectronics RM0090, chapter 18, with the 32-bit counter of TIM2
 * and TIM5, clocked by the board's clock; what is left out stands in {@link TimerRegisters}.
 *
 * <p><b>Counting.</b> The counter goes from 0 to ARR, a step every PSC + 1 cycles, and the step
 * after ARR is the update event: period (ARR + 1) * (PSC + 1). A counter beyond ARR (ARR was
 * written lower) runs to its 32 bits' end, without an event.
 *
 * <p><b>Lazily.</b> The counter is computed when somebody looks, so a running timer that nobody
 * waits for costs no events. Only an enabled interrupt whose flag is clear, or a wired output,
 * arms the alarm.
 */
public final class Timer extends RegisterDevice {
    public static final int CHANNELS = 4;

    private static final long COUNTER_END = 1L << 32;
    private static final int UPDATE_FLAG = 1;
    private static final int CHANNEL_FLAG = 2;
    private static final int OVERCAPTURE_FLAG = 1 << 9;
    private static final int INTERRUPT_FLAGS = 0b11111;
    private static final int OWN_PIN = 1;
    private static final int NEIGHBOURS_PIN = 2;

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private final RegisterFile<Timer> registers;
    private final Alarm alarm;
    private final @Nullable PinListener[] outputs = new PinListener[CHANNELS];

    private boolean running;
    /** The cycle of the counter's last step; while the counter stands, the cycles since that. */
    private long stepped;
    private long count;
    private long prescale = 1;
    /** What counts now, as against the preloads in the registers. */
    private long reload = COUNTER_END - 1;
    private final long[] compares = new long[CHANNELS];
    /** Reference levels of the outputs, levels of their pins and of the inputs: a bit a channel. */
    private int references;
    private int pinLevels;
    private int inputLevels;

    public Timer(String name, VirtualClock clock, InterruptLine interrupt) {
        this.clock = clock;
        this.interrupt = interrupt;
        this.registers = new RegisterFile<>(name, TimerRegisters.LAYOUT, this);
        this.alarm = clock.alarm(this::rung);
    }

    /**
     * Solders a wire to a channel's output.
     *
     * @param channel 1 to 4
     */
    public void connect(int channel, PinListener output) {
        outputs[index(channel)] = output;
    }

    /**
     * The level at a channel's input pin, from a {@link Pin} or any other source.
     *
     * @param channel 1 to 4
     */
    public void input(int channel, boolean high) {
        int bit = 1 << index(channel);
        if ((inputLevels & bit) != 0 == high) {
            return;
        }
        catchUp();
        inputLevels ^= bit;
        for (int index = 0; index < CHANNELS; index++) {
            if (source(index) == channel - 1 && captures(index, high)) {
                capture(index);
            }
        }
        settle();
    }

    @Override
    public void reset() {
        registers.reset();
        running = false;
        stepped = 0;
        count = 0;
        prescale = 1;
        reload = COUNTER_END - 1;
        Arrays.fill(compares, 0);
        references = 0;
        settle();
    }

    @Override
    RegisterFile<Timer> registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        clock.saveAlarm(out, alarm);
        out.writeBoolean(running);
        out.writeLong(stepped);
        out.writeLong(count);
        out.writeLong(prescale);
        out.writeLong(reload);
        for (long compare : compares) {
            out.writeLong(compare);
        }
        out.writeInt(references);
        out.writeInt(pinLevels);
        out.writeInt(inputLevels);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        clock.restoreAlarm(in, alarm);
        running = in.readBoolean();
        stepped = in.readLong();
        count = in.readLong();
        prescale = in.readLong();
        reload = in.readLong();
        for (int index = 0; index < CHANNELS; index++) {
            compares[index] = in.readLong();
        }
        references = in.readInt();
        pinLevels = in.readInt();
        inputLevels = in.readInt();
    }

    /** Whole periods are skipped once two have passed: from then on each is like the last. */
    @Override
    void catchUp() {
        if (!running) {
            return;
        }
        int periods = 0;
        for (long steps = stepsUntilNow(); steps > 0 && running; steps = stepsUntilNow()) {
            if (reload == 0) {
                stepped += steps * prescale;
                return;
            }
            long left = end() - count;
            if (steps < left) {
                pass(steps);
                return;
            }
            pass(left - 1);
            stepped += prescale;
            turn();
            periods++;
            if (periods >= 2 && running) {
                skipPeriods();
            }
        }
    }

    int count() {
        return (int) count;
    }

    void controlWritten() {
        boolean enabled = registers.isSet(TimerRegisters.CEN);
        if (enabled != running) {
            running = enabled;
            stepped = clock.now() - stepped; // Turns a moment into an age and back.
        }
        settle();
    }

    void countWritten(int value) {
        count = Integer.toUnsignedLong(value);
        settle();
    }

    void reloadWritten() {
        if (!registers.isSet(TimerRegisters.ARPE)) {
            reload = Integer.toUnsignedLong(registers.value(TimerRegisters.ARR));
        }
        settle();
    }

    void compareWritten(int index) {
        var channel = channel(index);
        if (source(index) >= 0) {
            registers.store(channel.value(), (int) compares[index]); // A capture is read only.
        } else if (!registers.isSet(channel.preload())) {
            compares[index] = Integer.toUnsignedLong(registers.value(channel.value()));
        }
        settle();
    }

    int readChannel(int index) {
        if (source(index) >= 0) {
            registers.store(TimerRegisters.SR, flags() & ~(CHANNEL_FLAG << index));
            settle();
        }
        return registers.value(channel(index).value());
    }

    void modesWritten() {
        for (int index = 0; index < CHANNELS; index++) {
            switch (registers.value(channel(index).mode())) {
                case 4 -> refer(index, false);
                case 5 -> refer(index, true);
                default -> referPwm(index);
            }
        }
        settle();
    }

    /** EGR was written. */
    void generate(int bits) {
        for (int index = 0; index < CHANNELS; index++) {
            if ((bits & CHANNEL_FLAG << index) != 0) {
                if (source(index) >= 0) {
                    capture(index);
                } else {
                    raise(CHANNEL_FLAG << index);
                }
            }
        }
        if ((bits & UPDATE_FLAG) != 0) {
            count = 0;
            stepped = running ? clock.now() : 0;
            update(!registers.isSet(TimerRegisters.URS));
        }
        settle();
    }

    /** Every change of state ends here: the interrupt, the outputs, and when to look again. */
    void settle() {
        updateInterrupt();
        updateOutputs();
        long steps = running && reload != 0 ? stepsToEvent() : 0;
        if (steps > 0) {
            clock.armAfter(alarm, stepped - clock.now() + steps * prescale);
        } else {
            clock.cancel(alarm);
        }
    }

    private void rung() {
        catchUp();
        settle();
    }

    private long stepsUntilNow() {
        return (clock.now() - stepped) / prescale;
    }

    /** One more than the last value of the run that is under way. */
    private long end() {
        return count <= reload ? reload + 1 : COUNTER_END;
    }

    /** Some steps within a run: no overflow. */
    private void pass(long steps) {
        for (int index = 0; index < CHANNELS; index++) {
            if (compares[index] > count && compares[index] <= count + steps) {
                match(index);
            }
        }
        count += steps;
        stepped += steps * prescale;
    }

    /** The step from the end of a run to zero. */
    private void turn() {
        boolean overflow = count == reload;
        for (int index = 0; index < CHANNELS; index++) {
            if (overflow && compares[index] > reload) {
                raiseMatch(index);
            }
        }
        count = 0;
        if (overflow) {
            update(true);
        }
        for (int index = 0; index < CHANNELS; index++) {
            if (compares[index] == 0) {
                match(index);
            }
        }
    }

    private void skipPeriods() {
        long period = reload + 1;
        long whole = stepsUntilNow() / period;
        stepped += whole * period * prescale;
        for (int index = 0; index < CHANNELS; index++) {
            boolean toggles = registers.value(channel(index).mode()) == 3;
            if (toggles && compares[index] <= reload && (whole & 1) != 0) {
                references ^= 1 << index;
            }
        }
    }

    private void update(boolean flagged) {
        if (registers.isSet(TimerRegisters.UDIS)) {
            return;
        }
        prescale = registers.value(TimerRegisters.PSC) + 1L;
        reload = Integer.toUnsignedLong(registers.value(TimerRegisters.ARR));
        for (int index = 0; index < CHANNELS; index++) {
            if (source(index) < 0) {
                compares[index] = Integer
                        .toUnsignedLong(registers.value(channel(index).value()));
            }
            referPwm(index);
        }
        if (flagged) {
            raise(UPDATE_FLAG);
        }
        if (registers.isSet(TimerRegisters.OPM) && running) {
            registers.set(TimerRegisters.CEN, false);
            running = false;
            stepped = 0;
        }
    }

    private void match(int index) {
        if (source(index) >= 0) {
            return;
        }
        raiseMatch(index);
        switch (registers.value(channel(index).mode())) {
            case 1 -> refer(index, true);
            case 2 -> refer(index, false);
            case 3 -> references ^= 1 << index;
            case 6 -> refer(index, false);
            case 7 -> refer(index, true);
            default -> {
                // The output stays as it is.
            }
        }
    }

    private void raiseMatch(int index) {
        if (source(index) < 0) {
            raise(CHANNEL_FLAG << index);
        }
    }

    private void capture(int index) {
        int overcapture = flags() & CHANNEL_FLAG << index;
        compares[index] = count;
        registers.store(channel(index).value(), (int) count);
        raise(CHANNEL_FLAG << index | (overcapture != 0 ? OVERCAPTURE_FLAG << index : 0));
    }

    /** The index of the input pin from which a channel captures, or -1 for an output channel. */
    private int source(int index) {
        return switch (registers.value(channel(index).selection())) {
            case 0 -> -1;
            case OWN_PIN -> index;
            case NEIGHBOURS_PIN -> index ^ 1;
            default -> CHANNELS;
        };
    }

    private boolean captures(int index, boolean rising) {
        var channel = channel(index);
        boolean falling = registers.isSet(channel.polarity());
        return registers.isSet(channel.enable())
                && (rising != falling || falling && registers.isSet(channel.bothEdges()));
    }

    private void referPwm(int index) {
        int mode = registers.value(channel(index).mode());
        if (mode == 6 || mode == 7) {
            refer(index, count < compares[index] == (mode == 6));
        }
    }

    private void refer(int index, boolean active) {
        references = active ? references | 1 << index : references & ~(1 << index);
    }

    private int flags() {
        return registers.value(TimerRegisters.SR);
    }

    private void raise(int bits) {
        registers.store(TimerRegisters.SR, flags() | bits);
    }

    private void updateInterrupt() {
        interrupt.set((flags() & registers.value(TimerRegisters.DIER) & INTERRUPT_FLAGS) != 0);
    }

    private void updateOutputs() {
        int levels = 0;
        for (int index = 0; index < CHANNELS; index++) {
            var channel = channel(index);
            boolean active = (references >>> index & 1) != 0;
            boolean drives = registers.isSet(channel.enable()) && source(index) < 0;
            if (drives && active != registers.isSet(channel.polarity())) {
                levels |= 1 << index;
            }
        }
        int changed = levels ^ pinLevels;
        pinLevels = levels;
        for (int index = 0; index < CHANNELS; index++) {
            var output = outputs[index];
            if (output != null && (changed >>> index & 1) != 0) {
                output.levelChanged((levels >>> index & 1) != 0);
            }
        }
    }

    /** Steps to what somebody waits for, at the latest to the end of this run; 0 if nobody does. */
    private long stepsToEvent() {
        int silent = registers.value(TimerRegisters.DIER) & ~flags() & INTERRUPT_FLAGS;
        boolean awaited = (silent & UPDATE_FLAG) != 0;
        long next = end();
        for (int index = 0; index < CHANNELS; index++) {
            boolean wired = outputs[index] != null
                    && registers.isSet(channel(index).enable());
            if (source(index) < 0 && (wired || (silent & CHANNEL_FLAG << index) != 0)) {
                awaited = true;
                if (compares[index] > count) {
                    next = Math.min(next, compares[index]);
                }
            }
        }
        return awaited ? next - count : 0;
    }

    private static Channel channel(int index) {
        return TimerRegisters.CHANNELS.get(index);
    }

    private int index(int channel) {
        if (channel < 1 || channel > CHANNELS) {
            throw new IllegalArgumentException(registers.device() + " has channels 1.." + CHANNELS
                    + ", not " + channel);
        }
        return channel - 1;
    }
}
