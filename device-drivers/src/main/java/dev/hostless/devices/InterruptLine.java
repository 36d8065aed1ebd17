package dev.hostless.devices;

/** The wire from a device to an interrupt controller. */
@FunctionalInterface
public interface InterruptLine {
    /** Sets the level of the wire; setting the level that it has already changes nothing. */
    void set(boolean asserted);
}
