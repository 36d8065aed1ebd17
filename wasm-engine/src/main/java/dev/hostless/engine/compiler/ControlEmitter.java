package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import dev.hostless.engine.ValueType;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Blocks, branches and returns. */
final class ControlEmitter {
    private final MethodContext method;
    private final Assembler assembler;
    private final OperandStack stack;
    private final Metering metering;
    private final CallEmitter calls;
    private final FunctionType type;
    private final List<ControlFrame> open = new ArrayList<>();
    private boolean live = true;
    private int labels;
    /** In a part of a split function: where all returns go. */
    private @Nullable Label returns;
    private boolean part;

    ControlEmitter(MethodContext method, Metering metering, CallEmitter calls,
            FunctionType type) {
        this.method = method;
        this.assembler = method.assembler();
        this.stack = method.stack();
        this.metering = metering;
        this.calls = calls;
        this.type = type;
    }

    boolean live() {
        return live;
    }

    void live(boolean value) {
        live = value;
    }

    /** The number of the label that is opened next. */
    void labels(int value) {
        labels = value;
    }

    /** Returns leave through {@link #returns()} instead of handing back the result. */
    void part() {
        part = true;
    }

    @Nullable
    Label returns() {
        return returns;
    }

    ControlFrame frame(int depth) {
        return open.get(open.size() - 1 - depth);
    }

    int depth() {
        return open.size();
    }

    void push(ControlFrame frame) {
        open.add(frame);
    }

    void openFunction() {
        push(new ControlFrame(ControlFrame.FUNCTION, 0, List.of(), type.results(), true, true));
    }

    void block(long blockType) {
        var frame = open(Opcode.BLOCK, blockType);
        if (live && frame.targeted) {
            stack.spill();
        }
    }

    /** The header of a loop: a block of its own and a safepoint. */
    void loop(long blockType) {
        var frame = open(Opcode.LOOP, blockType);
        if (!live) {
            metering.begin(false);
            return;
        }
        stack.spill();
        if (!frame.targeted) {
            metering.begin(true);
            metering.safepoint();
        } else if (method.unit().metered() && !method.scan().isLarge()) {
            frame.loop = metering.enterLoop();
        } else {
            assembler.bind(label(frame), method.layout().frame(stack));
            metering.begin(true);
            metering.safepoint();
        }
    }

    /** The loop of a {@link ResumeLoop}: charged with the entry block, and no safepoint. */
    ControlFrame resumeLoop() {
        var frame = open(Opcode.LOOP, BodyReader.EMPTY_BLOCK);
        metering.block(metering.block() + 1);
        return frame;
    }

    void branchIf(Condition condition, long blockType) {
        if (!live) {
            open(Opcode.IF, blockType);
            metering.begin(false);
            return;
        }
        stack.isolate(condition.operands());
        stack.pop(condition.operands());
        var jump = condition.emit(assembler, false);
        var frame = open(Opcode.IF, blockType);
        frame.otherwise = assembler.newLabel();
        assembler.branch(jump, frame.otherwise);
        metering.begin(true);
    }

    void otherwise() {
        var frame = frame(0);
        if (frame.live) {
            if (live) {
                stack.moveTo(frame.base, frame.results.size());
                assembler.jump(label(frame));
            }
            stack.reset(frame.base, frame.parameters);
            bindOtherwise(frame);
            live = true;
        }
        frame.opcode = Opcode.ELSE;
        metering.begin(live);
    }

    private void bindOtherwise(ControlFrame frame) {
        var label = frame.otherwise;
        if (label != null) {
            assembler.bind(label, method.layout().frame(stack));
            frame.otherwise = null;
        }
    }

    /** The {@code end} of anything but the function. */
    void end() {
        var frame = open.removeLast();
        if (frame.opcode == Opcode.LOOP) {
            if (frame.loop != null) {
                endLoop(frame, frame.loop);
            }
            return;
        }
        if (frame.live) {
            boolean jumped = frame.label != null || frame.otherwise != null;
            if (jumped) {
                if (live) {
                    stack.moveTo(frame.base, frame.results.size());
                }
                stack.reset(frame.base, frame.results);
                bindOtherwise(frame);
                if (frame.label != null) {
                    assembler.bind(frame.label, method.layout().frame(stack));
                }
                live = true;
            }
        }
        metering.begin(live);
    }

    /** What goes on behind the loop jumps over its back edge. */
    private void endLoop(ControlFrame frame, MeteredLoop loop) {
        var behind = assembler.newLabel();
        if (live) {
            stack.spill();
            assembler.jump(behind);
        }
        stack.reset(frame.base, frame.parameters);
        loop.repeat(metering, frame.label);
        stack.reset(frame.base, frame.results);
        if (live) {
            assembler.bind(behind, method.layout().frame(stack));
        }
    }

