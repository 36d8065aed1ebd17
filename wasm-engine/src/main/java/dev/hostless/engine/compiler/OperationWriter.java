package dev.hostless.engine.compiler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The code of a {@link DecodedFunction} while {@link Decoder} makes it, and where its operands are.
 * An operand that is a local or a constant stays there until something would change it; the others
 * are in the slot of their height.
 */
final class OperationWriter {
    static final int NOWHERE = DecodedLabel.NOWHERE;

    private final BodyReader body;
    private final int firstOperand;
    private final ConstantSlots constants;
    private final List<StepPoint> stepPoints = new ArrayList<>();
    private int[] code = new int[64];
    private int[] offsets = new int[64];
    private int size;
    /** By height: the slot that holds the operand. */
    private int[] operands;
    private int height;
    /** The position of the target of the operation that made the top operand, if that is last. */
    private int lastTarget = NOWHERE;

    OperationWriter(BodyReader body, FunctionScan scan) {
        this.body = body;
        firstOperand = scan.locals.size();
        constants = new ConstantSlots(firstOperand + scan.deepestStack + 1);
        operands = new int[scan.deepestStack + 1];
    }

    // Operands.

    int height() {
        return height;
    }

    /** The slot of a new operand on top. */
    int push() {
        int slot = firstOperand + height;
        push(slot);
        return slot;
    }

    /** A new operand on top, which is in that slot already. */
    void push(int slot) {
        operands[height++] = slot;
        lastTarget = NOWHERE;
    }

    int pop() {
        lastTarget = NOWHERE;
        return operands[--height];
    }

    int top() {
        return operands[height - 1];
    }

    /** The slot that a push would answer, for a value that is needed for a moment. */
    int above() {
        return firstOperand + height;
    }

    int constant(long bits) {
        return constants.slot(bits);
    }

    /** Pops operands that must stand in a row; answers the slot of the first. */
    int inPlace(int count) {
        moveTo(height - count, count);
        height -= count;
        return firstOperand + height;
    }

    /** Copies the top operands to the slots of a height; the operands stay what they are. */
    void moveTo(int base, int count) {
        for (int i = 0; i < count; i++) {
            int source = operands[height - count + i];
            if (source != firstOperand + base + i) {
                emit(Operation.COPY, firstOperand + base + i, source);
            }
        }
    }

    /** Whether the top operands are in the slots of a height. */
    boolean isAt(int base, int count) {
        if (count > 0 && height - count != base) {
            return false;
        }
        for (int i = height - count; i < height; i++) {
            if (operands[i] != firstOperand + i) {
                return false;
            }
        }
        return true;
    }

    /** Copies all operands to the slots of their heights. */
    void spill() {
        for (int i = 0; i < height; i++) {
            if (operands[i] != firstOperand + i) {
                emit(Operation.COPY, firstOperand + i, operands[i]);
                operands[i] = firstOperand + i;
            }
        }
    }

    /** Where control flow joins: the operands above a height, all in their slots. */
    void reset(int base, int count) {
        height = base + count;
        for (int i = 0; i < height; i++) {
            operands[i] = firstOperand + i;
        }
        lastTarget = NOWHERE;
    }

    /** What the operands are, to go on with them after a branch that has moved them. */
    int[] save() {
        return Arrays.copyOf(operands, height);
    }

    void restore(int[] saved) {
        height = saved.length;
        System.arraycopy(saved, 0, operands, 0, height);
    }

    void setLocal(int local) {
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

    // Code.

    /** Where the next operation goes. */
    int position() {
        return size;
    }

    void emit(int operation, int... values) {
        lastTarget = NOWHERE;
        append(operation);
        for (int value : values) {
            append(value);
        }
    }

    /** Emits an operation whose first operand is the slot of a new operand on top. */
    void produce(int operation, int... values) {
        int target = push();
        append(operation);
        lastTarget = size;
        append(target);
        for (int value : values) {
            append(value);
        }
    }

    /** Emits an instruction that {@link RareOperations} runs on operands in a row. */
    void rare(int opcode, int first, int one, int two) {
        emit(Operation.RARE, opcode, first, one, two);
    }

    /** Before an instruction that single-stepping is to show. */
    void step(int opcode) {
        emit(Operation.STEP, stepPoints.size());
        stepPoints.add(new StepPoint(body.offset, opcode, save()));
    }

    void append(int value) {
        if (size == code.length) {
            code = Arrays.copyOf(code, size * 2);
            offsets = Arrays.copyOf(offsets, size * 2);
        }
        offsets[size] = body.offset;
        code[size++] = value;
    }

    /** Appends where a branch to a label goes. */
    void operand(DecodedLabel label) {
        append(NOWHERE);
        reach(label, size - 1);
    }

    /** The operand at this place is where a branch to a label goes. */
    void reach(DecodedLabel label, int at) {
        label.reach(code, at);
    }

    /** The operand at this place is the next operation's position. */
    void arrive(int at) {
        code[at] = size;
        lastTarget = NOWHERE;
    }

    void bind(DecodedLabel label) {
        label.bind(code, size);
        lastTarget = NOWHERE;
    }

    DecodedFunction finish(int function, FunctionScan scan, int results, int entryCost,
            int probe) {
        long[] slots = constants.activation();
        for (int i = scan.parameters.size(); i < scan.locals.size(); i++) {
            if (scan.locals.get(i).isReference()) {
                slots[i] = References.NULL;
            }
        }
        return new DecodedFunction(function, Arrays.copyOf(code, size),
                Arrays.copyOf(offsets, size), List.copyOf(stepPoints), slots, scan, results,
                entryCost, probe);
    }
}
