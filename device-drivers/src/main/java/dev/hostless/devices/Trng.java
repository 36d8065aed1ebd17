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
import static dev.hostless.devices.register.Access.RC_W0;
import static dev.hostless.devices.register.Access.RW;

/**
 * The random number generator. STMicroelectronics RM0090, chapter 24 (RNG): a new word is ready
 * {@value #WORD_CYCLES} clock periods after the last one was read. Errors of clock and seed never
 * occur. A read while nothing is ready gives zero and takes nothing.
 *
 * <p>The words are SplitMix64 of the board's seed, the upper half of each step (Steele, Lea and
 * Flood, "Fast Splittable Pseudorandom Number Generators", 2014): a board must give the same run
 * for the same seed, so they look random and are no secret. A reset does not rewind them.
 */
public final class Trng extends RegisterDevice {
    private static final int WORD_CYCLES = 40;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    static final RegisterLayout<Trng> LAYOUT = new RegisterLayout<>("trng", 0x400,
            new Fidelity("Random number generator", "STMicroelectronics RM0090, chapter 24 (RNG)",
                    List.of("words and their rate, the data-ready interrupt"),
                    List.of("words follow from the board's seed (SplitMix64) and are no secret",
                            "errors of clock and seed never occur",
                            "a reset does not rewind the words")));
    private static final Register<Trng> CONTROL = LAYOUT.at(0x00, "RNG_CR", 0)
            .onWrite((trng, _) -> trng.controlChanged()).means("Control (24.4.1).");
    private static final Field ENABLE = CONTROL.flag(2, "RNGEN", RW).means("The generator runs.");
    private static final Field INTERRUPT_ENABLE = CONTROL.flag(3, "IE", RW)
            .means("DRDY asserts the interrupt line.");

    static {
        var status = LAYOUT.at(0x04, "RNG_SR", 0).onRead(trng -> trng.isReady() ? 1 : 0)
                .means("Status (24.4.2).");
        status.flag(0, "DRDY", R).means("A word is ready.");
        status.flag(1, "CECS", R).means("Clock error: always 0.");
        status.flag(2, "SECS", R).means("Seed error: always 0.");
        status.flag(5, "CEIS", RC_W0).means("Clock error: always 0.");
        status.flag(6, "SEIS", RC_W0).means("Seed error: always 0.");
        LAYOUT.at(0x08, "RNG_DR", 0).onRead(Trng::take).means("Data (24.4.3).")
                .bits(0, 32, "RNDATA", R).means("A random word; the read starts the next one.");
    }

    private final VirtualClock clock;
    private final InterruptLine interrupt;
    private final RegisterFile<Trng> registers;
    private final Alarm alarm;
    private long state;
    private long readyAt = Long.MAX_VALUE;

    public Trng(String name, VirtualClock clock, InterruptLine interrupt, long seed) {
        this.clock = clock;
        this.interrupt = interrupt;
        this.state = seed;
        this.registers = new RegisterFile<>(name, LAYOUT, this);
        this.alarm = clock.alarm(this::updateInterrupt);
    }

    /**
     * Fills a part of an array with the next words, each from its low byte on; the last word's
     * rest is dropped. It takes no time and needs no enabled generator: a board's system interface
     * draws from here beside the registers.
     */
    public void fill(byte[] target, int offset, int length) {
        for (int index = 0; index < length; index += 4) {
            int word = nextWord();
            for (int at = index; at < Math.min(index + 4, length); at++) {
                target[offset + at] = (byte) word;
                word >>>= 8;
            }
        }
    }

    public void fill(byte[] target) {
        fill(target, 0, target.length);
    }

    @Override
    public void reset() {
        registers.reset();
        controlChanged();
    }

    @Override
    RegisterFile<Trng> registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        out.writeLong(state);
        out.writeLong(readyAt);
        clock.saveAlarm(out, alarm);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        state = in.readLong();
        readyAt = in.readLong();
        clock.restoreAlarm(in, alarm);
    }

    private boolean isReady() {
        return clock.now() >= readyAt;
    }

    private int take() {
        if (!isReady()) {
            return 0;
        }
        readyAt = clock.later(WORD_CYCLES);
        updateInterrupt();
        return nextWord();
    }

    private void controlChanged() {
        if (!registers.isSet(ENABLE)) {
            readyAt = Long.MAX_VALUE;
        } else if (readyAt == Long.MAX_VALUE) {
            readyAt = clock.later(WORD_CYCLES);
        }
        updateInterrupt();
    }

    /** An alarm is set only while somebody waits for the interrupt: polling costs no events. */
    private void updateInterrupt() {
        boolean wanted = registers.isSet(ENABLE) && registers.isSet(INTERRUPT_ENABLE);
        interrupt.set(wanted && isReady());
        if (wanted && !isReady()) {
            clock.arm(alarm, readyAt);
        } else {
            clock.cancel(alarm);
        }
    }

    private int nextWord() {
        state += GOLDEN_GAMMA;
        long mixed = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return (int) ((mixed ^ mixed >>> 31) >>> 32);
    }
}
