package dev.hostless.engine.compiler;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * The code of one JVM method. Stack map frames are stated, not computed: the compiler knows all
 * locals' types, and the JVM's operand stack is empty at every label.
 */
final class Assembler {
    /**
     * Jumps reach 32 KB. The class file API turns a longer one into a jump around a {@code goto_w},
     * and the place behind it needs a frame that nobody stated; so the frames of a method that may
     * hold such jumps are computed by that API, which takes longer. {@link #size} is an estimate,
     * hence the margin.
     */
    static final int LONGEST_STATED = 24_000;

    private final CodeBuilder code;
    private final boolean statesFrames;
    private final List<StackMapFrameInfo> frames = new ArrayList<>();
    /**
     * Two labels at the same place share one frame: the later one's, since operands that were in
     * their slots may have been dropped in between without any code.
     */
    private boolean framed;
    private int size;

    Assembler(CodeBuilder code, boolean statesFrames) {
        this.code = code;
        this.statesFrames = statesFrames;
    }

    /** Bytes of code so far; near enough to decide whether to split. */
    int size() {
        return size;
    }

    private void emitted(int bytes) {
        framed = false;
        size += bytes;
    }

    Label newLabel() {
        return code.newLabel();
    }

    /** Binds a label that something jumps to. */
    void bind(Label label, List<VerificationTypeInfo> locals) {
        code.labelBinding(label);
        if (framed) {
            frames.removeLast();
        }
        frames.add(StackMapFrameInfo.of(label, locals, List.of()));
        framed = true;
    }

    /** After the last instruction. */
    void finish() {
        if (statesFrames && !frames.isEmpty()) {
            code.with(StackMapTableAttribute.of(frames));
        }
    }

    void line(int line) {
        code.lineNumber(line);
    }

    void op(Opcode opcode) {
        emitted(1);
        switch (opcode.kind()) {
            case OPERATOR ->
                code.with(java.lang.classfile.instruction.OperatorInstruction.of(opcode));
            case CONVERT ->
                code.with(java.lang.classfile.instruction.ConvertInstruction.of(opcode));
            case STACK -> code.with(java.lang.classfile.instruction.StackInstruction.of(opcode));
            default -> throw new IllegalStateException("BUG: " + opcode + " needs operands");
        }
    }

    void nop() {
        emitted(1);
        code.nop();
    }

    void load(TypeKind kind, int slot) {
        emitted(slot < 4 ? 1 : slot < 256 ? 2 : 4);
        code.loadLocal(kind, slot);
    }

    void store(TypeKind kind, int slot) {
        emitted(slot < 4 ? 1 : slot < 256 ? 2 : 4);
        code.storeLocal(kind, slot);
    }

    void increment(int slot, int by) {
        emitted(by >= Byte.MIN_VALUE && slot < 256 ? 3 : 6);
        if (by >= Short.MIN_VALUE && by <= Short.MAX_VALUE) {
            code.iinc(slot, by);
        } else {
            code.iload(slot).loadConstant(by).iadd().istore(slot);
        }
    }

    void constant(int value) {
        emitted(value >= -1 && value <= 5 ? 1 : value == (byte) value ? 2 : 3);
        code.loadConstant(value);
    }

    void constant(long value) {
        emitted(value == 0 || value == 1
                ? 1
                : value == (byte) value ? 3 : value == (short) value ? 4 : 3);
        if (value == (short) value && value != 0 && value != 1) {
            code.loadConstant((int) value).i2l();
        } else {
            code.loadConstant(value);
        }
    }

    /** Bits decide: a NaN's payload must survive the constant pool. */
    void floatConstant(int bits) {
        emitted(3);
        float value = Float.intBitsToFloat(bits);
        if (Float.isNaN(value)) {
            code.loadConstant(bits);
            code.invokestatic(Names.desc(Float.class), "intBitsToFloat",
                    MethodTypeDesc.ofDescriptor("(I)F"));
        } else {
            code.loadConstant(value);
        }
    }

    void doubleConstant(long bits) {
        emitted(3);
        double value = Double.longBitsToDouble(bits);
        if (Double.isNaN(value)) {
            code.loadConstant(bits);
            code.invokestatic(Names.desc(Double.class), "longBitsToDouble",
                    MethodTypeDesc.ofDescriptor("(J)D"));
        } else {
            code.loadConstant(value);
        }
    }

    void nullConstant() {
        emitted(1);
        code.aconst_null();
    }

    void jump(Label target) {
        emitted(3);
        code.goto_(target);
    }

    void branch(Opcode opcode, Label target) {
        emitted(3);
        code.branch(opcode, target);
    }

    void tableSwitch(Label defaultTarget, List<SwitchCase> cases) {
        emitted(16 + 4 * cases.size());
        code.tableswitch(0, cases.size() - 1, defaultTarget, cases);
    }

    void invokeStatic(ClassDesc owner, String name, MethodTypeDesc type) {
        emitted(3);
        code.invokestatic(owner, name, type);
    }

    void invokeStatic(ClassDesc owner, String name, String descriptor) {
        invokeStatic(owner, name, MethodTypeDesc.ofDescriptor(descriptor));
    }

    void invokeVirtual(ClassDesc owner, String name, MethodTypeDesc type) {
        emitted(3);
        code.invokevirtual(owner, name, type);
    }

    void getField(ClassDesc owner, String name, ClassDesc type) {
        emitted(3);
        code.getfield(owner, name, type);
    }

    void getStatic(ClassDesc owner, String name, ClassDesc type) {
        emitted(3);
        code.getstatic(owner, name, type);
    }

    void putField(ClassDesc owner, String name, ClassDesc type) {
        emitted(3);
        code.putfield(owner, name, type);
    }

    /** Its length is on the stack. */
    void newLongs() {
        emitted(2);
        code.newarray(TypeKind.LONG);
    }

    void arrayLoad(TypeKind kind) {
        emitted(1);
        code.arrayLoad(kind);
    }

    void arrayStore(TypeKind kind) {
        emitted(1);
        code.arrayStore(kind);
    }

    void giveBack(TypeKind kind) {
        emitted(1);
        code.return_(kind);
    }

    void raise() {
        emitted(1);
        code.athrow();
    }
}
