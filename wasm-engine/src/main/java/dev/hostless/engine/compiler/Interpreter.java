package dev.hostless.engine.compiler;

import dev.hostless.engine.Guest;
import dev.hostless.engine.Step;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs functions from their {@link DecodedFunction}: the first tier of Go programs, most of whose
 * functions run too seldom to be worth a class, and the second opinion on the compiler. Cycles,
 * safepoints, traps and call depth are those of compiled code.
 *
 * <p>An activation is an array of slots; an i32 is kept sign-extended, floats as their bits,
 * references as in {@link ReferenceSlots}. Both
 * tiers call each other: see {@link EntryCompiler} for calls from compiled code, and
 * {@link FunctionReference#callFrom} for calls to it. A function that has become warm gets its
 * class; one that never returns is left at a jump of its resume loop, for {@link Resumption}.
 */
public final class Interpreter {
    private static final MemoryOperations MEMORY = SharedClasses.memoryOperations();
    /** What {@link #resume} answers when the interpreter goes on. */
    private static final long NOT_RESUMED = Long.MIN_VALUE;
    /** The place of an activation that compiled code has taken over. */
    private static final int RESUMED = -1;

    private Interpreter() {
    }

    /** For compiled code: slots for the function's activation, or null if it is compiled by now. */
    public static long @Nullable [] activation(Instance instance, int function) {
        var tiers = instance.tiers;
        var decoded = tiers.interpreted(function, instance);
        if (decoded == null) {
            tiers.openEntry(function);
            return null;
        }
        return decoded.newActivation();
    }

    /** For what stands for the class of a function that has none: slots for its activation. */
    public static long[] uncompiled(Instance instance, int function) {
        return instance.tiers.kept(function).newActivation();
    }

    /** For compiled code, with what {@link #activation} gave; results are in slots 0 on. */
    public static int enter(long[] slots, Instance instance, int function, int depth, int fuel) {
        return run(instance.tiers.decoded(function), slots, instance, depth, fuel);
    }

    private static int call(int function, long[] slots, int first, Instance instance, int depth,
            int fuel) {
        var decoded = instance.tiers.interpreted(function, instance);
        if (decoded == null) {
            return instance.functionReference(function).callFrom(slots, first, instance, depth,
                    fuel);
        }
        long[] activation = decoded.newActivation();
        System.arraycopy(slots, first, activation, 0, decoded.parameters);
        int left = run(decoded, activation, instance, depth, fuel);
        if (decoded.results < 2) {
            slots[first] = activation[0];
        } else {
            System.arraycopy(activation, 0, slots, first, decoded.results);
        }
        return left;
    }

    private static int callIndirect(int type, long[] slots, int first, int table, int index,
            Instance instance, int depth, int fuel) {
        var signature = instance.tiers.signature(type);
        var target = (FunctionReference) Runtime.resolve(index, instance.tables[table], signature,
                fuel);
        if (target.instance() == instance) {
            return call(target.index(), slots, first, instance, depth, fuel);
        }
        return target.callFrom(slots, first, instance, depth, fuel);
    }

    /** Answers the fuel that is left; results are in slots 0 on. */
    private static int run(DecodedFunction function, long[] s, Instance instance, int callDepth,
            int fuelGiven) {
        final int[] code = function.code;
        final int depth = callDepth - function.depthUnits;
        int fuel = fuelGiven - function.entryCost;
        int pc = 0;
        // Cycles of this activation's own blocks that the function has not been told of.
        int work = function.entryCost;
        try {
            if ((depth | fuel) < 0) {
                fuel = Runtime.entered(instance, depth, fuel);
            }
            if (function.probe > 0) {
                fuel = Runtime.probe(instance, function.probe - 1, function.probed(s), depth,
                        fuel);
            }
            byte[] memory = instance.memory;
            while (true) {
                switch (code[pc]) {
                    case Operation.COPY -> {
                        s[code[pc + 1]] = s[code[pc + 2]];
                        pc += 3;
                    }
                    case Operation.CHARGE -> {
                        fuel -= code[pc + 1];
                        work += code[pc + 1];
                        pc += 2;
                    }
                    case Operation.LOOP -> {
                        fuel -= code[pc + 1];
                        if (fuel < 0) {
                            fuel = Runtime.safepoint(instance, depth, fuel);
                            memory = instance.memory;
                        }
                        pc += 2;
                    }
                    case Operation.JUMP -> pc = code[pc + 1];
                    case Operation.JUMP_IF ->
                        pc = (int) s[code[pc + 1]] != 0 ? code[pc + 2] : pc + 3;
                    case Operation.JUMP_UNLESS ->
                        pc = (int) s[code[pc + 1]] == 0 ? code[pc + 2] : pc + 3;
                    case Operation.JUMP_EQ ->
                        pc = (int) s[code[pc + 1]] == (int) s[code[pc + 2]]
                                ? code[pc + 3]
                                : pc + 4;
                    case Operation.JUMP_NE ->
                        pc = (int) s[code[pc + 1]] != (int) s[code[pc + 2]]
                                ? code[pc + 3]
                                : pc + 4;
                    case Operation.JUMP_LT_S ->
                        pc = (int) s[code[pc + 1]] < (int) s[code[pc + 2]]
                                ? code[pc + 3]
                                : pc + 4;
                    case Operation.JUMP_LE_S ->
                        pc = (int) s[code[pc + 1]] <= (int) s[code[pc + 2]]
                                ? code[pc + 3]
                                : pc + 4;
                    case Operation.JUMP_LT_U ->
                        pc = (int) s[code[pc + 1]] + Integer.MIN_VALUE < (int) s[code[pc + 2]]
                                + Integer.MIN_VALUE ? code[pc + 3] : pc + 4;
                    case Operation.JUMP_LE_U ->
                        pc = (int) s[code[pc + 1]] + Integer.MIN_VALUE <= (int) s[code[pc + 2]]
                                + Integer.MIN_VALUE ? code[pc + 3] : pc + 4;
                    case Operation.JUMP_WIDE_EQ ->
                        pc = s[code[pc + 1]] == s[code[pc + 2]] ? code[pc + 3] : pc + 4;
                    case Operation.JUMP_WIDE_NE ->
                        pc = s[code[pc + 1]] != s[code[pc + 2]] ? code[pc + 3] : pc + 4;
                    case Operation.JUMP_WIDE_LT_S ->
                        pc = s[code[pc + 1]] < s[code[pc + 2]] ? code[pc + 3] : pc + 4;
                    case Operation.JUMP_WIDE_LE_S ->
                        pc = s[code[pc + 1]] <= s[code[pc + 2]] ? code[pc + 3] : pc + 4;
                    case Operation.JUMP_WIDE_LT_U ->
                        pc = s[code[pc + 1]] + Long.MIN_VALUE < s[code[pc + 2]] + Long.MIN_VALUE
                                ? code[pc + 3]
                                : pc + 4;
                    case Operation.JUMP_WIDE_LE_U ->
                        pc = s[code[pc + 1]] + Long.MIN_VALUE <= s[code[pc + 2]] + Long.MIN_VALUE
                                ? code[pc + 3]
                                : pc + 4;
                    case Operation.JUMP_TABLE -> {
                        int index = (int) s[code[pc + 1]];
                        int last = code[pc + 2];
                        boolean inside = index + Integer.MIN_VALUE < last + Integer.MIN_VALUE;
                        pc = code[pc + 3 + (inside ? index : last)];
                    }
                    case Operation.RESUME -> {
                        fuel -= code[pc + 1];
                        pc = code[pc + 3];
                    }
                    case Operation.RESUME_BACK -> {
                        fuel -= code[pc + 1];
                        if (fuel < 0) {
                            fuel = Runtime.safepoint(instance, depth, fuel);
                            memory = instance.memory;
                        }
                        int here = pc;
                        boolean warm = function.warm(work);
                        work = 0;
                        if (warm) {
                            pc = RESUMED;
                            long left = resume(function, s, code[here + 2], instance, depth,
                                    fuel);
                            if (left != NOT_RESUMED) {
                                return (int) left;
                            }
                        }
                        pc = code[here + 3];
                    }
                    case Operation.RETURN -> {
                        function.warm(work);
                        return fuel;
                    }
                    case Operation.RETURN_VALUE -> {
                        s[0] = s[code[pc + 1]];
                        function.warm(work);
                        return fuel;
                    }
                    case Operation.RETURN_VALUES -> {
                        System.arraycopy(s, code[pc + 1], s, 0, code[pc + 2]);
                        function.warm(work);
                        return fuel;
                    }
                    case Operation.CALL -> {
                        fuel = call(code[pc + 1], s, code[pc + 2], instance, depth, fuel);
                        memory = instance.memory;
                        pc += 3;
                    }
                    case Operation.CALL_INDIRECT -> {
                        fuel = callIndirect(code[pc + 1], s, code[pc + 2], code[pc + 3],
                                (int) s[code[pc + 4]], instance, depth, fuel);
                        memory = instance.memory;
                        pc += 5;
                    }
                    case Operation.UNREACHABLE -> throw Runtime.unreachable(fuel);
                    case Operation.GLOBAL_GET -> {
                        s[code[pc + 1]] = instance.globalBits(code[pc + 2]);
                        pc += 3;
                    }
                    case Operation.GLOBAL_SET -> {
                        instance.globalBits(code[pc + 2], s[code[pc + 1]]);
                        pc += 3;
                    }
                    case Operation.SELECT -> {
                        s[code[pc + 1]] = s[code[(int) s[code[pc + 4]] != 0 ? pc + 2 : pc + 3]];
                        pc += 5;
                    }
                    case Operation.RARE -> {
                        fuel = RareOperations.run(code, pc, s, instance, depth, fuel);
                        memory = instance.memory;
                        pc += 5;
                    }
                    case Operation.STEP -> {
                        fuel = step(function, code[pc + 1], s, instance, depth, fuel);
                        memory = instance.memory;
                        pc += 2;
                    }
                    case Opcode.I32_LOAD, Opcode.F32_LOAD, Opcode.I64_LOAD32_S -> {
                        s[code[pc + 1]] = MEMORY.i32Load((int) s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I64_LOAD, Opcode.F64_LOAD -> {
                        s[code[pc + 1]] = MEMORY.i64Load((int) s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I32_LOAD8_S, Opcode.I64_LOAD8_S -> {
                        s[code[pc + 1]] = MEMORY.i32Load8S((int) s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I32_LOAD8_U, Opcode.I64_LOAD8_U -> {
                        s[code[pc + 1]] = MEMORY.i32Load8U((int) s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I32_LOAD16_S, Opcode.I64_LOAD16_S -> {
                        s[code[pc + 1]] = MEMORY.i32Load16S((int) s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I32_LOAD16_U, Opcode.I64_LOAD16_U -> {
                        s[code[pc + 1]] = MEMORY.i32Load16U((int) s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I64_LOAD32_U -> {
                        s[code[pc + 1]] = MEMORY.i64Load32U((int) s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I32_STORE, Opcode.F32_STORE, Opcode.I64_STORE32 -> {
                        MEMORY.i32Store((int) s[code[pc + 1]], s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I64_STORE, Opcode.F64_STORE -> {
                        MEMORY.i64Store((int) s[code[pc + 1]], s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I32_STORE8, Opcode.I64_STORE8 -> {
                        MEMORY.i32Store8((int) s[code[pc + 1]], s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I32_STORE16, Opcode.I64_STORE16 -> {
                        MEMORY.i32Store16((int) s[code[pc + 1]], s[code[pc + 2]], memory,
                                code[pc + 3], fuel);
                        pc += 4;
                    }
                    case Opcode.I32_ADD -> {
                        s[code[pc + 1]] = (int) s[code[pc + 2]] + (int) s[code[pc + 3]];
                        pc += 4;
                    }
                    case Opcode.I32_SUB -> {
                        s[code[pc + 1]] = (int) s[code[pc + 2]] - (int) s[code[pc + 3]];
                        pc += 4;
                    }
                    case Opcode.I32_AND, Opcode.I64_AND -> {
                        s[code[pc + 1]] = s[code[pc + 2]] & s[code[pc + 3]];
                        pc += 4;
                    }
                    case Opcode.I32_OR, Opcode.I64_OR -> {
                        s[code[pc + 1]] = s[code[pc + 2]] | s[code[pc + 3]];
                        pc += 4;
                    }
                    case Opcode.I64_ADD -> {
                        s[code[pc + 1]] = s[code[pc + 2]] + s[code[pc + 3]];
                        pc += 4;
                    }
                    case Opcode.I64_SUB -> {
                        s[code[pc + 1]] = s[code[pc + 2]] - s[code[pc + 3]];
                        pc += 4;
                    }
                    case Opcode.I64_MUL -> {
                        s[code[pc + 1]] = s[code[pc + 2]] * s[code[pc + 3]];
                        pc += 4;
                    }
                    case Opcode.I64_XOR -> {
                        s[code[pc + 1]] = s[code[pc + 2]] ^ s[code[pc + 3]];
                        pc += 4;
                    }
                    case Opcode.I64_SHL -> {
                        s[code[pc + 1]] = s[code[pc + 2]] << s[code[pc + 3]];
                        pc += 4;
                    }
                    case Opcode.I64_SHR_U -> {
                        s[code[pc + 1]] = s[code[pc + 2]] >>> s[code[pc + 3]];
                        pc += 4;
                    }
                    case Opcode.I32_WRAP_I64, Opcode.I64_EXTEND_I32_S -> {
                        s[code[pc + 1]] = (int) s[code[pc + 2]];
                        pc += 4;
                    }
                    case Opcode.I64_EXTEND_I32_U -> {
                        s[code[pc + 1]] = s[code[pc + 2]] & 0xffff_ffffL;
                        pc += 4;
                    }
                    default -> {
                        s[code[pc + 1]] = NumericOperations.apply(code[pc], s[code[pc + 2]],
                                s[code[pc + 3]], fuel);
                        pc += 4;
                    }
                }
            }
        } catch (Trap trap) {
            if (pc != RESUMED) {
                trap.locate(frame(function, pc, instance));
            }
            throw trap;
        }
    }

    private static TrapFrame frame(DecodedFunction function, int pc, Instance instance) {
        return new TrapFrame(function.index,
                instance.setup().code().names().name(function.index), function.offsets[pc]);
    }

    private static int step(DecodedFunction function, int number, long[] s, Instance instance,
            int depth, int fuel) {
        var handler = instance.setup().steps();
        if (handler == null || !(instance.guest instanceof Guest guest)) {
            throw new IllegalStateException("BUG: nobody steps this guest");
        }
        var point = function.stepPoints.get(number);
        var operands = new long[point.operands().length];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = s[point.operands()[i]];
        }
        var step = new Step(guest, function.index,
                instance.setup().code().names().name(function.index), point.offset(),
                InstructionNames.of(point.opcode()), function.locals,
                new SlotValues(Arrays.copyOf(s, function.locals.size())),
                new SlotValues(operands));
        return Runtime.step(instance, handler, step, depth, fuel);
    }

    /** Goes on in compiled code at a resume point; answers its fuel, or {@link #NOT_RESUMED}. */
    private static long resume(DecodedFunction function, long[] s, int resumePoint,
            Instance instance, int depth, int fuel) {
        if (resumePoint < 0) {
            return NOT_RESUMED;
        }
        var resumption = instance.tiers.resumption(function.index, instance);
        if (resumption == null) {
            return NOT_RESUMED;
        }
        int locals = function.locals.size();
        instance.reserveHandover(locals);
        System.arraycopy(s, 0, instance.handover, 0, locals);
        for (int i = 0; i < locals; i++) {
            var type = function.locals.get(i);
            if (type.isReference()) {
                instance.handoverReferences[i] = ReferenceSlots.reference(s[i], type, instance);
            }
        }
        return resumption.resume(resumePoint, s, instance, depth, fuel);
    }
}
