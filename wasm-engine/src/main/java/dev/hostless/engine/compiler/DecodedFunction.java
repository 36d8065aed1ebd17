package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.util.List;

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
    /** What the operations {@link Operation#STEP} stand before. */
    final List<StepPoint> stepPoints;
    final int parameters;
    final int results;
    final List<ValueType> locals;
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

    DecodedFunction(int index, int[] code, int[] offsets, List<StepPoint> stepPoints,
            long[] slots, FunctionScan scan, int results, int entryCost, int probe) {
        this.index = index;
        this.code = code;
        this.offsets = offsets;
        this.stepPoints = stepPoints;
        this.slots = slots;
        this.results = results;
        this.parameters = scan.parameters.size();
        this.locals = scan.locals;
        this.entryCost = entryCost;
        this.depthUnits = scan.depthUnits();
        this.probe = probe;
        this.calm = (long) RUNS_BEFORE_COMPILING * code.length / 3;
    }

    long[] newActivation() {
        return slots.clone();
    }

    /** What a probe is told: the bits of the first parameter, if that is a number. */
    long probed(long[] activation) {
        if (parameters == 0) {
            return 0;
        }
        return switch (locals.getFirst()) {
            case I32, F32 -> activation[0] & 0xffff_ffffL;
            case I64, F64 -> activation[0];
            case FUNCREF, EXTERNREF -> 0;
        };
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
