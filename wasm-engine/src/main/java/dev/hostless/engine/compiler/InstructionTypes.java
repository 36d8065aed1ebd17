package dev.hostless.engine.compiler;

import org.jspecify.annotations.Nullable;

/**
 * Operands and results of the instructions whose type does not depend on the module, in letters of
 * {@link dev.hostless.engine.ValueType}: operands, {@code >}, results.
 */
final class InstructionTypes {
    private static final @Nullable String[] TYPES = new String[256];

    static {
        loads();
        comparisons();
        arithmetic();
        conversions();
    }

    private static final String[] SATURATING = {"F>I", "F>I", "D>I", "D>I", "F>J", "F>J", "D>J",
        "D>J"};

    private InstructionTypes() {
    }

    /** Null for instructions that need a look at the module. */
    static @Nullable String of(int opcode) {
        if (opcode >= Opcode.MEMORY_ATOMIC_NOTIFY) {
            return atomic(opcode);
        }
        if (opcode >= 0xfc00) {
            return opcode <= Opcode.I64_TRUNC_SAT_F64_U ? SATURATING[opcode & 0xff] : null;
        }
        return TYPES[opcode];
    }

    private static String atomic(int opcode) {
        return switch (opcode) {
            case Opcode.MEMORY_ATOMIC_NOTIFY -> "II>I";
            case Opcode.MEMORY_ATOMIC_WAIT32 -> "IIJ>I";
            case Opcode.MEMORY_ATOMIC_WAIT64 -> "IJJ>I";
            case Opcode.ATOMIC_FENCE -> ">";
            default -> AtomicForm.of(opcode).types();
        };
    }

    /** The size of an atomic access as a power of two, the only alignment allowed. */
    static int atomicAlignment(int opcode) {
        return switch (opcode) {
            case Opcode.MEMORY_ATOMIC_NOTIFY, Opcode.MEMORY_ATOMIC_WAIT32 -> 2;
            case Opcode.MEMORY_ATOMIC_WAIT64 -> 3;
            default -> Integer.numberOfTrailingZeros(AtomicForm.of(opcode).bytes());
        };
    }

    /** The size of a load or store as a power of two, the largest alignment allowed. */
    static int naturalAlignment(int opcode) {
        return switch (opcode) {
            case Opcode.I32_LOAD8_S, Opcode.I32_LOAD8_U, Opcode.I64_LOAD8_S, Opcode.I64_LOAD8_U,
                    Opcode.I32_STORE8, Opcode.I64_STORE8 ->
                0;
            case Opcode.I32_LOAD16_S, Opcode.I32_LOAD16_U, Opcode.I64_LOAD16_S, Opcode.I64_LOAD16_U,
                    Opcode.I32_STORE16, Opcode.I64_STORE16 ->
                1;
            case Opcode.I64_LOAD, Opcode.F64_LOAD, Opcode.I64_STORE, Opcode.F64_STORE -> 3;
            default -> 2;
        };
    }

    private static void fill(int first, int last, String type) {
        for (int i = first; i <= last; i++) {
            TYPES[i] = type;
        }
    }

    private static void loads() {
        fill(Opcode.I32_LOAD, Opcode.I32_LOAD, "I>I");
        fill(Opcode.I64_LOAD, Opcode.I64_LOAD, "I>J");
        fill(Opcode.F32_LOAD, Opcode.F32_LOAD, "I>F");
        fill(Opcode.F64_LOAD, Opcode.F64_LOAD, "I>D");
        fill(Opcode.I32_LOAD8_S, Opcode.I32_LOAD16_U, "I>I");
        fill(Opcode.I64_LOAD8_S, Opcode.I64_LOAD32_U, "I>J");
        fill(Opcode.I32_STORE, Opcode.I32_STORE, "II>");
        fill(Opcode.I64_STORE, Opcode.I64_STORE, "IJ>");
        fill(Opcode.F32_STORE, Opcode.F32_STORE, "IF>");
        fill(Opcode.F64_STORE, Opcode.F64_STORE, "ID>");
        fill(Opcode.I32_STORE8, Opcode.I32_STORE16, "II>");
        fill(Opcode.I64_STORE8, Opcode.I64_STORE32, "IJ>");
        fill(Opcode.I32_CONST, Opcode.I32_CONST, ">I");
        fill(Opcode.I64_CONST, Opcode.I64_CONST, ">J");
        fill(Opcode.F32_CONST, Opcode.F32_CONST, ">F");
        fill(Opcode.F64_CONST, Opcode.F64_CONST, ">D");
    }

