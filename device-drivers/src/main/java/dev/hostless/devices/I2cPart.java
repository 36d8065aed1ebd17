package dev.hostless.devices;

/** A chip on an {@link I2c}. It hears everything from its own address on, until the stop. */
public interface I2cPart {
    /** The seven bits to which the part answers. */
    int address();

    /**
     * The part's address has passed after a start or a repeated start.
     *
     * @param read whether the master wants to read
     * @return whether the part acknowledges; if not it hears nothing more
     */
    boolean start(boolean read);

    /**
     * A byte has come from the master, 0 to 255.
     *
     * @return whether the part acknowledges it
     */
    boolean write(int value);

    /**
     * The master clocks a byte out of the part.
     *
     * @return 0 to 255
     */
    int read();

    /** The stop, or the end of the bus's power. */
    void stop();

    /**
     * How long the part holds the clock low after the byte that has just passed, its address
     * included, before the next one may begin.
     *
     * @return cycles, 0 for a part that never stretches the clock
     */
    default long stretchCycles() {
        return 0;
    }
}
