package dev.hostless.engine;

import dev.hostless.engine.compiler.ModuleDecoder;
import dev.hostless.engine.compiler.ModuleImage;
import dev.hostless.engine.compiler.ModuleRules;
import dev.hostless.engine.compiler.ProgramCode;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.InvalidException;
import run.endive.wasm.Parser;

/** Turns WebAssembly modules into programs. Safe for use by several threads. */
public final class Engine {
    /**
     * Changes whenever cycles, safepoints or results of any guest may change; a recording names
     * the version that it was made with.
     */
    public static final int SEMANTICS_VERSION = 1;

    private static final Set<String> KNOWN_TO_VALIDATOR = Set.of("exception-handling",
            "extended-const");

    private final EngineOptions options;

    public Engine(EngineOptions options) {
        this.options = options;
    }

    public EngineOptions options() {
        return options;
    }

    /**
     * Checks a module and prepares it to be compiled function by function as it runs. Limits and
     * features are checked first, in one pass over the bytes; validation follows.
     *
     * @throws ProgramRejected if it is malformed, invalid, too large or needs a feature that is
     *     not supported
     */
    public Program load(byte[] wasm) {
        byte[] bytes = wasm.clone();
        ModuleImage image = null;
        MalformedProgram malformed = null;
        try {
            image = ModuleDecoder.decode(bytes, options);
        } catch (MalformedProgram e) {
            malformed = e;
        } catch (UnsupportedFeature e) {
            throw refused(e, bytes);
        }
        var found = validate(bytes);
        if (found != null || malformed != null || image == null) {
            throw merge(found, malformed);
        }
        ModuleRules.check(image);
        return new Program(ProgramDigest.of(bytes), new ProgramCode(image, options));
    }

    /** Bytes that the validator, which knows the feature, refuses too are plainly wrong. */
    private static ProgramRejected refused(UnsupportedFeature refusal, byte[] bytes) {
        var found = KNOWN_TO_VALIDATOR.contains(refusal.feature()) ? validate(bytes) : null;
        return found == null
                ? refusal
                : new MalformedProgram(found.getMessage() + " (" + refusal.getMessage() + ")",
                        found.invalid());
    }

    /** The validator has the specification's wording, the decoder knows the place. */
    private static MalformedProgram merge(@Nullable MalformedProgram validator,
            @Nullable MalformedProgram decoder) {
        if (validator == null && decoder == null) {
            throw new IllegalStateException("BUG: neither decoded nor refused");
        }
        if (validator == null || decoder == null) {
            return validator != null ? validator : decoder;
        }
        if (validator.invalid() && !decoder.invalid()) {
            return decoder;
        }
        return new MalformedProgram(validator.getMessage() + " (" + decoder.getMessage() + ")",
                validator.invalid());
    }

    private static @Nullable MalformedProgram validate(byte[] bytes) {
        try {
            Parser.parse(bytes);
            return null;
        } catch (InvalidException e) {
            return new MalformedProgram(String.valueOf(e.getMessage()), true);
        } catch (RuntimeException | StackOverflowError e) {
            return new MalformedProgram(
                    "%s: %s".formatted(e.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                            e.getMessage()),
                    false);
        }
    }
}
