package dev.hostless.engine.compiler;

/**
 * What {@link Interpreter} executes. An operation is a number and operands in an {@code int[]};
 * operands that are values name slots of the activation: locals, then the operand stack, then
 * constants. Numeric instructions keep the number that WebAssembly gives them, with three operands:
 * result and two inputs, of which the second is not used by unary ones. So do loads (result,
 * address, offset) and stores (address, value, offset).
 */
final class Operation {
    /** target, source. */
    static final int COPY = 0;
    /** cycles. A basic block begins. */
    static final int CHARGE = 1;
    /** cycles. The header of a loop: a block of its own, and a safepoint. */
    static final int LOOP = 2;
    /** code position. */
    static final int JUMP = 3;
    /** slot, code position. */
    static final int JUMP_IF = 4;
    static final int JUMP_UNLESS = 5;
    /** slot, slot, code position; for i32. */
    static final int JUMP_EQ = 6;
    static final int JUMP_NE = 7;
    static final int JUMP_LT_S = 8;
    static final int JUMP_LE_S = 9;
    static final int JUMP_LT_U = 10;
    static final int JUMP_LE_U = 11;
    /** What is added for i64. */
    static final int WIDE = 6;
    static final int JUMP_WIDE_EQ = JUMP_EQ + WIDE;
    static final int JUMP_WIDE_NE = JUMP_NE + WIDE;
    static final int JUMP_WIDE_LT_S = JUMP_LT_S + WIDE;
    static final int JUMP_WIDE_LE_S = JUMP_LE_S + WIDE;
    static final int JUMP_WIDE_LT_U = JUMP_LT_U + WIDE;
    static final int JUMP_WIDE_LE_U = JUMP_LE_U + WIDE;
    /** slot, number of positions less one, positions; the last is for all other values. */
    static final int JUMP_TABLE = 18;
    /** cycles, value, position. A threaded jump forwards in a resume loop. */
    static final int RESUME = 19;
    /** The same backwards, which is a safepoint. */
    static final int RESUME_BACK = 20;
    static final int RETURN = 21;
    /** slot. */
    static final int RETURN_VALUE = 22;
    /** function, first slot of the arguments, where the results go as well. */
    static final int CALL = 23;
    /** type, first slot, table, slot of the index. */
    static final int CALL_INDIRECT = 24;
    static final int UNREACHABLE = 25;
    /** target, global. */
    static final int GLOBAL_GET = 26;
    /** source, global. */
    static final int GLOBAL_SET = 27;
    /** target, first, second, condition. */
    static final int SELECT = 28;
    /** first slot, number of values. */
    static final int RETURN_VALUES = 29;
    /** opcode, first slot, and what else it takes. {@link RareOperations} runs it. */
    static final int RARE = 30;
    /** step point. Before each instruction if the guest is stepped. */
    static final int STEP = 31;

    private Operation() {
    }
}
