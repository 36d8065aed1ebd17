package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions.Tiers;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Which functions of a program are still interpreted, decoded when they are first called. */
final class FunctionTiers {
    /** In the place of a function that is always compiled. */
    private static final Object COMPILED = new Object();

    private final Unit unit;
    private final ProgramCode code;
    /** By index of an own function: null, a {@link DecodedFunction}, or {@link #COMPILED}. */
    private final AtomicReferenceArray<Object> functions;
    private final AtomicReferenceArray<Resumption> resumptions;
    private final AtomicReferenceArray<Class<?>> signatures;

    FunctionTiers(Unit unit, ProgramCode code) {
        this.unit = unit;
        this.code = code;
        int own = unit.image().functions.length - unit.image().importedFunctions;
        functions = new AtomicReferenceArray<>(own);
        resumptions = new AtomicReferenceArray<>(own);
        signatures = new AtomicReferenceArray<>(unit.image().types.size());
    }

    /** The function to be interpreted, or null; an entry of it is about to happen. */
    @Nullable
    DecodedFunction interpreted(int function) {
        int own = function - unit.image().importedFunctions;
        var state = functions.get(own);
        if (state == null) {
            var decoded = Decoder.decode(unit, function, unit.options().tiers());
            state = decoded == null ? COMPILED : decoded;
            functions.set(own, state);
        }
        if (!(state instanceof DecodedFunction decoded) || decoded.compiled) {
            return null;
        }
        if (unit.options().tiers() == Tiers.MIXED && decoded.warm(0)) {
            decoded.compiled = true;
            return null;
        }
        return decoded;
    }

    /** Decodes a function for which there is no class; answers whether that can be done. */
    boolean keepInterpreted(int function) {
        if (unit.isGuarded()) {
            return false;
        }
        var decoded = Decoder.decode(unit, function, Tiers.INTERPRETED);
        if (decoded == null) {
            return false;
        }
        // Calls go to what stands for its class.
        decoded.compiled = true;
        functions.set(function - unit.image().importedFunctions, decoded);
        return true;
    }

    /** A function whose class goes to the interpreter; the class may be older than this process. */
    DecodedFunction kept(int function) {
        if (!(functions.get(function - unit.image().importedFunctions) instanceof DecodedFunction)
                && !keepInterpreted(function)) {
            throw new IllegalStateException("BUG: function " + function + " is not interpreted");
        }
        return decoded(function);
    }

    /** A function that {@link #interpreted} answered before, or that is kept. */
    DecodedFunction decoded(int function) {
        return (DecodedFunction) functions.get(function - unit.image().importedFunctions);
    }

    /** Tells the function's entry, which asks no more, that it is compiled. */
    void openEntry(int function) {
        try {
            code.loadClass(Names.ENTRY + function).getField(EntryCompiler.COMPILED)
                    .setBoolean(null, true);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("BUG: entry of function " + function, e);
        }
    }

    /** Where a warm activation goes on, or null if it stays. */
    @Nullable
    Resumption resumption(int function) {
        if (unit.options().tiers() != Tiers.MIXED) {
            return null;
        }
        int own = function - unit.image().importedFunctions;
        var resumption = resumptions.get(own);
        if (resumption == null) {
            decoded(function).compiled = true;
            try {
                resumption = (Resumption) code.loadClass(Names.RESUMPTION + function)
                        .getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("BUG: resumption of function " + function, e);
            }
            resumptions.set(own, resumption);
        }
        return resumption;
    }

    /** The class of references to functions of a type. */
    Class<?> signature(int type) {
        var signature = signatures.get(type);
        if (signature == null) {
            try {
                signature = code.loadClass(
                        Names.signatureName(unit.image().types.get(type)));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("BUG: class of " + unit.image().types.get(type), e);
            }
            signatures.set(type, signature);
        }
        return signature;
    }
}
