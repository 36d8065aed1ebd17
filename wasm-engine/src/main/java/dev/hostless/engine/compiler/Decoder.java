package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link DecodedFunction} of a validated body. Operand slots are known beforehand, so a
 * {@code local.get} or a constant is no operation: the instruction that takes it names the local
 * or the constant. What control flow joins is copied to the slots of the operand stack first.
 * Blocks are charged, and safepoints stand, exactly where compiled code has them.
 */
final class Decoder {
    private static final int NOWHERE = DecodedLabel.NOWHERE;

    private final Unit unit;
    private final ModuleImage image;
    private final FunctionScan scan;
    private final int function;
    private final BodyReader body;
    private final @Nullable ResumeLoop resumeLoop;
    private final OperationWriter out;
    private final boolean stepping;
    private final List<DecodedLabel> open = new ArrayList<>();
    private boolean live = true;
    private int block;
    private int labels;
    private @Nullable DecodedLabel loop;
    private final DecodedLabel[] segments;
    private int segment = NOWHERE;
    private int dispatch;
    /** When stepping: where the {@code br} of a threaded jump is, and the segment it goes to. */
    private int threadedBranch = NOWHERE;
    private int threadedSegment;

    private Decoder(Unit unit, FunctionScan scan, int function, boolean stepping) {
        this.unit = unit;
        this.stepping = stepping;
        this.image = unit.image();
        this.scan = scan;
        this.function = function;
        body = new BodyReader(image.bytes, scan.codeStart, scan.codeEnd);
        resumeLoop = scan.resumeLoop;
        segments = new DecodedLabel[resumeLoop == null ? 0 : resumeLoop.blocks()];
        out = new OperationWriter(body, scan);
    }

    /**
     * The function.
     *
     * @param stepping whether {@link Interpreter} is to stop before each instruction; then none
     *     are joined
     */
    static DecodedFunction decode(Unit unit, int function, FunctionScan scan,
            boolean stepping) {
        return new Decoder(unit, scan, function, stepping).run();
    }

    private DecodedFunction run() {
        int cost = cost(0) + (resumeLoop == null ? 0 : cost(1));
        block = 1;
        int results = image.functionType(function).results().size();
        open.add(new DecodedLabel(ControlFrame.FUNCTION, 0, 0, results, true, true));
        while (body.hasNext()) {
            int opcode = body.next();
            if (live) {
                if (stepping && opcode != Opcode.ELSE && opcode != Opcode.END) {
                    out.step(opcode);
                }
                instruction(opcode);
            } else {
                unreachable(opcode);
            }
        }
        return out.finish(function, scan, results, cost, unit.probe(function));
    }

    private void unreachable(int opcode) {
        switch (opcode) {
            case Opcode.BLOCK, Opcode.LOOP, Opcode.IF -> {
                open(opcode, body.immediate);
                if (opcode != Opcode.BLOCK) {
                    block++;
                }
            }
            case Opcode.ELSE -> otherwise();
            case Opcode.END -> end();
            case Opcode.BR_IF -> block++;
            default -> {
            }
        }
    }

