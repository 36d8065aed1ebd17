package dev.hostless.engine.compiler;

/**
 * A function as {@link Interpreter} runs it, shared by all guests of a program.
 *
 * @see Operation
 */
final class DecodedFunction {
    /** How often each instruction has run, on average, when the function is worth a class. */
    private static final int RUNS_BEFORE_COMPILING = 2_000;

    final int index;
    final int[] code;
    /** By code position: the instruction's offset in the module. */
    final int[] offsets;
    final int parameters;
    final int locals;
    /** Cycles of the entry block. */
    final int entryCost;
    final int depthUnits;
    final int probe;
    /** The slots of an activation: zeros, and the constants. */
    private final long[] slots;
    /** Cycles until it is warm; about three numbers of code are one instruction. */
    private long calm;
    /** New calls go to compiled code. */
    boolean compiled;

    DecodedFunction(int index, int[] code, int[] offsets, long[] slots, FunctionScan scan,
            int entryCost, int probe) {
        this.index = index;
        this.code = code;
        this.offsets = offsets;
        this.slots = slots;
        this.parameters = scan.parameters.size();
        this.locals = scan.locals.size();
        this.entryCost = entryCost;
        this.depthUnits = scan.depthUnits();
        this.probe = probe;
        this.calm = (long) RUNS_BEFORE_COMPILING * code.length / 3;
    }

    long[] newActivation() {
        return slots.clone();
    }

    /**
     * Told of cycles at returns and at jumps backwards; answers whether the function has earned
     * compiled code. Threads of several guests may lose each other's count: only speed depends on
     * it.
     */
    boolean warm(int cycles) {
        calm -= cycles;
        return calm < 0;
    }
}
