package dev.hostless.engine.compiler;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds the float operations whose NaN no guest can tell from another: the only instruction that
 * takes the result answers a canonical NaN itself, or asks no more than whether it is one. They
 * need no canonical NaN, which is a test and a jump less.
 */
final class HiddenNans {
    private static final int UNKNOWN = -1;
    /** From {@code abs}: {@code ceil} to {@code max} are arithmetic. */
    private static final int FIRST_ARITHMETIC = 2;
    private static final int LAST_ARITHMETIC = 12;
    /** From {@code abs}: {@code add}, {@code sub}, {@code mul} and {@code div}. */
    private static final int ADD = 7;
    private static final int DIV = 10;

    private final int codeStart;
    /** By distance from the code's start. */
    private final BitSet hidden = new BitSet();
    /** By operand: the operation that it is the result of. */
    private int[] origins = new int[16];
    /** Operands below this height are unknown. */
    private int forgotten;

    HiddenNans(int codeStart) {
        this.codeStart = codeStart;
    }

    BitSet hidden() {
        return hidden;
    }

    /** {@code add}, {@code sub}, {@code mul} or {@code div}, counted from {@code add}; else -1. */
    static int basic(int opcode) {
        int number = number(opcode);
        return number >= ADD && number <= DIV ? number - ADD : -1;
    }

    /** A float operation, counted from {@code abs}; else -1. */
    private static int number(int opcode) {
        if (opcode >= Opcode.F32_ABS && opcode <= Opcode.F32_COPYSIGN) {
            return opcode - Opcode.F32_ABS;
        }
        return opcode >= Opcode.F64_ABS && opcode <= Opcode.F64_COPYSIGN
                ? opcode - Opcode.F64_ABS
                : -1;
    }

    /**
     * The next instruction, with the height of the operands that it finds. In code that is not
     * reached the height may be too low; what leads there forgets all origins.
     */
    void instruction(int opcode, int offset, int height) {
        if (height < operands(opcode)) {
            return;
        }
        forgotten = Math.min(forgotten, height);
        if (height + 1 >= origins.length) {
            origins = Arrays.copyOf(origins, 2 * height + 2);
        }
        if (isNumeric(opcode)) {
            int first = height - operands(opcode);
            if (hides(opcode)) {
                for (int i = Math.max(first, forgotten); i < height; i++) {
                    if (origins[i] != UNKNOWN) {
                        hidden.set(origins[i] - codeStart);
                    }
                }
            }
            push(first, basic(opcode) >= 0 ? offset : UNKNOWN);
        } else if (pushesOnly(opcode)) {
            push(height, UNKNOWN);
        } else if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_LOAD32_U) {
            push(height - 1, UNKNOWN);
        } else if (!popsOnly(opcode)) {
            forgotten = Integer.MAX_VALUE;
        }
    }

    private void push(int at, int origin) {
        origins[at] = origin;
        forgotten = Math.min(forgotten, at);
    }

    private static boolean isNumeric(int opcode) {
        return opcode >= Opcode.I32_EQZ && opcode <= Opcode.I64_EXTEND32_S
                || opcode >= Opcode.I32_TRUNC_SAT_F32_S && opcode <= Opcode.I64_TRUNC_SAT_F64_U;
    }

    /** How many operands must be there for {@link #instruction} to look at their origins. */
    private static int operands(int opcode) {
        if (InstructionCosts.isBinary(opcode)) {
            return 2;
        }
        return isNumeric(opcode) || opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_LOAD32_U
                ? 1
                : 0;
    }

    private static boolean hides(int opcode) {
        int number = number(opcode);
        return number >= FIRST_ARITHMETIC && number <= LAST_ARITHMETIC
                || opcode >= Opcode.F32_EQ && opcode <= Opcode.F64_GE
                || opcode == Opcode.F32_DEMOTE_F64 || opcode == Opcode.F64_PROMOTE_F32;
    }

    private static boolean pushesOnly(int opcode) {
        return opcode == Opcode.LOCAL_GET || opcode == Opcode.GLOBAL_GET
                || opcode >= Opcode.I32_CONST && opcode <= Opcode.F64_CONST;
    }

    private static boolean popsOnly(int opcode) {
        return opcode == Opcode.LOCAL_SET || opcode == Opcode.DROP
                || opcode >= Opcode.I32_STORE && opcode <= Opcode.I64_STORE32;
    }
}
