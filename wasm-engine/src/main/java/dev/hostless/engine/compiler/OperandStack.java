package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.classfile.Opcode;
import java.util.Arrays;
import java.util.List;

/**
 * The Wasm operand stack at compile time. The upper operands are on the JVM's stack, the lower
 * ones, up to {@link #spilled}, in their canonical slots. At labels all are in their slots.
 */
final class OperandStack {
    private final Assembler assembler;
    private final FrameLayout layout;
    private ValueType[] types = new ValueType[16];
    private int height;
    private int spilled;

    OperandStack(Assembler assembler, FrameLayout layout) {
        this.assembler = assembler;
        this.layout = layout;
    }

    int height() {
        return height;
    }

    ValueType type(int at) {
        return types[at];
    }

    ValueType top() {
        return types[height - 1];
    }

    /** An instruction left a value on the JVM's stack. */
    void push(ValueType type) {
        if (height == types.length) {
            types = Arrays.copyOf(types, height * 2);
        }
        types[height++] = type;
    }

    /** An instruction consumes the top values; {@link #prepare} came before. */
    void pop(int count) {
        height -= count;
        spilled = Math.min(spilled, height);
    }

    ValueType pop() {
        pop(1);
        return types[height];
    }

    /** Has the top values on the JVM's stack. */
    void prepare(int count) {
        int first = height - count;
        if (first >= spilled) {
            return;
        }
        int from = spilled;
        if (height - from == 1 && count == 2 && !types[height - 1].isWide()
                && !types[height - 2].isWide()) {
            assembler.load(ValueTypes.kind(types[first]), layout.operand(first));
            assembler.op(Opcode.SWAP);
        } else {
            spill();
            for (int i = first; i < height; i++) {
                assembler.load(ValueTypes.kind(types[i]), layout.operand(i));
            }
        }
        spilled = first;
    }

    /** Has the top values, and nothing else, on the JVM's stack. */
    void isolate(int count) {
        if (spilled < height - count) {
            spill();
        }
        prepare(count);
    }

    /** Puts every operand into its slot. */
    void spill() {
        for (int i = height - 1; i >= spilled; i--) {
            assembler.store(ValueTypes.kind(types[i]), layout.operand(i));
        }
        spilled = height;
    }

    /** The values above a height are gone, from the JVM's stack too. */
    void discardTo(int base) {
        for (int i = height - 1; i >= base; i--) {
            drop();
        }
    }

    void drop() {
        if (spilled < height) {
            assembler.op(types[height - 1].isWide() ? Opcode.POP2 : Opcode.POP);
        }
        pop(1);
    }

    /** Moves the top values down to a label's place; all of the JVM's stack is then empty. */
    void moveTo(int base, int count) {
        if (spilled == height && height - count == base) {
            return;
        }
        if (height - count == base) {
            spill();
            return;
        }
        prepare(count);
        for (int i = count - 1; i >= 0; i--) {
            assembler.store(ValueTypes.kind(types[height - count + i]), layout.operand(base + i));
        }
        pop(count);
        while (spilled < height) {
            drop();
        }
    }

    /** At a label: what is below stays, and these values are in their slots. */
    void reset(int base, List<ValueType> values) {
        height = base;
        for (ValueType value : values) {
            push(value);
        }
        spilled = height;
    }

    /** A copy of the state, for the other way out of a branch. */
    int save() {
        return spilled << 16 | height;
    }

    void restore(int state) {
        spilled = state >>> 16;
        height = state & 0xffff;
    }
}
