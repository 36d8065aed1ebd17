package dev.hostless.devices;

import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;
import dev.hostless.devices.register.RegisterLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

import static dev.hostless.devices.register.Access.R;
import static dev.hostless.devices.register.Access.RC_W1;
import static dev.hostless.devices.register.Access.RW;

/**
 * Thirty-two pins. SiFive FE310-G002 Manual (v1p5), chapter 17: input, output, pull-up, edge and
 * level interrupts at their offsets there. {@code pde}, the pull-downs, is Hostless's own: the
 * FE310 has none. One line to the interrupt controller serves all pins, where the FE310 has one
 * for each.
 *
 * <p><b>Levels.</b> A pin's output wins; else what the outside drives; else the pull-up, then the
 * pull-down. A pin that floats is low. The input side shows the level where the input is on.
 *
 * <p><b>Interrupts.</b> Pending bits are latched, enabled or not, until firmware writes one to
 * them. A level that lasts sets its bit again at once, so a handler quietens the source first.
 */
public final class Gpio extends RegisterDevice {
    public static final int PINS = 32;

    static final RegisterLayout<Gpio> LAYOUT = new RegisterLayout<>("gpio", 0x1000,
            new Fidelity("Pins", "SiFive FE310-G002 Manual v1p5, chapter 17",
                    List.of("input, output and inversion of 32 pins",
                            "rising and falling edge interrupts, high and low level interrupts",
                            "pull-up, and pull-down, which is Hostless's own register pde"),
                    List.of("one interrupt line for all pins, where the FE310 has one for each",
                            "one alternative function for a pin at most: iof_sel chooses nothing",
                            "no drive"
                                    + " strength",
                            "a pin that floats reads 0",
                            "no synchroniser: a change of level is seen in the same cycle",
                            "two ends that drive against each other: the board's output wins")));
    private static final Register<Gpio> INPUT_VALUE = LAYOUT.at(0x00, "input_val", 0)
            .onRead(gpio -> gpio.inputs).means("Pin levels.");
    private static final Register<Gpio> INPUT_ENABLE = word(0x04, "input_en",
            "Inputs that are on; an input that is off reads 0.");
    private static final Register<Gpio> OUTPUT_ENABLE = word(0x08, "output_en",
            "Outputs that are on.");
    private static final Register<Gpio> OUTPUT_VALUE = word(0x0c, "output_val",
            "Levels that the outputs drive.");
    private static final Register<Gpio> PULL_UP = word(0x10, "pue",
            "Pull-ups that are on: a pin that nobody drives is high.");
    private static final Register<Gpio> RISE_ENABLE = word(0x18, "rise_ie",
            "Rising edges that assert the interrupt line.");
    private static final Register<Gpio> RISE_PENDING = pending(0x1c, "rise_ip",
            "Inputs that rose.");
    private static final Register<Gpio> FALL_ENABLE = word(0x20, "fall_ie",
            "Falling edges that assert the interrupt line.");
    private static final Register<Gpio> FALL_PENDING = pending(0x24, "fall_ip",
            "Inputs that fell.");
    private static final Register<Gpio> HIGH_ENABLE = word(0x28, "high_ie",
            "High levels that assert the interrupt line.");
    private static final Register<Gpio> HIGH_PENDING = pending(0x2c, "high_ip",
            "Inputs that are or were high.");
    private static final Register<Gpio> LOW_ENABLE = word(0x30, "low_ie",
            "Low levels that assert the interrupt line.");
    private static final Register<Gpio> LOW_PENDING = pending(0x34, "low_ip",
            "Inputs that are on and are or were low.");
    private static final Register<Gpio> FUNCTION_ENABLE = word(0x38, "iof_en",
            "Pins that their alternative function drives, where the board has one.");
    private static final Register<Gpio> INVERT = word(0x40, "out_xor",
            "Outputs that drive the opposite level.");
    private static final Register<Gpio> PULL_DOWN = word(0x4c, "pde",
            "Pull-downs that are on, where no pull-up is. Hostless's own register.");

    static {
        LAYOUT.at(0x14, "ds", 0)
                .means("Drive strength.").unmodelled(0, 32, "PINS");
        LAYOUT.at(0x3c, "iof_sel", 0)
                .means("Which alternative function.")
                .unmodelled(0, 32, "PINS");
        INPUT_VALUE.bits(0, PINS, "PINS", R).means("Levels of the pins whose input is on.");
    }

    private final InterruptLine interrupt;
    private final RegisterFile<Gpio> registers;
    /** Pins that somebody outside has asked for; made when the first one is. */
    private @Nullable Pin @Nullable [] pins;
    /** Pins that have an alternative function, and the levels that those drive. */
    private int functions;
    private int functionLevels;
    private int driven;
    private int drivenHigh;
    private int levels;
    private int inputs;

    public Gpio(String name, InterruptLine interrupt) {
        this.interrupt = interrupt;
        this.registers = new RegisterFile<>(name, LAYOUT, this);
    }