    private static void comparisons() {
        fill(Opcode.I32_EQZ, Opcode.I32_EQZ, "I>I");
        fill(Opcode.I32_EQ, Opcode.I32_GE_U, "II>I");
        fill(Opcode.I64_EQZ, Opcode.I64_EQZ, "J>I");
        fill(Opcode.I64_EQ, Opcode.I64_GE_U, "JJ>I");
        fill(Opcode.F32_EQ, Opcode.F32_GE, "FF>I");
        fill(Opcode.F64_EQ, Opcode.F64_GE, "DD>I");
    }

    private static void arithmetic() {
        fill(Opcode.I32_CLZ, Opcode.I32_POPCNT, "I>I");
        fill(Opcode.I32_ADD, Opcode.I32_ROTR, "II>I");
        fill(Opcode.I64_CLZ, Opcode.I64_POPCNT, "J>J");
        fill(Opcode.I64_ADD, Opcode.I64_ROTR, "JJ>J");
        fill(Opcode.F32_ABS, Opcode.F32_SQRT, "F>F");
        fill(Opcode.F32_ADD, Opcode.F32_COPYSIGN, "FF>F");
        fill(Opcode.F64_ABS, Opcode.F64_SQRT, "D>D");
        fill(Opcode.F64_ADD, Opcode.F64_COPYSIGN, "DD>D");
    }

    private static void conversions() {
        fill(Opcode.I32_WRAP_I64, Opcode.I32_WRAP_I64, "J>I");
        fill(Opcode.I32_TRUNC_F32_S, Opcode.I32_TRUNC_F32_U, "F>I");
        fill(Opcode.I32_TRUNC_F64_S, Opcode.I32_TRUNC_F64_U, "D>I");
        fill(Opcode.I64_EXTEND_I32_S, Opcode.I64_EXTEND_I32_U, "I>J");
        fill(Opcode.I64_TRUNC_F32_S, Opcode.I64_TRUNC_F32_U, "F>J");
        fill(Opcode.I64_TRUNC_F64_S, Opcode.I64_TRUNC_F64_U, "D>J");
        fill(Opcode.F32_CONVERT_I32_S, Opcode.F32_CONVERT_I32_U, "I>F");
        fill(Opcode.F32_CONVERT_I64_S, Opcode.F32_CONVERT_I64_U, "J>F");
        fill(Opcode.F32_DEMOTE_F64, Opcode.F32_DEMOTE_F64, "D>F");
        fill(Opcode.F64_CONVERT_I32_S, Opcode.F64_CONVERT_I32_U, "I>D");
        fill(Opcode.F64_CONVERT_I64_S, Opcode.F64_CONVERT_I64_U, "J>D");
        fill(Opcode.F64_PROMOTE_F32, Opcode.F64_PROMOTE_F32, "F>D");
        fill(Opcode.I32_REINTERPRET_F32, Opcode.I32_REINTERPRET_F32, "F>I");
        fill(Opcode.I64_REINTERPRET_F64, Opcode.I64_REINTERPRET_F64, "D>J");
        fill(Opcode.F32_REINTERPRET_I32, Opcode.F32_REINTERPRET_I32, "I>F");
        fill(Opcode.F64_REINTERPRET_I64, Opcode.F64_REINTERPRET_I64, "J>D");
        fill(Opcode.I32_EXTEND8_S, Opcode.I32_EXTEND16_S, "I>I");
        fill(Opcode.I64_EXTEND8_S, Opcode.I64_EXTEND32_S, "J>J");
    }
}
