package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions.Tiers;
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
    private final int firstOperand;
    private final ConstantSlots constants;
    private final List<DecodedLabel> open = new ArrayList<>();
    private int[] code = new int[64];
    private int[] offsets = new int[64];
    private int size;
    /** By height: the slot that holds the operand. */
    private final int[] operands;
    private int height;
    /** The position of the target of the operation that made the top operand, if that is last. */
    private int lastTarget = NOWHERE;
    private boolean live = true;
    private int block;
    private int labels;
    private @Nullable DecodedLabel loop;
    private final DecodedLabel[] segments;
    private int segment = NOWHERE;
    private int dispatch;

    private Decoder(Unit unit, FunctionScan scan, int function) {
        this.unit = unit;
        this.image = unit.image();
        this.scan = scan;
        this.function = function;
        body = new BodyReader(image.bytes, scan.codeStart, scan.codeEnd);
        resumeLoop = scan.resumeLoop;
        segments = new DecodedLabel[resumeLoop == null ? 0 : resumeLoop.blocks()];
        firstOperand = scan.locals.size();
        constants = new ConstantSlots(firstOperand + scan.deepestStack + 1);
        operands = new int[scan.deepestStack + 1];
    }

    /** The function, or null if the interpreter does not know all of it. */
    static @Nullable DecodedFunction decode(Unit unit, int function, Tiers tiers) {
        var scan = FunctionScan.of(unit.image(), function, unit.options().costTable());
        if (!Interpretable.is(unit.image(), scan, function, tiers)) {
            return null;
        }
        return new Decoder(unit, scan, function).run();
    }

    private DecodedFunction run() {
        int cost = cost(0) + (resumeLoop == null ? 0 : cost(1));
        block = 1;
        open.add(new DecodedLabel(ControlFrame.FUNCTION, 0, 0,
                image.functionType(function).results().size(), true, true));
        while (body.hasNext()) {
            int opcode = body.next();
            if (live) {
                instruction(opcode);
            } else {
                unreachable(opcode);
            }
        }
        return new DecodedFunction(function, Arrays.copyOf(code, size),
                Arrays.copyOf(offsets, size), constants.activation(), scan, cost,
                unit.probe(function));
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
            int address = pop();
            int offset = Access.offsetOperand(body.immediate);
            emit(opcode, push(), address, offset);
            produced(3);
        } else if (opcode >= Opcode.I32_STORE && opcode <= Opcode.I64_STORE32) {
            int value = pop();
            int address = pop();
            emit(opcode, address, value, Access.offsetOperand(body.immediate));
        } else if (Condition.isComparison(opcode) && body.isBeforeBranch()) {
            fuse(opcode);
        } else if (opcode >= Opcode.I32_EQZ && opcode <= Opcode.I64_EXTEND32_S
                || opcode >= Opcode.I32_TRUNC_SAT_F32_S && opcode < Opcode.MEMORY_INIT) {
            numeric(opcode);
        } else if (opcode <= Opcode.CALL_INDIRECT) {
            control(opcode);
        } else {
            other(opcode);
        }
    }

    private void numeric(int opcode) {
        int second = InstructionCosts.isBinary(opcode) ? pop() : 0;
        int first = pop();
        emit(opcode, push(), first, second);
        produced(3);
    }

    private void other(int opcode) {
        switch (opcode) {
            case Opcode.DROP -> pop();
            case Opcode.SELECT, Opcode.SELECT_TYPED -> {
                int condition = pop();
                int second = pop();
                int first = pop();
                emit(Operation.SELECT, push(), first, second, condition);
                produced(4);
            }
            case Opcode.LOCAL_GET -> push(body.index);
            case Opcode.LOCAL_SET -> setLocal(body.index);
            case Opcode.LOCAL_TEE -> {
                setLocal(body.index);
                push(body.index);
            }
            case Opcode.GLOBAL_GET -> {
                emit(Operation.GLOBAL_GET, push(), body.index);
                produced(2);
            }
            case Opcode.GLOBAL_SET -> emit(Operation.GLOBAL_SET, pop(), body.index);
            case Opcode.I32_CONST -> {
                int value = (int) body.immediate;
                if (!thread(value)) {
                    push(constants.slot(value));
                }
            }
            case Opcode.I64_CONST, Opcode.F32_CONST, Opcode.F64_CONST ->
                push(constants.slot(body.immediate));
            case Opcode.MEMORY_SIZE -> {
                emit(Operation.MEMORY_SIZE, push());
                produced(1);
            }
            case Opcode.MEMORY_GROW -> {
                int pages = pop();
                emit(Operation.MEMORY_GROW, push(), pages);
                produced(2);
            }
            case Opcode.MEMORY_COPY -> emit(Operation.MEMORY_COPY, inPlace(3));
            case Opcode.MEMORY_FILL -> emit(Operation.MEMORY_FILL, inPlace(3));
            case Opcode.MEMORY_INIT -> emit(Operation.MEMORY_INIT, inPlace(3), body.index);
            case Opcode.DATA_DROP -> emit(Operation.DATA_DROP, body.index);
            default -> throw new IllegalStateException("BUG: opcode %x".formatted(opcode));
        }
    }

    private void control(int opcode) {
        switch (opcode) {
            case Opcode.NOP -> {
            }
            case Opcode.UNREACHABLE -> {
                emit(Operation.UNREACHABLE);
                live = false;
            }
            case Opcode.BLOCK -> {
                if (open(opcode, body.immediate).targeted) {
                    spill();
                }
            }
            case Opcode.LOOP -> {
                if (resumeLoop != null && body.offset == resumeLoop.loopOffset()) {
                    resumeLoop(resumeLoop);
                } else {
                    spill();
                    open(opcode, body.immediate).target = size;
                    emit(Operation.LOOP, nextCost());
                }
            }
            case Opcode.IF, Opcode.BR_IF -> conditional(opcode, Condition.PLAIN);
            case Opcode.ELSE -> otherwise();
            case Opcode.END -> end();
            case Opcode.BR -> {
                if (loop != null && isLoop(body.index)) {
                    emit(Operation.RESUME_BACK, cost(1), NOWHERE, dispatch);
                    live = false;
                } else {
                    branch(frame(body.index));
                }
            }
            case Opcode.BR_TABLE -> branchTable();
            case Opcode.RETURN -> giveBack();
            case Opcode.CALL -> {
                var type = image.functionType(body.index);
                int first = inPlace(type.parameters().size());
                emit(Operation.CALL, body.index, first);
                results(type);
            }
            default -> {
                int index = pop();
                var type = image.types.get(body.index);
                int first = inPlace(type.parameters().size());
                emit(Operation.CALL_INDIRECT, body.index, first, body.second, index);
                results(type);
            }
        }
    }

    private void results(FunctionType type) {
        for (int i = 0; i < type.results().size(); i++) {
            push();
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
        var frame = new DecodedLabel(opcode, live ? height - parameters : 0, parameters, results,
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
        dispatch = size;
        int[] targets = found.targets();
        emit(Operation.JUMP_TABLE, found.local(), targets.length - 1);
        for (int target : targets) {
            operand(segments[target]);
        }
        live = false;
        body.position(found.dispatchEnd());
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
            if (isLoop(body.index)) {
                if (resumeLoop.readElsewhere()) {
                    emit(Operation.COPY, resumeLoop.local(), constants.slot(value));
                }
                int target = resumeLoop.segment(value);
                emit(target <= segment ? Operation.RESUME_BACK : Operation.RESUME,
                        cost(1), value);
                operand(segments[target]);
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
                moveTo(frame.base, frame.results);
                emit(Operation.JUMP);
                operand(frame);
            }
            reset(frame.base, frame.parameters);
            bindOtherwise(frame);
            live = true;
        }
        frame.opcode = Opcode.ELSE;
        begin();
    }

    private void bindOtherwise(DecodedLabel frame) {
        if (frame.otherwise >= 0) {
            code[frame.otherwise] = size;
            frame.otherwise = NOWHERE;
            lastTarget = NOWHERE;
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
                moveTo(frame.base, frame.results);
            }
            reset(frame.base, frame.results);
            bindOtherwise(frame);
            frame.bind(code, size);
            lastTarget = NOWHERE;
            live = true;
        }
        begin();
    }

    /** A basic block begins. */
    private void begin() {
        int cost = nextCost();
        if (live && cost > 0) {
            emit(Operation.CHARGE, cost);
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
        moveTo(frame.base, frame.arity());
        emit(Operation.JUMP);
        operand(frame);
        live = false;
    }

    private boolean isInPlace(DecodedLabel frame) {
        int count = frame.arity();
        if (frame.opcode == ControlFrame.FUNCTION || count > 0 && height - count != frame.base) {
            return false;
        }
        for (int i = height - count; i < height; i++) {
            if (operands[i] != firstOperand + i) {
                return false;
            }
        }
        return true;
    }

    private void branchTable() {
        int index = pop();
        int[] depths = body.labels.clone();
        emit(Operation.JUMP_TABLE, index, depths.length - 1);
        var stubs = new HashMap<Integer, List<Integer>>();
        for (int depth : depths) {
            if (isInPlace(frame(depth))) {
                operand(frame(depth));
            } else {
                stubs.computeIfAbsent(depth, _ -> new ArrayList<>()).add(size);
                append(NOWHERE);
            }
        }
        for (int depth : Arrays.stream(depths).distinct().toArray()) {
            var places = stubs.get(depth);
            if (places != null) {
                places.forEach(at -> code[at] = size);
                branch(frame(depth));
            }
        }
        live = false;
    }

    private void giveBack() {
        if (image.functionType(function).results().isEmpty()) {
            emit(Operation.RETURN);
        } else {
            emit(Operation.RETURN_VALUE, operands[height - 1]);
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
        int second = condition.operands() == 2 ? pop() : 0;
        int first = pop();
        if (opcode == Opcode.IF) {
            long type = body.immediate;
            // Copies that are needed on both ways; they touch no popped operand.
            spill();
            var frame = open(Opcode.IF, type);
            frame.otherwise = jump(condition, false, first, second);
            begin();
            return;
        }
        var frame = frame(body.index);
        if (isInPlace(frame)) {
            int at = jump(condition, true, first, second);
            frame.reach(code, at);
        } else {
            int skip = jump(condition, false, first, second);
            int[] saved = Arrays.copyOf(operands, height);
            branch(frame);
            height = saved.length;
            System.arraycopy(saved, 0, operands, 0, height);
            live = true;
            code[skip] = size;
        }
        lastTarget = NOWHERE;
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
                emit(operation, first, constants.slot(0), NOWHERE);
            } else {
                emit(operation, swapped ? second : first, swapped ? first : second, NOWHERE);
            }
        } else {
            int value = first;
            if (comparison != 0 && comparison != Opcode.I32_EQZ) {
                // A float comparison: its result is an operand for a moment.
                value = firstOperand + height;
                emit(comparison, value, first, second);
            }
            boolean taken = comparison == Opcode.I32_EQZ ? !straight : straight;
            emit(taken ? Operation.JUMP_IF : Operation.JUMP_UNLESS, value, NOWHERE);
        }
        return size - 1;
    }

    // Operands.

    private int push() {
        int slot = firstOperand + height;
        push(slot);
        return slot;
    }

    private void push(int slot) {
        operands[height++] = slot;
        lastTarget = NOWHERE;
    }

    private int pop() {
        lastTarget = NOWHERE;
        return operands[--height];
    }

    /** Pops operands that must stand in a row; answers the slot of the first. */
    private int inPlace(int count) {
        moveTo(height - count, count);
        height -= count;
        return firstOperand + height;
    }

    /** Copies the top operands to the slots of a height; the operands stay what they are. */
    private void moveTo(int base, int count) {
        for (int i = 0; i < count; i++) {
            int source = operands[height - count + i];
            if (source != firstOperand + base + i) {
                emit(Operation.COPY, firstOperand + base + i, source);
            }
        }
    }

    private void spill() {
        for (int i = 0; i < height; i++) {
            if (operands[i] != firstOperand + i) {
                emit(Operation.COPY, firstOperand + i, operands[i]);
                operands[i] = firstOperand + i;
            }
        }
    }

    private void reset(int base, int count) {
        height = base + count;
        for (int i = 0; i < height; i++) {
            operands[i] = firstOperand + i;
        }
        lastTarget = NOWHERE;
    }

    private void setLocal(int local) {
        int made = lastTarget;
        int value = pop();
        boolean aliased = false;
        for (int i = 0; i < height; i++) {
            if (operands[i] == local) {
                emit(Operation.COPY, firstOperand + i, local);
                operands[i] = firstOperand + i;
                aliased = true;
            }
        }
        if (made >= 0 && !aliased) {
            code[made] = local;
        } else if (value != local) {
            emit(Operation.COPY, local, value);
        }
        lastTarget = NOWHERE;
    }

    /** The last operation, with that many operands, made the top operand. */
    private void produced(int count) {
        lastTarget = size - count;
    }

    // Code.

    private void emit(int operation, int... values) {
        lastTarget = NOWHERE;
        append(operation);
        for (int value : values) {
            append(value);
        }
    }

    private void append(int value) {
        if (size == code.length) {
            code = Arrays.copyOf(code, size * 2);
            offsets = Arrays.copyOf(offsets, size * 2);
        }
        offsets[size] = body.offset;
        code[size++] = value;
    }

    /** Appends where a branch to a label goes. */
    private void operand(DecodedLabel label) {
        append(NOWHERE);
        label.reach(code, size - 1);
    }
}
