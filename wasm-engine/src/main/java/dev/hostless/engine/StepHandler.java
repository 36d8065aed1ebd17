package dev.hostless.engine;

/**
 * Told before each instruction of a guest, on the guest's thread: it may look at all of the guest,
 * and the guest goes on when it returns. To stop it for good, it throws {@link GuestExit} or calls
 * {@link Cpu#cancel()}.
 */
@FunctionalInterface
public interface StepHandler {
    /**
     * Called before each instruction except {@code else} and {@code end}, with the cycles of the
     * basic block charged. It is no safepoint: what is due then waits for the next one.
     */
    void before(Step step);
}
