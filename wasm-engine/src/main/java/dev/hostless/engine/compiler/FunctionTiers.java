package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.LimitExceeded;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Which functions of a program are still interpreted, decoded when they are first called. */
final class FunctionTiers {
    /**
     * A function that takes longer to become warm is none that a run of a few seconds should
     * compile, so the next process interprets it first again.
     */
    private static final long HOT_WITHIN_CYCLES = 1L << 31;
    /** In the place of a function that is always compiled. */
    private static final Object COMPILED = new Object();

    private final Unit unit;
    private final ProgramCode code;
    private final boolean stepping;
    /** By index of an own function: null, a {@link DecodedFunction}, or {@link #COMPILED}. */
    private final AtomicReferenceArray<Object> functions;
    private final AtomicReferenceArray<Resumption> resumptions;
    private final AtomicReferenceArray<Class<?>> signatures;

    FunctionTiers(Unit unit, ProgramCode code, boolean stepping) {
        this.unit = unit;
        this.code = code;
        this.stepping = stepping;
        int own = unit.image().functions.length - unit.image().importedFunctions;
        functions = new AtomicReferenceArray<>(own);
        resumptions = new AtomicReferenceArray<>(own);
        signatures = new AtomicReferenceArray<>(unit.image().types.size());
    }

    /**
     * The function to be interpreted, or null for one that is compiled or imported; an entry of it
     * is about to happen.
     */
    @Nullable
    DecodedFunction interpreted(int function, Instance instance) {
        int own = function - unit.image().importedFunctions;
        if (own < 0) {
            return null;
        }
        var state = functions.get(own);
        if (state == null) {
            state = first(function);
            functions.set(own, state);
        }
        if (!(state instanceof DecodedFunction decoded) || decoded.compiled) {
            return null;
        }
        if (unit.options().tiers() == Tiers.MIXED && decoded.warm(0)) {
            promote(decoded, instance);
            return null;
        }
        return decoded;
    }

    /**
     * How a function begins: where functions are compiled when they are warm, one that was hot
     * before, or has a loop that is not Go's, is compiled before its first run.
     */
    private Object first(int function) {
        boolean mixed = unit.options().tiers() == Tiers.MIXED;
        if (mixed && code.classes().isHot(function)) {
            return COMPILED;
        }
        var scan = scan(function);
        return mixed && scan.hasPlainLoop
                ? COMPILED
                : Decoder.decode(unit, function, scan, stepping);
    }

    private FunctionScan scan(int function) {
        return FunctionScan.of(unit.image(), function, unit.options().costTable());
    }

    private void promote(DecodedFunction function, Instance instance) {
        function.compiled = true;
        if (instance.meter.cycles() < HOT_WITHIN_CYCLES) {
            code.classes().foundHot(function.index);
        }
    }

    /** A function for which there is no class, but one that goes to the interpreter. */
    DecodedFunction kept(int function) {
        int own = function - unit.image().importedFunctions;
        if (functions.get(own) instanceof DecodedFunction known) {
            return known;
        }
        var decoded = Decoder.decode(unit, function, scan(function), stepping);
        // Calls go to what stands for its class.
        decoded.compiled = true;
        functions.set(own, decoded);
        return decoded;
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
    Resumption resumption(int function, Instance instance) {
        if (unit.options().tiers() != Tiers.MIXED) {
            return null;
        }
        int own = function - unit.image().importedFunctions;
        var resumption = resumptions.get(own);
        if (resumption == null) {
            resumption = newResumption(function, instance);
            resumptions.set(own, resumption);
        }
        return resumption == Resumption.NONE ? null : resumption;
    }

    private Resumption newResumption(int function, Instance instance) {
        promote(decoded(function), instance);
        try {
            return (Resumption) code.loadClass(Names.RESUMPTION + function).getConstructor()
                    .newInstance();
        } catch (LimitExceeded tooLarge) {
            return Resumption.NONE;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("BUG: resumption of function " + function, e);
        }
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
