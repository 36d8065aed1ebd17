package dev.hostless.devices.part;

import dev.hostless.devices.Stateful;
import dev.hostless.devices.register.Fidelity;

/** A chip or a thing on a board's wires, whose state lives on when the board is reset. */
public interface Part extends Stateful {
    /** What the model does and what it leaves out. */
    Fidelity fidelity();
}