    void endFunction() {
        var frame = open.removeLast();
        if (live) {
            giveBack();
        }
        if (frame.label != null) {
            stack.reset(0, frame.results);
            assembler.bind(frame.label, method.layout().frame(stack));
            giveBack();
        }
        live = false;
    }

    void branch(int depth) {
        var frame = frame(depth);
        if (part && frame.opcode == ControlFrame.FUNCTION) {
            giveBack();
        } else {
            stack.moveTo(frame.base, frame.labelTypes().size());
            assembler.jump(label(frame));
        }
        live = false;
    }

    /**
     * A backward jump is a safepoint of the JVM's, where what is on its stack must exist. What a
     * three-way comparison left there would be computed for that alone, hence the jump around.
     */
    void branchIf(Condition condition, int depth) {
        var frame = frame(depth);
        stack.isolate(condition.operands());
        stack.pop(condition.operands());
        if (isInPlace(frame) && !(frame.opcode == Opcode.LOOP && condition.isThreeWay())) {
            assembler.branch(condition.emit(assembler, true), label(frame));
        } else {
            var skip = assembler.newLabel();
            assembler.branch(condition.emit(assembler, false), skip);
            int state = stack.save();
            branch(depth);
            live = true;
            stack.restore(state);
            assembler.bind(skip, method.layout().frame(stack));
        }
        metering.begin(true);
    }

    void branchTable(BodyReader body) {
        stack.prepare(1);
        stack.pop(1);
        int index = method.layout().scratch();
        assembler.store(TypeKind.INT, index);
        stack.spill();
        assembler.load(TypeKind.INT, index);
        int[] depths = body.labels;
        if (depths.length > BranchTables.LARGEST_INLINE) {
            assembler.constant(body.offset);
            method.loadInstance();
            assembler.invokeStatic(Names.CD_RUNTIME, "branchTable",
                    "(II%s)I".formatted(Names.CD_INSTANCE.descriptorString()));
            depths = BranchTables.distinct(depths);
        }
        var stubs = new LinkedHashMap<Integer, Label>();
        select(depths, stubs);
        int state = stack.save();
        stubs.forEach((depth, label) -> {
            stack.restore(state);
            assembler.bind(label, method.layout().frame(stack));
            branch(depth);
        });
        live = false;
    }

    private void select(int[] depths, LinkedHashMap<Integer, Label> stubs) {
        var cases = new ArrayList<SwitchCase>(depths.length - 1);
        for (int i = 0; i < depths.length - 1; i++) {
            cases.add(SwitchCase.of(i, switchTarget(depths[i], stubs)));
        }
        var last = switchTarget(depths[depths.length - 1], stubs);
        if (cases.isEmpty()) {
            assembler.op(java.lang.classfile.Opcode.POP);
            assembler.jump(last);
        } else {
            assembler.tableSwitch(last, cases);
        }
    }

    private Label switchTarget(int depth, LinkedHashMap<Integer, Label> stubs) {
        var frame = frame(depth);
        return isInPlace(frame)
                ? label(frame)
                : stubs.computeIfAbsent(depth, _ -> assembler.newLabel());
    }

    /** Whether a branch needs no move of operands, so that a conditional jump can do it. */
    private boolean isInPlace(ControlFrame frame) {
        int count = frame.labelTypes().size();
        return !(part && frame.opcode == ControlFrame.FUNCTION)
                && (count == 0 || stack.height() - count == frame.base);
    }

    /** To the one exit of the method: C2 sees through the packed result only if it is one. */
    void leave() {
        branch(open.size() - 1);
    }

    private void giveBack() {
        if (part) {
            stack.moveTo(0, type.results().size());
            if (returns == null) {
                returns = assembler.newLabel();
            }
            assembler.jump(returns);
        } else {
            calls.giveBack(type);
        }
        live = false;
    }

    Label label(ControlFrame frame) {
        var label = frame.label;
        if (label == null) {
            label = assembler.newLabel();
            frame.label = label;
        }
        return label;
    }

    private ControlFrame open(int opcode, long blockType) {
        var parameters = parameters(blockType);
        int base = live ? stack.height() - parameters.size() : 0;
        var frame = new ControlFrame(opcode, base, parameters, results(blockType), live,
                method.scan().targeted.get(labels));
        labels++;
        open.add(frame);
        return frame;
    }

    private List<ValueType> parameters(long blockType) {
        return blockType < 0
                ? List.of()
                : method.unit().image().types.get((int) blockType).parameters();
    }

    private List<ValueType> results(long blockType) {
        if (blockType >= 0) {
            return method.unit().image().types.get((int) blockType).results();
        }
        var single = ValueTypes.of((int) blockType & 0x7f);
        return single == null ? List.of() : List.of(single);
    }
}
