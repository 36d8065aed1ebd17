package dev.hostless.engine;

import dev.hostless.engine.compiler.ModuleDecoder;
import dev.hostless.engine.compiler.ModuleRules;
import dev.hostless.engine.compiler.ProgramCode;

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
     * Checks a module (limits, features, validation, in one pass over the bytes) and prepares it
     * to be compiled function by function as it runs.
     *
     * @throws ProgramRejected if it is malformed, invalid, too large or needs a feature that is
     *     not supported
     */
    public Program load(byte[] wasm) {
        byte[] bytes = wasm.clone();
        var image = ModuleDecoder.decode(bytes, options);
        ModuleRules.check(image);
        return new Program(ProgramDigest.of(bytes), new ProgramCode(image, options));
    }
}
