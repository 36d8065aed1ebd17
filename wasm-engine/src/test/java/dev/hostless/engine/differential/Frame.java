package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The function that is being written: its code so far, its locals, and the labels in scope. */
final class Frame {
    /** Loop counters come first among the locals; nothing else writes them. */
    static final int COUNTERS = 3;
    private static final List<ValueType> KINDS = List.of(ValueType.I32, ValueType.I64,
            ValueType.F32, ValueType.F64, ValueType.FUNCREF);

    final Random random;
    final Shape shape;
    final Signature signature;
    final Bytes code = new Bytes();
    /** Types that a branch carries, outermost label first. */
    final List<List<ValueType>> labels = new ArrayList<>();
    private final List<ValueType> variables = new ArrayList<>();
    private int nodes;
    private int openLoops;

    /**
     * @param nodes how many expressions and statements to write, roughly
     */
    Frame(Random random, Shape shape, Signature signature, int nodes) {
        this.random = random;
        this.shape = shape;
        this.signature = signature;
        this.nodes = nodes;
        variables.addAll(signature.parameters());
        for (int i = 0; i < COUNTERS; i++) {
            variables.add(ValueType.I32);
        }
        for (ValueType kind : KINDS) {
            variables.addAll(List.of(kind, kind, kind));
        }
        labels.add(signature.results());
    }

    /** The locals that the function declares, without its parameters. */
    List<ValueType> locals() {
        return variables.subList(signature.parameters().size(), variables.size());
    }

    /** Takes one of the nodes; false when the function is large enough. */
    boolean spend() {
        return nodes-- > 0;
    }

    /** True once in {@code n} on average. */
    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** True where the code may do something that can trap. */
    boolean dares() {
        return shape.risk() > 0 && oneIn(shape.risk());
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    int counter(int loop) {
        return signature.parameters().size() + loop % COUNTERS;
    }

    int openLoop() {
        return openLoops++;
    }

    void closeLoop() {
        openLoops--;
    }

    int openLoops() {
        return openLoops;
    }

    /** A parameter or local of the type. Where it may be written, counters are left out. */
    int variable(ValueType type, boolean toWrite) {
        List<Integer> found = new ArrayList<>();
        int counters = signature.parameters().size();
        for (int i = 0; i < variables.size(); i++) {
            boolean isCounter = i >= counters && i < counters + COUNTERS;
            // The first of each type is the temporary that a NaN passes through.
            if (variables.get(i) == type && !(toWrite && isCounter) && i != temporary(type)) {
                found.add(i);
            }
        }
        return pick(found);
    }

    /** The local that holds a float for the two instructions of its normalisation. */
    int temporary(ValueType type) {
        return signature.parameters().size() + COUNTERS + 3 * KINDS.indexOf(type);
    }

    /** Leaves the zero of each type. */
    void zeros(List<ValueType> types) {
        for (ValueType type : types) {
            switch (type) {
                case I32 -> code.raw(0x41, 0);
                case I64 -> code.raw(0x42, 0);
                case F32 -> code.raw(0x43).littleEndian(0, 4);
                case F64 -> code.raw(0x44).littleEndian(0, 8);
                case FUNCREF, EXTERNREF -> code.raw(0xd0, type.code());
            }
        }
    }

    void constant(int value) {
        code.raw(0x41).signed(value);
    }

    /** Leaves 1 if the run's budget is used up, after taking one of it. */
    void takeBudget() {
        code.raw(0x23).unsigned(Shape.BUDGET_GLOBAL).raw(0x41, 1, 0x6b);
        code.raw(0x24).unsigned(Shape.BUDGET_GLOBAL);
        code.raw(0x23).unsigned(Shape.BUDGET_GLOBAL).raw(0x41, 0, 0x48);
    }

    /** Turns a NaN on the stack into the canonical one. */
    void normalize(ValueType type) {
        int local = temporary(type);
        boolean single = type == ValueType.F32;
        code.raw(0x21).unsigned(local).raw(0x20).unsigned(local);
        if (single) {
            code.raw(0x43).littleEndian(Float.floatToIntBits(Float.NaN), 4);
        } else {
            code.raw(0x44).littleEndian(Double.doubleToLongBits(Double.NaN), 8);
        }
        code.raw(0x20).unsigned(local).raw(0x20).unsigned(local);
        code.raw(single ? 0x5b : 0x61, 0x1b);
    }
}
