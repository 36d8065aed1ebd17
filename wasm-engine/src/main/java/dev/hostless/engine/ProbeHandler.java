package dev.hostless.engine;

/** Told when a guest enters a function that {@link EngineOptions#probes()} names. */
@FunctionalInterface
public interface ProbeHandler {
    /** Ignores every entry. */
    ProbeHandler NONE = (guest, probe, argument) -> {};

    /**
     * Called at function entry, after the entry block was charged.
     *
     * @param probe index in {@link EngineOptions#probes()}
     * @param firstArgument raw bits of the first parameter, 0 if there is none. Go enters a
     *     function again to resume it; the first parameter (the resume point) is then not 0.
     */
    void entered(Guest guest, int probe, long firstArgument);
}
