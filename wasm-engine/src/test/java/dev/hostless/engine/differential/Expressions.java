package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.Operator.Trait;
import java.util.List;

/** Writes random code that leaves values of wanted types. */
final class Expressions {
    /** Addresses below this, plus a small offset, lie within one page. */
    private static final int SAFE_ADDRESS_MASK = 0x7fff;
    private static final int[] EDGES = {0, 1, -1, 2, 7, 8, 31, 32, 63, 64, 255, 256, 32767, -32768,
        65528, 65535, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final double[] FLOATS = {0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -2.5, 1e10, -1e10,
        1e40, 1e300, 4.9e-324, 1.4e-45, 2147483647.0, 2147483648.0, -2147483649.0, 4294967295.5,
        9.2e18, 1.8446744073709552e19, Double.NaN, Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY};

    private final Frame frame;
    private final ModuleWriter module;
    private final Calls calls;
    private final Statements statements;

    Expressions(Frame frame, ModuleWriter module) {
        this.frame = frame;
        this.module = module;
        this.calls = new Calls(frame, module, this);
        this.statements = new Statements(frame, module, this, calls);
    }

    Statements statements() {
        return statements;
    }

    void values(List<ValueType> types, int depth) {
        for (ValueType type : types) {
            value(type, depth);
        }
    }

    void value(ValueType type, int depth) {
        if (depth <= 0 || !frame.spend()) {
            leaf(type);
            return;
        }
        if (type.isReference()) {
            reference(type, depth);
            return;
        }
        switch (frame.random.nextInt(24)) {
            case 0, 1, 2 -> leaf(type);
            case 3, 4 -> load(type, depth);
            case 5 -> select(type, depth);
            case 6 -> tee(type, depth);
            case 7, 8 -> conditional(type, depth);
            case 9 -> block(type, depth);
            case 10 -> calls.direct(type, depth);
            case 11 -> calls.indirect(type, depth);
            case 12 -> statements.loop(List.of(type), depth);
            case 13 -> {
                // A statement in the middle of an expression: operands lie below it.
                statements.statement(depth - 1);
                value(type, depth - 1);
            }
            case 14 -> special(type, depth);
            default -> operator(type, depth);
        }
    }

    private void leaf(ValueType type) {
        int choice = frame.random.nextInt(4);
        List<ValueType> globals = frame.shape.globals();
        if (choice < 2) {
            frame.code.raw(0x20).unsigned(frame.variable(type, false));
        } else if (choice == 2 && globals.contains(type)) {
            frame.code.raw(0x23).unsigned(1 + globals.indexOf(type));
        } else {
            constant(type);
        }
    }

    private void constant(ValueType type) {
        int edge = EDGES[frame.random.nextInt(EDGES.length)];
        double number = FLOATS[frame.random.nextInt(FLOATS.length)];
        boolean wild = frame.oneIn(4);
        switch (type) {
            case I32 -> frame.constant(wild ? frame.random.nextInt() : edge);
            case I64 -> frame.code.raw(0x42).signed(wild
                    ? frame.random.nextLong()
                    : frame.oneIn(3) ? (long) edge << 32 : edge);
            case F32 -> frame.code.raw(0x43).littleEndian(wild
                    ? frame.random.nextInt()
                    : Float.floatToIntBits((float) number), 4);
            case F64 -> frame.code.raw(0x44).littleEndian(wild
                    ? frame.random.nextLong()
                    : Double.doubleToLongBits(number), 8);
            case FUNCREF, EXTERNREF -> frame.zeros(List.of(type));
        }
    }

    private void operator(ValueType type, int depth) {
        Operator operator = frame.pick(Operator.leaving(type));
        if (operator.trait() == Trait.MAY_TRAP && !frame.dares()) {
            harmless(operator, depth);
            return;
        }
        values(operator.operands(), depth - 1);
        ValueType last = operator.operands().getLast();
        if (operator.trait() == Trait.SHOWS_NAN_BITS) {
            frame.normalize(last);
        }
        frame.code.append(operator.encoding());
    }

    /** Division of what is not negative by what is odd; conversion of what is small. */
    private void harmless(Operator operator, int depth) {
        ValueType operand = operator.operands().getFirst();
        switch (operand) {
            case I32 -> {
                value(operand, depth - 1);
                frame.constant(Integer.MAX_VALUE);
                frame.code.raw(0x71);
                value(operand, depth - 1);
                frame.code.raw(0x41, 1, 0x72);
            }
            case I64 -> {
                value(operand, depth - 1);
                frame.code.raw(0x42).signed(Long.MAX_VALUE).raw(0x83);
                value(operand, depth - 1);
                frame.code.raw(0x42, 1, 0x84);
            }
            default -> {
                value(ValueType.I32, depth - 1);
                frame.constant(0xffff);
                boolean single = operand == ValueType.F32;
                frame.code.raw(0x71, single ? 0xb2 : 0xb7);
                if (single) {
                    frame.code.raw(0x43).littleEndian(Float.floatToIntBits(0.7f), 4);
                } else {
                    frame.code.raw(0x44).littleEndian(Double.doubleToLongBits(0.7), 8);
                }
                frame.code.raw(single ? 0x94 : 0xa2);
            }
        }
        frame.code.append(operator.encoding());
    }

    /** What a memory, a table and a reference tell. */
    private void special(ValueType type, int depth) {
        if (type != ValueType.I32) {
            operator(type, depth);
            return;
        }
        switch (frame.random.nextInt(4)) {
            case 0 -> frame.code.raw(0x3f, 0);
            case 1 -> {
                frame.constant(frame.random.nextInt(2));
                frame.code.raw(0x40, 0);
            }
            case 2 -> {
                value(ValueType.FUNCREF, depth - 1);
                frame.code.raw(0xd1);
            }
            default -> frame.code.raw(0xfc, 16, 1);
        }
    }

    private void reference(ValueType type, int depth) {
        switch (frame.random.nextInt(3)) {
            case 0 -> {
                index(Shape.SCRATCH_TABLE_SIZE, depth - 1);
                frame.code.raw(0x25, 1);
            }
            case 1 -> frame.code.raw(0xd2).unsigned(frame.shape.firstFunction()
                    + frame.random.nextInt(frame.shape.functions()));
            default -> leaf(type);
        }
    }

    private void load(ValueType type, int depth) {
        address(depth - 1);
        switch (type) {
            case I32 -> access(frame.pick(List.of(0x28, 0x2c, 0x2d, 0x2e, 0x2f)));
            case I64 -> access(frame.pick(List.of(0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35)));
            case F32 -> access(0x2a);
            case F64 -> access(0x2b);
            case FUNCREF, EXTERNREF -> throw new IllegalStateException("no load of " + type);
        }
    }

    /** A load or store: the instruction, an alignment hint and a small offset. */
    void access(int opcode) {
        int largest = switch (opcode) {
            case 0x29, 0x2b, 0x37, 0x39 -> 3;
            case 0x28, 0x2a, 0x34, 0x35, 0x36, 0x38, 0x3e -> 2;
            case 0x2e, 0x2f, 0x32, 0x33, 0x3b, 0x3d -> 1;
            default -> 0;
        };
        int offset = switch (frame.random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> frame.random.nextInt(16);
            case 2 -> frame.random.nextInt(0x7000);
            default -> frame.dares() ? frame.pick(List.of(0x7ff8, 65535, 65536, -8)) : 8;
        };
        frame.code.raw(opcode).unsigned(frame.random.nextInt(largest + 1)).unsigned(offset);
    }

    /** An address that is in bounds, unless the code dares. */
    void address(int depth) {
        value(ValueType.I32, depth);
        if (!frame.dares()) {
            frame.constant(SAFE_ADDRESS_MASK);
            frame.code.raw(0x71);
        }
    }

    /** An index below a power of two, unless the code dares. */
    void index(int size, int depth) {
        value(ValueType.I32, depth);
        if (!frame.dares()) {
            frame.constant(size - 1);
            frame.code.raw(0x71);
        }
    }

    private void select(ValueType type, int depth) {
        value(type, depth - 1);
        value(type, depth - 1);
        value(ValueType.I32, depth - 1);
        if (frame.oneIn(3)) {
            frame.code.raw(0x1c, 1, type.code());
        } else {
            frame.code.raw(0x1b);
        }
    }

    private void tee(ValueType type, int depth) {
        value(type, depth - 1);
        frame.code.raw(0x22).unsigned(frame.variable(type, true));
    }

    private void conditional(ValueType type, int depth) {
        value(ValueType.I32, depth - 1);
        frame.code.raw(0x04, type.code());
        frame.labels.add(List.of(type));
        statements.some(depth - 2);
        value(type, depth - 1);
        frame.code.raw(0x05);
        statements.some(depth - 2);
        value(type, depth - 1);
        frame.labels.removeLast();
        frame.code.raw(0x0b);
    }

    private void block(ValueType type, int depth) {
        if (frame.oneIn(2)) {
            statements.valueBlock(List.of(type), depth);
            return;
        }
        // Several results, of which the first stays.
        List<ValueType> results = List.of(type, ValueType.I64, ValueType.F32);
        statements.valueBlock(results, depth);
        frame.code.raw(0x1a, 0x1a);
    }

    void blockType(List<ValueType> parameters, List<ValueType> results) {
        if (parameters.isEmpty() && results.isEmpty()) {
            frame.code.raw(0x40);
        } else if (parameters.isEmpty() && results.size() == 1) {
            frame.code.raw(results.getFirst().code());
        } else {
            frame.code.signed(module.type(new Signature(parameters, results)));
        }
    }
}
