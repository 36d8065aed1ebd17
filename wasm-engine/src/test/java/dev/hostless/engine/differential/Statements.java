package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.List;

/** Writes random code that leaves the operand stack as it was. */
final class Statements {
    private static final List<ValueType> STORED = List.of(ValueType.I32, ValueType.I64,
            ValueType.F32, ValueType.F64);

    private final Frame frame;
    private final ModuleWriter module;
    private final Expressions expressions;
    private final Calls calls;

    Statements(Frame frame, ModuleWriter module, Expressions expressions, Calls calls) {
        this.frame = frame;
        this.module = module;
        this.expressions = expressions;
        this.calls = calls;
    }

    void some(int depth) {
        for (int i = frame.random.nextInt(3); i > 0; i--) {
            statement(depth);
        }
    }

    void statement(int depth) {
        if (depth <= 0 || !frame.spend()) {
            frame.code.raw(0x01);
            return;
        }
        switch (frame.random.nextInt(20)) {
            case 0, 1, 2 -> setLocal(depth);
            case 3 -> setGlobal(depth);
            case 4, 5, 6 -> store(depth);
            case 7, 8 -> when(depth, () -> some(depth - 1));
            case 9, 10 -> loop(List.of(), depth);
            case 11 -> branch(depth);
            case 12 -> branchTable(depth);
            case 13 -> when(depth, this::leave);
            case 14, 15 -> {
                if (!frame.shape.blockParameters()) {
                    setLocal(depth);
                } else if (frame.oneIn(2)) {
                    blockWithParameters(depth);
                } else {
                    passThrough(depth);
                }
            }
            case 16 -> bulkMemory(depth);
            case 17 -> table(depth);
            case 18 -> {
                calls.direct(ValueType.I32, depth);
                frame.code.raw(0x1a);
            }
            default -> valueBlock(List.of(), depth);
        }
    }

    private void setLocal(int depth) {
        ValueType type = frame.oneIn(8) ? ValueType.FUNCREF : frame.pick(STORED);
        expressions.value(type, depth - 1);
        frame.code.raw(0x21).unsigned(frame.variable(type, true));
    }

    private void setGlobal(int depth) {
        int global = frame.random.nextInt(frame.shape.globals().size());
        expressions.value(frame.shape.globals().get(global), depth - 1);
        frame.code.raw(0x24).unsigned(1 + global);
    }

    private void store(int depth) {
        ValueType type = frame.pick(STORED);
        expressions.address(depth - 1);
        expressions.value(type, depth - 1);
        switch (type) {
            case I32 -> expressions.access(frame.pick(List.of(0x36, 0x3a, 0x3b)));
            case I64 -> expressions.access(frame.pick(List.of(0x37, 0x3c, 0x3d, 0x3e)));
            default -> {
                frame.normalize(type);
                expressions.access(type == ValueType.F32 ? 0x38 : 0x39);
            }
        }
    }

    private void when(int depth, Runnable then) {
        expressions.value(ValueType.I32, depth - 1);
        frame.code.raw(0x04, 0x40);
        frame.labels.add(List.of());
        then.run();
        if (frame.oneIn(2)) {
            frame.code.raw(0x05);
            some(depth - 1);
        }
        frame.labels.removeLast();
        frame.code.raw(0x0b);
    }

    /** Leaves the function or traps; what follows is unreachable and typed by need. */
    private void leave() {
        if (frame.dares()) {
            frame.code.raw(0x00);
        } else {
            expressions.values(frame.signature.results(), 2);
            frame.code.raw(0x0f);
        }
        if (frame.oneIn(2)) {
            frame.code.raw(0x6a, 0x1a);
        }
    }

    /** A block that leaves values; branches to it carry the same. */
    void valueBlock(List<ValueType> results, int depth) {
        frame.code.raw(0x02);
        expressions.blockType(List.of(), results);
        frame.labels.add(results);
        some(depth - 1);
        expressions.values(results, depth - 1);
        frame.labels.removeLast();
        frame.code.raw(0x0b);
    }

    private void blockWithParameters(int depth) {
        List<ValueType> parameters = types();
        List<ValueType> results = types();
        expressions.values(parameters, depth - 1);
        frame.code.raw(0x02);
        expressions.blockType(parameters, results);
        frame.labels.add(results);
        discard(parameters);
        some(depth - 1);
        expressions.values(results, depth - 1);
        frame.labels.removeLast();
        frame.code.raw(0x0b);
        discard(results);
    }

    /** Values lie on the stack, as parameters of a block, while the block runs. */
    private void passThrough(int depth) {
        List<ValueType> types = types();
        expressions.values(types, depth - 1);
        frame.code.raw(0x02);
        expressions.blockType(types, types);
        frame.labels.add(types);
        some(depth - 1);
        frame.labels.removeLast();
        frame.code.raw(0x0b);
        discard(types);
    }

