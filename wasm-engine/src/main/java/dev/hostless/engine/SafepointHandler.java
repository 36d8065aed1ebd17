package dev.hostless.engine;

/** Called on the guest's thread, at the first safepoint at or after the {@link Cpu}'s deadline. */
@FunctionalInterface
public interface SafepointHandler {
    /**
     * Handles what is due and sets the next deadline, which must lie after {@link Cpu#cycles()}.
     * It may call exported functions of the guest, and may end the run by throwing.
     */
    void reached(Cpu cpu);
}
