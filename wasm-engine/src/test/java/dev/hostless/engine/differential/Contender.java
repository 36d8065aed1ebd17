package dev.hostless.engine.differential;

import dev.hostless.engine.TrapKind;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.RandomModule.Entry;
import java.util.List;

/** An engine in a differential test. */
interface Contender {
    /** Checks, links and starts a module that imports nothing but {@code env.mix}. */
    Running start(byte[] module);

    /** A module that runs, and what it lets be seen. */
    interface Running {
        Outcome call(Entry entry, long... arguments);

        /** A copy of the exported memory named {@code memory}. */
        byte[] memory();

        /** Raw bits of an exported global. */
        long global(String name, ValueType type);
    }

    /** How a call ended. */
    sealed interface Outcome {
        /** Raw bits of the results. */
        record Returned(List<Long> bits) implements Outcome {
        }

        record Trapped(TrapKind kind) implements Outcome {
        }
    }

    /** The bits by which two engines are compared: any NaN is as good as any other. */
    static long comparable(ValueType type, long bits) {
        return switch (type) {
            case I32 -> bits & 0xffff_ffffL;
            case F32 -> Float.floatToIntBits(Float.intBitsToFloat((int) bits)) & 0xffff_ffffL;
            case F64 -> Double.doubleToLongBits(Double.longBitsToDouble(bits));
            case I64 -> bits;
            case FUNCREF, EXTERNREF ->
                throw new IllegalArgumentException("references are not compared: " + type);
        };
    }

    /** The trap whose wording a message begins with. */
    static TrapKind kindOf(String message) {
        for (TrapKind kind : TrapKind.values()) {
            if (message.startsWith(kind.wording())) {
                return kind;
            }
        }
        throw new IllegalStateException("a trap of no known kind: " + message);
    }
}