    private static Register<Gpio> word(int offset, String name, String meaning) {
        var register = LAYOUT.at(offset, name, 0).means(meaning)
                .onWrite((gpio, _) -> gpio.update());
        register.bits(0, PINS, "PINS", RW).means("A bit for each pin.");
        return register;
    }

    private static Register<Gpio> pending(int offset, String name, String meaning) {
        var register = LAYOUT.at(offset, name, 0).means(meaning)
                .onWrite((gpio, _) -> gpio.update());
        register.bits(0, PINS, "PINS", RC_W1)
                .means("A bit for each pin, whether enabled or not.");
        return register;
    }

    /**
     * The end of a wire.
     *
     * @param number 0 to 31
     */
    public Pin pin(int number) {
        check(number);
        var made = pins;
        if (made == null) {
            made = new Pin[PINS];
            pins = made;
        }
        var pin = made[number];
        if (pin == null) {
            pin = new Pin(this, number);
            made[number] = pin;
        }
        return pin;
    }

    /**
     * The end of a wire from another device of the board, which drives the pin while firmware has
     * set its bit in iof_en.
     *
     * @param number 0 to 31
     */
    public PinListener function(int number) {
        int bit = 1 << check(number);
        functions |= bit;
        return high -> {
            functionLevels = high ? functionLevels | bit : functionLevels & ~bit;
            update();
        };
    }

    /**
     * The outside sets a pin's level; it stays so until {@link #release}.
     *
     * @param pin 0 to 31
     */
    public void drive(int pin, boolean high) {
        int bit = 1 << check(pin);
        driven |= bit;
        drivenHigh = high ? drivenHigh | bit : drivenHigh & ~bit;
        update();
    }

    /**
     * The outside lets go of a pin.
     *
     * @param pin 0 to 31
     */
    public void release(int pin) {
        int bit = 1 << check(pin);
        driven &= ~bit;
        drivenHigh &= ~bit;
        update();
    }

    /** Levels that the board drives; 0 for pins whose output is off. Pin n is bit n. */
    public int outputs() {
        int byFunction = functions & registers.value(FUNCTION_ENABLE);
        return (registers.value(OUTPUT_VALUE) ^ registers.value(INVERT))
                & registers.value(OUTPUT_ENABLE) & ~byFunction | functionLevels & byFunction;
    }

    /** The levels of the wires, whoever drives them. Pin n is bit n. */
    public int levels() {
        return levels;
    }

    /** What the outside drives stays, as solder does. */
    @Override
    public void reset() {
        registers.reset();
        inputs = 0;
        update();
    }

    @Override
    RegisterFile<Gpio> registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        out.writeInt(functionLevels);
        out.writeInt(driven);
        out.writeInt(drivenHigh);
        out.writeInt(levels);
        out.writeInt(inputs);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        functionLevels = in.readInt();
        driven = in.readInt();
        drivenHigh = in.readInt();
        levels = in.readInt();
        inputs = in.readInt();
    }

    private int check(int pin) {
        if (pin < 0 || pin >= PINS) {
            throw new IllegalArgumentException(
                    registers.device() + " has pins 0.." + (PINS - 1) + ", not " + pin);
        }
        return pin;
    }

    private void update() {
        int enabled = registers.value(INPUT_ENABLE);
        int levelsBefore = levels;
        int inputsBefore = inputs;
        levels = outputs() | ~driving()
                & (drivenHigh | registers.value(PULL_UP) & ~driven);
        inputs = levels & enabled;
        latch(RISE_PENDING, inputs & ~inputsBefore);
        latch(FALL_PENDING, inputsBefore & ~inputs);
        latch(HIGH_PENDING, inputs);
        latch(LOW_PENDING, enabled & ~inputs);
        updateInterrupt();
        tell(levels ^ levelsBefore);
    }

    private int driving() {
        return registers.value(OUTPUT_ENABLE) | functions & registers.value(FUNCTION_ENABLE);
    }

    private void latch(Register<Gpio> pending, int pins) {
        registers.store(pending, registers.value(pending) | pins);
    }

    private void updateInterrupt() {
        interrupt.set((registers.value(RISE_PENDING) & registers.value(RISE_ENABLE)
                | registers.value(FALL_PENDING) & registers.value(FALL_ENABLE)
                | registers.value(HIGH_PENDING) & registers.value(HIGH_ENABLE)
                | registers.value(LOW_PENDING) & registers.value(LOW_ENABLE)) != 0);
    }

    /** A listener may drive other pins; each then hears the level that stands when it is told. */
    private void tell(int changed) {
        var made = pins;
        if (made == null) {
            return;
        }
        for (int rest = changed; rest != 0; rest &= rest - 1) {
            var pin = made[Integer.numberOfTrailingZeros(rest)];
            if (pin != null) {
                pin.tell(pin.isHigh());
            }
        }
    }
}