    /**
     * A loop in a block. It ends when its counter is used up, when the run's budget is, or by a
     * branch from inside; a branch to its head may carry values.
     */
    void loop(List<ValueType> results, int depth) {
        List<ValueType> carried = frame.shape.blockParameters() && frame.oneIn(3)
                ? types()
                : List.of();
        int counter = frame.counter(frame.openLoop());
        frame.constant(1 + frame.random.nextInt(frame.openLoops() > 1 ? 4 : 30));
        frame.code.raw(0x21).unsigned(counter).raw(0x02);
        expressions.blockType(List.of(), results);
        frame.labels.add(results);
        expressions.values(carried, depth - 2);
        frame.code.raw(0x03);
        expressions.blockType(carried, results);
        frame.labels.add(carried);
        frame.takeBudget();
        frame.code.raw(0x04, 0x40);
        frame.zeros(results);
        frame.code.raw(0x0c, 2, 0x0b);
        discard(carried);
        some(depth - 1);
        some(depth - 1);
        expressions.values(carried, depth - 2);
        frame.code.raw(0x20).unsigned(counter).raw(0x41, 1, 0x6b);
        frame.code.raw(0x22).unsigned(counter).raw(0x0d, 0);
        carried.forEach(_ -> frame.code.raw(0x1a));
        expressions.values(results, depth - 2);
        frame.labels.removeLast();
        frame.code.raw(0x0b);
        frame.labels.removeLast();
        frame.code.raw(0x0b);
        frame.closeLoop();
    }

    private void branch(int depth) {
        int label = frame.random.nextInt(frame.labels.size());
        List<ValueType> types = frame.labels.reversed().get(label);
        expressions.values(types, depth - 2);
        if (frame.oneIn(6)) {
            frame.code.raw(0x0c).unsigned(label);
            // Unreachable from here; the types below are whatever is asked for.
            return;
        }
        expressions.value(ValueType.I32, depth - 1);
        frame.code.raw(0x0d).unsigned(label);
        discard(types);
    }

    /** A table in a block that a condition may leave, so that what follows can be reached. */
    private void branchTable(int depth) {
        frame.code.raw(0x02, 0x40);
        frame.labels.add(List.of());
        List<List<ValueType>> labels = frame.labels.reversed();
        int last = frame.random.nextInt(labels.size());
        List<Integer> alike = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).equals(labels.get(last))) {
                alike.add(i);
            }
        }
        List<ValueType> types = labels.get(last);
        int targets = frame.random.nextInt(5);
        expressions.value(ValueType.I32, depth - 1);
        frame.code.raw(0x0d, 0);
        expressions.values(types, depth - 2);
        expressions.index(8, depth - 1);
        frame.code.raw(0x0e).unsigned(targets);
        for (int i = 0; i < targets; i++) {
            frame.code.unsigned(frame.pick(alike));
        }
        frame.code.unsigned(last).raw(0x0b);
        frame.labels.removeLast();
    }

    private void bulkMemory(int depth) {
        int segment = frame.random.nextInt(frame.shape.passiveSegments());
        switch (frame.random.nextInt(7)) {
            case 0, 1 -> {
                expressions.address(depth - 1);
                expressions.value(ValueType.I32, depth - 1);
                expressions.index(0x400, depth - 1);
                frame.code.raw(0xfc, 11, 0);
            }
            case 2, 3 -> {
                expressions.address(depth - 1);
                expressions.address(depth - 1);
                expressions.index(0x1000, depth - 1);
                frame.code.raw(0xfc, 10, 0, 0);
            }
            case 4 -> {
                if (frame.dares()) {
                    frame.code.raw(0xfc, 9).unsigned(segment);
                }
            }
            default -> {
                expressions.address(depth - 1);
                expressions.index(Shape.SEGMENT_BYTES / 2, depth - 1);
                expressions.index(Shape.SEGMENT_BYTES / 2, depth - 1);
                frame.code.raw(0xfc, 8).unsigned(segment).raw(0);
            }
        }
    }

    private void table(int depth) {
        int half = Shape.SCRATCH_TABLE_SIZE / 2;
        int segment = 1 + frame.random.nextInt(frame.shape.passiveSegments());
        switch (frame.random.nextInt(6)) {
            case 0 -> {
                expressions.index(Shape.SCRATCH_TABLE_SIZE, depth - 1);
                expressions.value(ValueType.FUNCREF, depth - 1);
                frame.code.raw(0x26, 1);
            }
            case 1 -> {
                expressions.index(half, depth - 1);
                expressions.value(ValueType.FUNCREF, depth - 1);
                expressions.index(half, depth - 1);
                frame.code.raw(0xfc, 17, 1);
            }
            case 2 -> {
                expressions.index(half, depth - 1);
                expressions.index(half, depth - 1);
                expressions.index(half, depth - 1);
                frame.code.raw(0xfc, 14, 1, frame.random.nextInt(2));
            }
            case 3 -> {
                expressions.value(ValueType.FUNCREF, depth - 1);
                frame.constant(frame.random.nextInt(3));
                frame.code.raw(0xfc, 15, 1, 0x1a);
            }
            case 4 -> {
                if (frame.dares()) {
                    frame.code.raw(0xfc, 13).unsigned(segment);
                }
            }
            default -> {
                expressions.index(half, depth - 1);
                expressions.index(2, depth - 1);
                expressions.index(half, depth - 1);
                frame.code.raw(0xfc, 12).unsigned(segment).raw(1);
            }
        }
    }

    private List<ValueType> types() {
        return frame.pick(frame.shape.blockTypes());
    }

    /** Takes values off the stack, most of them into locals. */
    private void discard(List<ValueType> types) {
        for (ValueType type : types.reversed()) {
            if (frame.oneIn(4)) {
                frame.code.raw(0x1a);
            } else {
                frame.code.raw(0x21).unsigned(frame.variable(type, true));
            }
        }
    }
}
