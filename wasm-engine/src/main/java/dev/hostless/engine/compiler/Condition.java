package dev.hostless.engine.compiler;

import java.lang.classfile.Opcode;

/**
 * A comparison that is fused with the branch that consumes it.
 *
 * @param comparison the Wasm comparison, or 0 for a plain i32
 * @param negated whether an odd number of {@code i32.eqz} follows
 */
record Condition(int comparison, boolean negated) {
    static final Condition PLAIN = new Condition(0, false);

    private static final Opcode[] INT = {Opcode.IF_ICMPEQ, Opcode.IF_ICMPNE, Opcode.IF_ICMPLT,
        Opcode.IF_ICMPGT, Opcode.IF_ICMPLE, Opcode.IF_ICMPGE};
    private static final Opcode[] ZERO = {Opcode.IFEQ, Opcode.IFNE, Opcode.IFLT, Opcode.IFGT,
        Opcode.IFLE, Opcode.IFGE};
    private static final Opcode[] INT_NOT = {Opcode.IF_ICMPNE, Opcode.IF_ICMPEQ,
        Opcode.IF_ICMPGE, Opcode.IF_ICMPLE, Opcode.IF_ICMPGT, Opcode.IF_ICMPLT};
    private static final Opcode[] ZERO_NOT = {Opcode.IFNE, Opcode.IFEQ, Opcode.IFGE, Opcode.IFLE,
        Opcode.IFGT, Opcode.IFLT};
    /** From the ten integer comparisons to eq, ne, lt, gt, le, ge. */
    private static final int[] RELATION = {0, 1, 2, 2, 3, 3, 4, 4, 5, 5};
    private static final int EQ = 0;
    private static final int NE = 1;

    static boolean isComparison(int opcode) {
        return opcode >= dev.hostless.engine.compiler.Opcode.I32_EQZ
                && opcode <= dev.hostless.engine.compiler.Opcode.F64_GE;
    }

    /** Whether the JVM compares in two steps, the first of which leaves -1, 0 or 1. */
    boolean isThreeWay() {
        return comparison >= dev.hostless.engine.compiler.Opcode.I64_EQZ
                || comparison > dev.hostless.engine.compiler.Opcode.I32_EQZ
                        && isUnsigned(comparison - dev.hostless.engine.compiler.Opcode.I32_EQ);
    }

    int operands() {
        return comparison != 0 && InstructionCosts.isBinary(comparison) ? 2 : 1;
    }

    /** Consumes the operands; answers the branch to take if the condition is as {@code sense}. */
    Opcode emit(Assembler assembler, boolean sense) {
        boolean straight = sense != negated;
        if (comparison == 0) {
            return zero(NE, straight);
        }
        int opcode = comparison;
        if (opcode == dev.hostless.engine.compiler.Opcode.I32_EQZ) {
            return zero(EQ, straight);
        }
        if (opcode < dev.hostless.engine.compiler.Opcode.I64_EQZ) {
            int number = opcode - dev.hostless.engine.compiler.Opcode.I32_EQ;
            if (isUnsigned(number)) {
                assembler.invokeStatic(Names.desc(Integer.class), "compareUnsigned", "(II)I");
                return zero(RELATION[number], straight);
            }
            return (straight ? INT : INT_NOT)[RELATION[number]];
        }
        if (opcode == dev.hostless.engine.compiler.Opcode.I64_EQZ) {
            assembler.constant(0L);
            assembler.op(Opcode.LCMP);
            return zero(EQ, straight);
        }
        if (opcode < dev.hostless.engine.compiler.Opcode.F32_EQ) {
            int number = opcode - dev.hostless.engine.compiler.Opcode.I64_EQ;
            if (isUnsigned(number)) {
                assembler.invokeStatic(Names.desc(Long.class), "compareUnsigned", "(JJ)I");
            } else {
                assembler.op(Opcode.LCMP);
            }
            return zero(RELATION[number], straight);
        }
        return floating(assembler, opcode, straight);
    }

    /** The variant of the comparison decides that with a NaN every relation but ne is false. */
    private static Opcode floating(Assembler assembler, int opcode, boolean straight) {
        boolean f32 = opcode < dev.hostless.engine.compiler.Opcode.F64_EQ;
        int relation = opcode - (f32
                ? dev.hostless.engine.compiler.Opcode.F32_EQ
                : dev.hostless.engine.compiler.Opcode.F64_EQ);
        boolean less = relation == 2 || relation == 4;
        if (f32) {
            assembler.op(less ? Opcode.FCMPG : Opcode.FCMPL);
        } else {
            assembler.op(less ? Opcode.DCMPG : Opcode.DCMPL);
        }
        return zero(relation, straight);
    }

    private static boolean isUnsigned(int number) {
        return number >= 2 && (number & 1) != 0;
    }

    private static Opcode zero(int relation, boolean straight) {
        return (straight ? ZERO : ZERO_NOT)[relation];
    }
}
