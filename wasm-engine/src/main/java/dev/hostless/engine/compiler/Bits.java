package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.MethodTypeDesc;

/** Turns values on the JVM's stack into their raw bits in a long, and back. */
final class Bits {
    private Bits() {
    }

    static void toLong(Assembler assembler, ValueType type) {
        switch (type) {
            case I32 -> assembler.invokeStatic(Names.desc(Integer.class), "toUnsignedLong", "(I)J");
            case F32 -> {
                assembler.invokeStatic(Names.desc(Float.class), "floatToRawIntBits", "(F)I");
                assembler.invokeStatic(Names.desc(Integer.class), "toUnsignedLong", "(I)J");
            }
            case F64 -> assembler.invokeStatic(Names.desc(Double.class), "doubleToRawLongBits",
                    "(D)J");
            case I64 -> {
            }
            case FUNCREF, EXTERNREF -> throw new IllegalStateException(
                    "BUG: a reference has no bits");
        }
    }

    static void toValue(Assembler assembler, ValueType type) {
        switch (type) {
            case I32 -> assembler.op(Opcode.L2I);
            case F32 -> {
                assembler.op(Opcode.L2I);
                assembler.invokeStatic(Names.desc(Float.class), "intBitsToFloat", "(I)F");
            }
            case F64 -> assembler.invokeStatic(Names.desc(Double.class), "longBitsToDouble",
                    "(J)D");
            case I64 -> {
            }
            case FUNCREF, EXTERNREF -> throw new IllegalStateException(
                    "BUG: a reference has no bits");
        }
    }

    /** For the interpreter's slots, which hold an i32 sign-extended. */
    static void toSlot(CodeBuilder code, ValueType number) {
        switch (number) {
            case I32 -> code.i2l();
            case F32 -> code.invokestatic(Names.desc(Float.class), "floatToRawIntBits",
                    MethodTypeDesc.ofDescriptor("(F)I")).i2l();
            case F64 -> code.invokestatic(Names.desc(Double.class), "doubleToRawLongBits",
                    MethodTypeDesc.ofDescriptor("(D)J"));
            default -> {
            }
        }
    }

    static void fromSlot(CodeBuilder code, ValueType number) {
        switch (number) {
            case I32 -> code.l2i();
            case F32 -> code.l2i().invokestatic(Names.desc(Float.class), "intBitsToFloat",
                    MethodTypeDesc.ofDescriptor("(I)F"));
            case F64 -> code.invokestatic(Names.desc(Double.class), "longBitsToDouble",
                    MethodTypeDesc.ofDescriptor("(J)D"));
            default -> {
            }
        }
    }
}
