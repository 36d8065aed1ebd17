package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Where a method keeps things in JVM locals: parameters, the instance, depth, fuel, the memory's
 * bytes, the Wasm locals, then two slots for each height of the operand stack.
 */
final class FrameLayout {
    private static final VerificationTypeInfo MODULE = ObjectVerificationTypeInfo
            .of(Names.CD_MODULE);
    private static final VerificationTypeInfo BYTES = ObjectVerificationTypeInfo
            .of(Names.CD_BYTES);
    private static final VerificationTypeInfo OBJECT = ObjectVerificationTypeInfo
            .of(java.lang.constant.ConstantDescs.CD_Object);

    final int instance;
    final int depth;
    final int fuel;
    /** Not used if the function touches no memory. */
    final int memory;
    private final int[] slots;
    private final int spill;
    private final int scratch;
    private final List<VerificationTypeInfo> entry = new ArrayList<>();
    private final List<VerificationTypeInfo> body;

    /**
     * The layout of a method.
     *
     * @param leading JVM parameters before the instance: a function's own, or none of its locals
     *     and one int for a part of a split function
     */
    FrameLayout(List<ValueType> locals, List<ValueType> leading, boolean localsLead, BitSet used,
            boolean usesMemory, int deepestStack) {
        slots = new int[locals.size()];
        int next = 0;
        for (int i = 0; i < leading.size(); i++) {
            if (localsLead) {
                slots[i] = next;
            }
            entry.add(verification(leading.get(i)));
            next += ValueTypes.slots(leading.get(i));
        }
        instance = next++;
        depth = next++;
        fuel = next++;
        entry.add(MODULE);
        entry.add(SimpleVerificationTypeInfo.INTEGER);
        entry.add(SimpleVerificationTypeInfo.INTEGER);
        body = new ArrayList<>(entry);
        memory = next;
        if (usesMemory) {
            next++;
            body.add(BYTES);
        }
        for (int i = localsLead ? leading.size() : 0; i < slots.length; i++) {
            if (used.get(i)) {
                slots[i] = next;
                next += ValueTypes.slots(locals.get(i));
                body.add(verification(locals.get(i)));
            }
        }
        spill = next;
        scratch = next + 2 * deepestStack;
    }

    int local(int index) {
        return slots[index];
    }

    /** The canonical slot of an operand. */
    int operand(int height) {
        return spill + 2 * height;
    }

    /** Two slots for a value that lives between two instructions. */
    int scratch() {
        return scratch;
    }

    /** Before locals and memory are set. */
    List<VerificationTypeInfo> entryFrame() {
        return entry;
    }

    /** At a label where these operands are in their slots. */
    List<VerificationTypeInfo> frame(OperandStack stack) {
        if (stack.height() == 0) {
            return body;
        }
        var frame = new ArrayList<>(body);
        for (int i = 0; i < stack.height(); i++) {
            var type = stack.type(i);
            frame.add(verification(type));
            if (!type.isWide() && i < stack.height() - 1) {
                frame.add(SimpleVerificationTypeInfo.TOP);
            }
        }
        return frame;
    }

    private static VerificationTypeInfo verification(ValueType type) {
        return switch (type) {
            case I32 -> SimpleVerificationTypeInfo.INTEGER;
            case I64 -> SimpleVerificationTypeInfo.LONG;
            case F32 -> SimpleVerificationTypeInfo.FLOAT;
            case F64 -> SimpleVerificationTypeInfo.DOUBLE;
            case FUNCREF, EXTERNREF -> OBJECT;
        };
    }
}
