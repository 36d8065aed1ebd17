package dev.hostless.engine;

import dev.hostless.engine.compiler.GeneratedClasses;
import dev.hostless.engine.compiler.ModuleDecoder;
import dev.hostless.engine.compiler.ModuleImage;
import dev.hostless.engine.compiler.ModuleRules;
import dev.hostless.engine.compiler.ProgramCode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns WebAssembly modules into programs. Safe for use by several threads. */
public final class Engine {
    /**
     * Changes whenever cycles, safepoints or results of any guest may change; a recording names
     * the version that it was made with.
     */
    public static final int SEMANTICS_VERSION = 2;

    private final EngineOptions options;
    private final @Nullable ProgramCache cache;

    /** An engine that generates all code anew. */
    public Engine(EngineOptions options) {
        this(options, null);
    }

    /** An engine whose programs find their code in a cache and leave it there. */
    public Engine(EngineOptions options, @Nullable ProgramCache cache) {
        this.options = options;
        this.cache = cache;
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
        if (cache == null || bytes.length > options.moduleBytes()) {
            var image = validated(bytes);
            return program(ProgramDigest.of(bytes), image, Map.of(), Set.of());
        }
        var digest = ProgramDigest.of(bytes);
        var known = cache.find(digest, options);
        return known == null
                ? program(digest, validated(bytes), Map.of(), Set.of())
                : program(digest, ModuleDecoder.decodeValidated(bytes, options, known.facts()),
                        known.classes(), known.hot());
    }

    private ModuleImage validated(byte[] bytes) {
        var image = ModuleDecoder.decode(bytes, options);
        ModuleRules.check(image);
        return image;
    }

    private Program program(ProgramDigest digest, ModuleImage image, Map<String, byte[]> classes,
            Set<Integer> hot) {
        return new Program(digest, new ProgramCode(image, options,
                new GeneratedClasses(cache != null, classes, hot)), cache);
    }
}