    private void instruction(int opcode) {
        if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_LOAD32_U) {
            int address = out.pop();
            guard(opcode, address);
            out.produce(opcode, address, Access.offsetOperand(body.immediate));
        } else if (opcode >= Opcode.I32_STORE && opcode <= Opcode.I64_STORE32) {
            int value = out.pop();
            int address = out.pop();
            guard(opcode, address);
            out.emit(opcode, address, value, Access.offsetOperand(body.immediate));
        } else if (!stepping && Condition.isComparison(opcode) && body.isBeforeBranch()) {
            fuse(opcode);
        } else if (opcode >= Opcode.I32_EQZ && opcode <= Opcode.I64_EXTEND32_S
                || opcode >= Opcode.I32_TRUNC_SAT_F32_S && opcode < Opcode.MEMORY_INIT) {
            int second = InstructionCosts.isBinary(opcode) ? out.pop() : 0;
            out.produce(opcode, out.pop(), second);
        } else if (opcode <= Opcode.CALL_INDIRECT) {
            control(opcode);
        } else if (opcode <= Opcode.GLOBAL_SET || opcode >= Opcode.I32_CONST
                && opcode <= Opcode.F64_CONST) {
            value(opcode);
        } else {
            reference(opcode);
        }
    }

    /** Asks the memory's guard before a load or store, where there may be one. */
    private void guard(int opcode, int address) {
        if (unit.isGuarded()) {
            out.rare(opcode, address, (int) body.immediate, MemoryEmitter.bytes(opcode));
        }
    }

    private void value(int opcode) {
        switch (opcode) {
            case Opcode.DROP -> out.pop();
            case Opcode.SELECT, Opcode.SELECT_TYPED -> {
                int condition = out.pop();
                int second = out.pop();
                out.produce(Operation.SELECT, out.pop(), second, condition);
            }
            case Opcode.LOCAL_GET -> out.push(body.index);
            case Opcode.LOCAL_SET -> out.setLocal(body.index);
            case Opcode.LOCAL_TEE -> {
                out.setLocal(body.index);
                out.push(body.index);
            }
            case Opcode.GLOBAL_GET, Opcode.GLOBAL_SET -> {
                if (image.globals.get(body.index).type().isReference()) {
                    rare(opcode, opcode == Opcode.GLOBAL_SET ? 1 : 0);
                } else if (opcode == Opcode.GLOBAL_GET) {
                    out.produce(Operation.GLOBAL_GET, body.index);
                } else {
                    out.emit(Operation.GLOBAL_SET, out.pop(), body.index);
                }
            }
            case Opcode.I32_CONST -> {
                int value = (int) body.immediate;
                if (!thread(value)) {
                    out.push(out.constant(value));
                }
            }
            default -> out.push(out.constant(body.immediate));
        }
    }

    /** References are numbers here ({@link ReferenceSlots}), so two of these are constants. */
    private void reference(int opcode) {
        switch (opcode) {
            case Opcode.REF_NULL -> out.push(out.constant(References.NULL));
            case Opcode.REF_FUNC -> out.push(out.constant(body.index));
            case Opcode.REF_IS_NULL ->
                out.produce(Opcode.I64_EQ, out.pop(), out.constant(References.NULL));
            case Opcode.MEMORY_SIZE, Opcode.TABLE_SIZE, Opcode.DATA_DROP, Opcode.ELEM_DROP ->
                rare(opcode, 0);
            case Opcode.MEMORY_GROW, Opcode.TABLE_GET -> rare(opcode, 1);
            case Opcode.TABLE_SET, Opcode.TABLE_GROW -> rare(opcode, 2);
            case Opcode.MEMORY_INIT, Opcode.MEMORY_COPY, Opcode.MEMORY_FILL, Opcode.TABLE_INIT,
                    Opcode.TABLE_COPY, Opcode.TABLE_FILL ->
                rare(opcode, 3);
            default -> {
                int first = out.inPlace(AtomicForm.operands(opcode));
                result(opcode, AtomicForm.operands(opcode));
                out.rare(opcode, first, (int) body.immediate, 0);
            }
        }
    }

    private void rare(int opcode, int operands) {
        int first = out.inPlace(operands);
        result(opcode, operands);
        out.rare(opcode, first, body.index, body.second);
    }

    /** Pushes the result of an instruction, if it has one. */
    private void result(int opcode, int operands) {
        if (InstructionCosts.stackEffect(opcode) + operands > 0) {
            out.push();
        }
    }

    private void control(int opcode) {
        switch (opcode) {
            case Opcode.NOP -> {
            }
            case Opcode.UNREACHABLE -> {
                out.emit(Operation.UNREACHABLE);
                live = false;
            }
            case Opcode.BLOCK -> {
                if (open(opcode, body.immediate).targeted) {
                    out.spill();
                }
            }
            case Opcode.LOOP -> {
                if (resumeLoop != null && body.offset == resumeLoop.loopOffset()) {
                    resumeLoop(resumeLoop);
                } else {
                    out.spill();
                    open(opcode, body.immediate).target = out.position();
                    out.emit(Operation.LOOP, nextCost());
                }
            }
            case Opcode.IF, Opcode.BR_IF -> conditional(opcode, Condition.PLAIN);
            case Opcode.ELSE -> otherwise();
            case Opcode.END -> end();
            case Opcode.BR -> {
                if (loop != null && isLoop(body.index)) {
                    boolean forwards = body.offset == threadedBranch && threadedSegment > segment;
                    out.emit(forwards ? Operation.RESUME : Operation.RESUME_BACK, cost(1), NOWHERE,
                            dispatch);
                    live = false;
                } else {
                    branch(frame(body.index));
                }
            }
            case Opcode.BR_TABLE -> branchTable();
            case Opcode.RETURN -> giveBack();
            case Opcode.CALL -> {
                var type = image.functionType(body.index);
                int first = out.inPlace(type.parameters().size());
                out.emit(Operation.CALL, body.index, first);
                results(type);
            }
            default -> {
                int index = out.pop();
                var type = image.types.get(body.index);
                int first = out.inPlace(type.parameters().size());
                out.emit(Operation.CALL_INDIRECT, body.index, first, body.second, index);
                results(type);
            }
        }
    }

    private void results(FunctionType type) {
        for (int i = 0; i < type.results().size(); i++) {
            out.push();
        }
    }

    // Control flow; see ControlEmitter and SegmentJumps.

    private DecodedLabel frame(int depth) {
        return open.get(open.size() - 1 - depth);
    }

    private boolean isLoop(int depth) {
        return depth < open.size() && frame(depth) == loop;
    }

    private DecodedLabel open(int opcode, long type) {
        int parameters = type < 0 ? 0 : image.types.get((int) type).parameters().size();
        int results = type >= 0
                ? image.types.get((int) type).results().size()
                : type == BodyReader.EMPTY_BLOCK ? 0 : 1;
        var frame = new DecodedLabel(opcode, live ? out.height() - parameters : 0, parameters,
                results,
                live,
                scan.targeted.get(labels));
        labels++;
        open.add(frame);
        return frame;
    }

    private void resumeLoop(ResumeLoop found) {
        loop = open(Opcode.LOOP, BodyReader.EMPTY_BLOCK);
        block++;
        for (int i = found.blocks() - 1; i >= 0; i--) {
            segments[i] = open(Opcode.BLOCK, BodyReader.EMPTY_BLOCK);
            segments[i].segment = i;
        }
        dispatch = out.position();
        while (stepping && body.position() < found.dispatchEnd()) {
            dispatchStep(body.next());
        }
        int[] targets = found.targets();
        out.emit(Operation.JUMP_TABLE, found.local(), targets.length - 1);
        for (int target : targets) {
            out.operand(segments[target]);
        }
        live = false;
        body.position(found.dispatchEnd());
    }

    private void dispatchStep(int opcode) {
        if (opcode == Opcode.BR_TABLE && resumeLoop != null) {
            out.push(resumeLoop.local());
            out.step(opcode);
            out.pop();
        } else {
            out.step(opcode);
        }
    }

    /** After {@code i32.const value}: whether that, and the next two, are a threaded jump. */
    private boolean thread(int value) {
        if (loop == null || resumeLoop == null || body.peek() != Opcode.LOCAL_SET) {
            return false;
        }
        int here = body.position();
        int offset = body.offset;
        body.next();
        if (body.index == resumeLoop.local() && body.peek() == Opcode.BR) {
            body.next();
            int target = resumeLoop.segment(value);
            if (isLoop(body.index) && stepping) {
                threadedBranch = body.offset;
                threadedSegment = target;
            } else if (isLoop(body.index)) {
                if (resumeLoop.readElsewhere()) {
                    out.emit(Operation.COPY, resumeLoop.local(), out.constant(value));
                }
                out.emit(target <= segment ? Operation.RESUME_BACK : Operation.RESUME,
                        cost(1), value);
                out.operand(segments[target]);
                live = false;
                return true;
            }
        }
        body.position(here);
        body.offset = offset;
        return false;
    }

    private void otherwise() {
        var frame = open.getLast();
        if (frame.live) {
            if (live) {
                out.moveTo(frame.base, frame.results);
                out.emit(Operation.JUMP);
                out.operand(frame);
            }
            out.reset(frame.base, frame.parameters);
            bindOtherwise(frame);
            live = true;
        }
        frame.opcode = Opcode.ELSE;
        begin();
    }

    private void bindOtherwise(DecodedLabel frame) {
        if (frame.otherwise >= 0) {
            out.arrive(frame.otherwise);
            frame.otherwise = NOWHERE;
        }
    }

    private void end() {
        var frame = open.removeLast();
        if (open.isEmpty()) {
            if (live) {
                giveBack();
            }
            return;
        }
        if (frame.segment >= 0) {
            segment = frame.segment;
        }
        if (frame.opcode == Opcode.LOOP) {
            return;
        }
        if (frame.live && (frame.isReached() || frame.otherwise >= 0)) {
            if (live) {
                out.moveTo(frame.base, frame.results);
            }
            out.reset(frame.base, frame.results);
            bindOtherwise(frame);
            out.bind(frame);
            live = true;
        }
        begin();
    }

    /** A basic block begins. */
    private void begin() {
        int cost = nextCost();
        if (live && cost > 0) {
            out.emit(Operation.CHARGE, cost);
        }
    }

    private int nextCost() {
        return cost(block++);
    }

    private int cost(int number) {
        return unit.metered() ? scan.blockCosts[number] : 0;
    }

    private void branch(DecodedLabel frame) {
        if (frame.opcode == ControlFrame.FUNCTION) {
            giveBack();
            return;
        }
        out.moveTo(frame.base, frame.arity());
        out.emit(Operation.JUMP);
        out.operand(frame);
        live = false;
    }

    private boolean isInPlace(DecodedLabel frame) {
        return frame.opcode != ControlFrame.FUNCTION && out.isAt(frame.base, frame.arity());
    }

    private void branchTable() {
        int index = out.pop();
        int[] depths = body.labels.clone();
        out.emit(Operation.JUMP_TABLE, index, depths.length - 1);
        var stubs = new HashMap<Integer, List<Integer>>();
        for (int depth : depths) {
            if (isInPlace(frame(depth))) {
                out.operand(frame(depth));
            } else {
                stubs.computeIfAbsent(depth, _ -> new ArrayList<>()).add(out.position());
                out.append(NOWHERE);
            }
        }
        for (int depth : Arrays.stream(depths).distinct().toArray()) {
            var places = stubs.get(depth);
            if (places != null) {
                places.forEach(out::arrive);
                branch(frame(depth));
            }
        }
        live = false;
    }

    private void giveBack() {
        int results = image.functionType(function).results().size();
        switch (results) {
            case 0 -> out.emit(Operation.RETURN);
            case 1 -> out.emit(Operation.RETURN_VALUE, out.top());
            default -> {
                out.moveTo(out.height() - results, results);
                out.emit(Operation.RETURN_VALUES, out.above() - results, results);
            }
        }
        live = false;
    }

    private void fuse(int comparison) {
        boolean negated = false;
        int offset = body.offset;
        while (body.peek() == Opcode.I32_EQZ) {
            body.next();
            negated = !negated;
        }
        body.next();
        body.offset = offset;
        conditional(body.opcode, new Condition(comparison, negated));
    }

    private void conditional(int opcode, Condition condition) {
        int second = condition.operands() == 2 ? out.pop() : 0;
        int first = out.pop();
        if (opcode == Opcode.IF) {
            long type = body.immediate;
            // Copies that are needed on both ways; they touch no popped operand.
            out.spill();
            var frame = open(Opcode.IF, type);
            frame.otherwise = jump(condition, false, first, second);
            begin();
            return;
        }
        var frame = frame(body.index);
        if (isInPlace(frame)) {
            int at = jump(condition, true, first, second);
            out.reach(frame, at);
        } else {
            int skip = jump(condition, false, first, second);
            int[] saved = out.save();
            branch(frame);
            out.restore(saved);
            live = true;
            out.arrive(skip);
        }
        begin();
    }

    /** Emits a jump that is taken if the condition is as {@code sense}; answers its operand. */
    private int jump(Condition condition, boolean sense, int first, int second) {
        boolean straight = sense != condition.negated();
        int comparison = condition.comparison();
        int operation = Comparisons.jump(comparison, straight);
        if (operation >= 0) {
            boolean swapped = Comparisons.swaps(comparison, straight);
            if (comparison == Opcode.I64_EQZ) {
                out.emit(operation, first, out.constant(0), NOWHERE);
            } else {
                out.emit(operation, swapped ? second : first, swapped ? first : second, NOWHERE);
            }
        } else {
            int value = first;
            if (comparison != 0 && comparison != Opcode.I32_EQZ) {
                // A float comparison: its result is an operand for a moment.
                value = out.above();
                out.emit(comparison, value, first, second);
            }
            boolean taken = comparison == Opcode.I32_EQZ ? !straight : straight;
            out.emit(taken ? Operation.JUMP_IF : Operation.JUMP_UNLESS, value, NOWHERE);
        }
        return out.position() - 1;
    }
}
