package dev.hostless.devices;

import dev.hostless.devices.register.Access;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

import static dev.hostless.devices.register.Access.R;
import static dev.hostless.devices.register.Access.RC_W1;

/**
 * Thirty-two pins. SiFive FE310-G002 Manual, chapter on GPIO: the registers of input, output and
 * edge interrupts at their offsets there; pulls, drive strength, alternative functions and level
 * interrupts are not modelled. One line to the interrupt controller serves all pins.
 *
 * <p>The outside drives a pin with {@link #drive} and reads what the board drives from
 * {@link #outputs()}. A pin whose output is on shows its own level to the input side.
 */
public final class Gpio extends RegisterDevice {
    public static final int PINS = 32;

    private final InterruptLine interrupt;
    private final RegisterFile registers;
    private final Register inputEnable;
    private final Register outputEnable;
    private final Register outputValue;
    private final Register riseEnable;
    private final Register risePending;
    private final Register fallEnable;
    private final Register fallPending;
    private final Register invert;
    private int driven;
    private int inputs;

    public Gpio(String name, InterruptLine interrupt) {
        this.interrupt = interrupt;
        this.registers = new RegisterFile(name, 0x1000);
        registers.at(0x00, "input_val", 0).onRead(() -> inputs).means("Pin levels.")
                .bits(0, 32, "PINS", R).means("Levels of the pins whose input is on.");
        inputEnable = word(0x04, "input_en", "Inputs that are on; an input that is off reads 0.");
        outputEnable = word(0x08, "output_en", "Outputs that are on.");
        outputValue = word(0x0c, "output_val", "Levels that the outputs drive.");
        riseEnable = word(0x18, "rise_ie", "Rising edges that assert the interrupt line.");
        risePending = pending(0x1c, "rise_ip", "Inputs that rose.");
        fallEnable = word(0x20, "fall_ie", "Falling edges that assert the interrupt line.");
        fallPending = pending(0x24, "fall_ip", "Inputs that fell.");
        invert = word(0x40, "out_xor", "Outputs that drive the opposite level.");
    }

    private Register word(int offset, String name, String meaning) {
        var register = registers.at(offset, name, 0).means(meaning).onWrite(_ -> update());
        register.bits(0, 32, "PINS", Access.RW).means("A bit for each pin.");
        return register;
    }

    private Register pending(int offset, String name, String meaning) {
        var register = registers.at(offset, name, 0).means(meaning).onWrite(_ -> update());
        register.bits(0, 32, "PINS", RC_W1).means("A bit for each pin, whether enabled or not.");
        return register;
    }

    /**
     * The outside sets a pin's level; it stays so.
     *
     * @param pin 0 to 31
     */
    public void drive(int pin, boolean high) {
        if (pin < 0 || pin >= PINS) {
            throw new IllegalArgumentException(
                    registers.device() + " has pins 0.." + (PINS - 1) + ", not " + pin);
        }
        driven = high ? driven | 1 << pin : driven & ~(1 << pin);
        update();
    }

    /** Levels that the board drives; 0 for pins whose output is off. Pin n is bit n. */
    public int outputs() {
        return (outputValue.value() ^ invert.value()) & outputEnable.value();
    }

    /** What the outside drives stays, as solder does. */
    @Override
    public void reset() {
        registers.reset();
        inputs = 0;
        update();
    }

    @Override
    RegisterFile registers() {
        return registers;
    }

    @Override
    void saveRest(DataOutput out) throws IOException {
        out.writeInt(driven);
        out.writeInt(inputs);
    }

    @Override
    void restoreRest(DataInput in) throws IOException {
        driven = in.readInt();
        inputs = in.readInt();
    }

    private void update() {
        int levels = outputs() | driven & ~outputEnable.value();
        int before = inputs;
        inputs = levels & inputEnable.value();
        risePending.store(risePending.value() | inputs & ~before);
        fallPending.store(fallPending.value() | before & ~inputs);
        interrupt.set((risePending.value() & riseEnable.value()
                | fallPending.value() & fallEnable.value()) != 0);
    }
}
