package dev.hostless.devices;

/** A chip on an {@link Spi}. It hears the bus only while its chip select is low. */
public interface SpiPart {
    /** The chip select has fallen: a command begins. */
    void select();

    /**
     * A frame has passed in both directions.
     *
     * @param value what the controller has sent, 0 to 255
     * @return what the part has sent meanwhile, 0 to 255: it follows from what came before
     */
    int exchange(int value);

    /** The chip select has risen: the command ends. */
    void deselect();
}
