package dev.hostless.devices.part;

import dev.hostless.devices.Pin;
import dev.hostless.devices.register.Fidelity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** A push button between a pin and ground, or between a pin and the supply. */
public final class Button implements Part {
    public static final Fidelity FIDELITY = new Fidelity("Button", "",
            List.of("pressed and released by input events"),
            List.of("its contacts do not bounce", "an output that drives against it wins"));

    private final Pin pin;
    private final boolean connects;
    private boolean pressed;

    /**
     * Pressed, it connects its pin; released, the pin's pull decides.
     *
     * @param connects the level that the pin has while the button is pressed: false for ground
     */
    public Button(Pin pin, boolean connects) {
        this.pin = pin;
        this.connects = connects;
    }

    public void press() {
        pressed = true;
        pin.drive(connects);
    }

    public void release() {
        pressed = false;
        pin.release();
    }

    public boolean isPressed() {
        return pressed;
    }

    @Override
    public Fidelity fidelity() {
        return FIDELITY;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(pressed);
    }

    /** The pin has its level from its own state. */
    @Override
    public void restore(DataInput in) throws IOException {
        pressed = in.readBoolean();
    }
}
