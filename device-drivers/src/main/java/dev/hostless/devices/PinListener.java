package dev.hostless.devices;

/** Told when the level of a {@link Pin} changes, whoever drives it. */
@FunctionalInterface
public interface PinListener {
    /** The clock stands at the cycle of the change. */
    void levelChanged(boolean high);
}
