package dev.hostless.engine.compiler;

/** Which of {@link Operation}'s jumps does a comparison, straight or negated. */
final class Comparisons {
    private static final int LT_U = Operation.JUMP_LT_U - Operation.JUMP_LT_S;

    private Comparisons() {
    }

    /** The operation, or -1 if the comparison has none: it is of floats, or with zero. */
    static int jump(int comparison, boolean straight) {
        if (comparison == Opcode.I64_EQZ) {
            return straight ? Operation.JUMP_WIDE_EQ : Operation.JUMP_WIDE_NE;
        }
        if (comparison >= Opcode.I32_EQ && comparison < Opcode.I64_EQZ) {
            return relation(comparison - Opcode.I32_EQ, straight);
        }
        if (comparison >= Opcode.I64_EQ && comparison < Opcode.F32_EQ) {
            return relation(comparison - Opcode.I64_EQ, straight) + Operation.WIDE;
        }
        return -1;
    }

    /** Whether the jump takes the comparison's operands the other way round. */
    static boolean swaps(int comparison, boolean straight) {
        int number = number(comparison);
        // lt, gt, le, ge: a > b is b < a, and not (a < b) is b <= a.
        return number >= 2 && (number - 2 >> 1 & 1) != 0 == straight;
    }

    private static int number(int comparison) {
        return comparison < Opcode.I64_EQZ
                ? comparison - Opcode.I32_EQ
                : comparison - Opcode.I64_EQ;
    }

    /** The ten relations: eq, ne, then lt, gt, le, ge, each signed and unsigned. */
    private static int relation(int number, boolean straight) {
        if (number < 2) {
            return number == 0 == straight ? Operation.JUMP_EQ : Operation.JUMP_NE;
        }
        boolean orEqual = number >= 6;
        boolean unsigned = (number & 1) != 0;
        return (orEqual == straight ? Operation.JUMP_LE_S : Operation.JUMP_LT_S)
                + (unsigned ? LT_U : 0);
    }
}
