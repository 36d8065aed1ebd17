package dev.hostless.engine;

/** Turns WebAssembly modules into programs. Safe for use by several threads. */
public final class Engine {
    /**
     * Changes whenever cycles, safepoints or results of any guest may change; a recording names
     * the version that it was made with.
     */
    public static final int SEMANTICS_VERSION = 1;

    private final EngineOptions options;

    public Engine(EngineOptions options) {
        this.options = options;
    }

    public EngineOptions options() {
        return options;
    }

    /**
     * Checks and compiles a module.
     *
     * @throws ProgramRejected if it is malformed, invalid, too large or needs a feature that is
     *     not supported
     */
    public Program load(byte[] wasm) {
        throw new UnsupportedOperationException();
    }
}
