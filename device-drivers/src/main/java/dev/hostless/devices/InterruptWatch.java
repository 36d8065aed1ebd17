package dev.hostless.devices;

/** Is told what becomes of assertions, at the moment at which it happens. */
public interface InterruptWatch {
    /** Hears nothing. */
    InterruptWatch NONE = new InterruptWatch() {
    };

    /** The line became pending. */
    default void raised(int line) {
    }

    /** The line was asserted while it was pending already. */
    default void coalesced(int line) {
    }

    /** The line's pending state was taken back before anybody acknowledged it. */
    default void lost(int line) {
    }

    /** The line was acknowledged. */
    default void taken(int line) {
    }
}
