package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.constant.ClassDesc;

import static dev.hostless.engine.ValueType.F32;
import static dev.hostless.engine.ValueType.F64;
import static dev.hostless.engine.ValueType.I32;
import static dev.hostless.engine.ValueType.I64;

/** Numeric instructions: a JVM instruction where there is one that does the same, else a call. */
final class NumericEmitter {
    private static final ClassDesc INTEGER = Names.desc(Integer.class);
    private static final ClassDesc FLOAT = Names.desc(Float.class);
    private static final ClassDesc DOUBLE = Names.desc(Double.class);
    private static final String[] COMPARISONS = {"eq", "ne", "ltS", "ltU", "gtS", "gtU", "leS",
        "leU", "geS", "geU"};
    private static final String[] FLOAT_COMPARISONS = {"eq", "ne", "lt", "gt", "le", "ge"};
    private static final String[] DIVISIONS = {"divS", "divU", "remS", "remU"};
    private static final String[] FLOAT_OPERATIONS = {"abs", "neg", "ceil", "floor", "trunc",
        "nearest", "sqrt", "add", "sub", "mul", "div", "min", "max", "copysign"};
    private static final java.lang.classfile.Opcode[] BASIC_F32 = {
        java.lang.classfile.Opcode.FADD, java.lang.classfile.Opcode.FSUB,
        java.lang.classfile.Opcode.FMUL, java.lang.classfile.Opcode.FDIV};
    private static final java.lang.classfile.Opcode[] BASIC_F64 = {
        java.lang.classfile.Opcode.DADD, java.lang.classfile.Opcode.DSUB,
        java.lang.classfile.Opcode.DMUL, java.lang.classfile.Opcode.DDIV};
    private static final String[] TRUNCATIONS = {"truncS32", "truncU32", "truncS64", "truncU64"};

    private final MethodContext method;
    private final Assembler assembler;
    private final OperandStack stack;

    NumericEmitter(MethodContext method) {
        this.method = method;
        this.assembler = method.assembler();
        this.stack = method.stack();
    }

    void emit(int opcode) {
        int operands = InstructionCosts.isBinary(opcode) ? 2 : 1;
        stack.prepare(operands);
        var operand = stack.type(stack.height() - operands);
        stack.pop(operands);
        if (opcode <= Opcode.F64_GE) {
            compare(opcode);
            stack.push(I32);
        } else if (opcode <= Opcode.F64_COPYSIGN) {
            switch (operand) {
                case I32 -> i32(opcode);
                case I64 -> i64(opcode);
                default -> floating(opcode, operand);
            }
            stack.push(operand);
        } else {
            stack.push(convert(opcode));
        }
    }

    private void compare(int opcode) {
        if (opcode == Opcode.I32_EQZ) {
            number("eqz", "(I)I");
        } else if (opcode < Opcode.I64_EQZ) {
            number(COMPARISONS[opcode - Opcode.I32_EQ], "(II)I");
        } else if (opcode == Opcode.I64_EQZ) {
            number("eqz", "(J)I");
        } else if (opcode < Opcode.F32_EQ) {
            number(COMPARISONS[opcode - Opcode.I64_EQ], "(JJ)I");
        } else if (opcode < Opcode.F64_EQ) {
            number(FLOAT_COMPARISONS[opcode - Opcode.F32_EQ], "(FF)I");
        } else {
            number(FLOAT_COMPARISONS[opcode - Opcode.F64_EQ], "(DD)I");
        }
    }

    private void i32(int opcode) {
        switch (opcode) {
            case Opcode.I32_CLZ -> integer("numberOfLeadingZeros", "(I)I");
            case Opcode.I32_CTZ -> integer("numberOfTrailingZeros", "(I)I");
            case Opcode.I32_POPCNT -> integer("bitCount", "(I)I");
            case Opcode.I32_ADD -> jvm(java.lang.classfile.Opcode.IADD);
            case Opcode.I32_SUB -> jvm(java.lang.classfile.Opcode.ISUB);
            case Opcode.I32_MUL -> jvm(java.lang.classfile.Opcode.IMUL);
            case Opcode.I32_AND -> jvm(java.lang.classfile.Opcode.IAND);
            case Opcode.I32_OR -> jvm(java.lang.classfile.Opcode.IOR);
            case Opcode.I32_XOR -> jvm(java.lang.classfile.Opcode.IXOR);
            case Opcode.I32_SHL -> jvm(java.lang.classfile.Opcode.ISHL);
            case Opcode.I32_SHR_S -> jvm(java.lang.classfile.Opcode.ISHR);
            case Opcode.I32_SHR_U -> jvm(java.lang.classfile.Opcode.IUSHR);
            case Opcode.I32_ROTL -> integer("rotateLeft", "(II)I");
            case Opcode.I32_ROTR -> integer("rotateRight", "(II)I");
            default -> trapping(DIVISIONS[opcode - Opcode.I32_DIV_S], "(III)I");
        }
    }

    private void i64(int opcode) {
        switch (opcode) {
            case Opcode.I64_CLZ -> number("clz", "(J)J");
            case Opcode.I64_CTZ -> number("ctz", "(J)J");
            case Opcode.I64_POPCNT -> number("popcnt", "(J)J");
            case Opcode.I64_ADD -> jvm(java.lang.classfile.Opcode.LADD);
            case Opcode.I64_SUB -> jvm(java.lang.classfile.Opcode.LSUB);
            case Opcode.I64_MUL -> jvm(java.lang.classfile.Opcode.LMUL);
            case Opcode.I64_AND -> jvm(java.lang.classfile.Opcode.LAND);
            case Opcode.I64_OR -> jvm(java.lang.classfile.Opcode.LOR);
            case Opcode.I64_XOR -> jvm(java.lang.classfile.Opcode.LXOR);
            case Opcode.I64_SHL -> shift(java.lang.classfile.Opcode.LSHL);
            case Opcode.I64_SHR_S -> shift(java.lang.classfile.Opcode.LSHR);
            case Opcode.I64_SHR_U -> shift(java.lang.classfile.Opcode.LUSHR);
            case Opcode.I64_ROTL -> number("rotl", "(JJ)J");
            case Opcode.I64_ROTR -> number("rotr", "(JJ)J");
            default -> trapping(DIVISIONS[opcode - Opcode.I64_DIV_S], "(JJI)J");
        }
    }

    private void floating(int opcode, ValueType type) {
        int basic = HiddenNans.basic(opcode);
        if (basic >= 0 && method.hidesNan()) {
            jvm((type == F32 ? BASIC_F32 : BASIC_F64)[basic]);
            return;
        }
        int first = type == F32 ? Opcode.F32_ABS : Opcode.F64_ABS;
        String letter = type == F32 ? "F" : "D";
        String operands = InstructionCosts.isBinary(opcode) ? letter + letter : letter;
        number(FLOAT_OPERATIONS[opcode - first], "(" + operands + ")" + letter);
    }

    private ValueType convert(int opcode) {
        return switch (opcode) {
            case Opcode.I32_WRAP_I64 -> jvm(java.lang.classfile.Opcode.L2I, I32);
            case Opcode.I32_TRUNC_F32_S, Opcode.I32_TRUNC_F32_U -> {
                jvm(java.lang.classfile.Opcode.F2D);
                yield trapping(TRUNCATIONS[opcode - Opcode.I32_TRUNC_F32_S], "(DI)I", I32);
            }
            case Opcode.I32_TRUNC_F64_S, Opcode.I32_TRUNC_F64_U -> trapping(
                    TRUNCATIONS[opcode - Opcode.I32_TRUNC_F64_S], "(DI)I", I32);
            case Opcode.I64_TRUNC_F32_S, Opcode.I64_TRUNC_F32_U -> {
                jvm(java.lang.classfile.Opcode.F2D);
                yield trapping(TRUNCATIONS[opcode - Opcode.I64_TRUNC_F32_S + 2], "(DI)J", I64);
            }
            case Opcode.I64_TRUNC_F64_S, Opcode.I64_TRUNC_F64_U -> trapping(
                    TRUNCATIONS[opcode - Opcode.I64_TRUNC_F64_S + 2], "(DI)J", I64);
            case Opcode.I64_EXTEND_I32_S -> jvm(java.lang.classfile.Opcode.I2L, I64);
            case Opcode.I64_EXTEND_I32_U -> {
                integer("toUnsignedLong", "(I)J");
                yield I64;
            }
            case Opcode.F32_CONVERT_I32_S -> jvm(java.lang.classfile.Opcode.I2F, F32);
            case Opcode.F32_CONVERT_I32_U -> number("f32FromU32", "(I)F", F32);
            case Opcode.F32_CONVERT_I64_S -> jvm(java.lang.classfile.Opcode.L2F, F32);
            case Opcode.F32_CONVERT_I64_U -> number("f32FromU64", "(J)F", F32);
            case Opcode.F32_DEMOTE_F64 -> number("demote", "(D)F", F32);
            case Opcode.F64_CONVERT_I32_S -> jvm(java.lang.classfile.Opcode.I2D, F64);
            case Opcode.F64_CONVERT_I32_U -> number("f64FromU32", "(I)D", F64);
            case Opcode.F64_CONVERT_I64_S -> jvm(java.lang.classfile.Opcode.L2D, F64);
            case Opcode.F64_CONVERT_I64_U -> number("f64FromU64", "(J)D", F64);
            case Opcode.F64_PROMOTE_F32 -> number("promote", "(F)D", F64);
            default -> reinterpret(opcode);
        };
    }

    private ValueType reinterpret(int opcode) {
        switch (opcode) {
            case Opcode.I32_REINTERPRET_F32 -> assembler.invokeStatic(FLOAT, "floatToRawIntBits",
                    "(F)I");
            case Opcode.I64_REINTERPRET_F64 -> assembler.invokeStatic(DOUBLE,
                    "doubleToRawLongBits", "(D)J");
            case Opcode.F32_REINTERPRET_I32 -> assembler.invokeStatic(FLOAT, "intBitsToFloat",
                    "(I)F");
            case Opcode.F64_REINTERPRET_I64 -> assembler.invokeStatic(DOUBLE, "longBitsToDouble",
                    "(J)D");
            default -> {
                return opcode < 0xfc00 ? extend(opcode) : saturate(opcode);
            }
        }
        return switch (opcode) {
            case Opcode.I32_REINTERPRET_F32 -> I32;
            case Opcode.I64_REINTERPRET_F64 -> I64;
            case Opcode.F32_REINTERPRET_I32 -> F32;
            default -> F64;
        };
    }

    private ValueType extend(int opcode) {
        switch (opcode) {
            case Opcode.I32_EXTEND8_S -> jvm(java.lang.classfile.Opcode.I2B);
            case Opcode.I32_EXTEND16_S -> jvm(java.lang.classfile.Opcode.I2S);
            default -> {
                jvm(java.lang.classfile.Opcode.L2I);
                if (opcode == Opcode.I64_EXTEND8_S) {
                    jvm(java.lang.classfile.Opcode.I2B);
                } else if (opcode == Opcode.I64_EXTEND16_S) {
                    jvm(java.lang.classfile.Opcode.I2S);
                }
                return jvm(java.lang.classfile.Opcode.I2L, I64);
            }
        }
        return I32;
    }

    /** Java's own casts saturate as the signed instructions want. */
    private ValueType saturate(int opcode) {
        boolean f32 = (opcode & 2) == 0;
        boolean unsigned = (opcode & 1) != 0;
        boolean i64 = opcode >= Opcode.I64_TRUNC_SAT_F32_S;
        if (f32) {
            jvm(java.lang.classfile.Opcode.F2D);
        }
        if (unsigned) {
            number(i64 ? "satU64" : "satU32", i64 ? "(D)J" : "(D)I");
        } else {
            jvm(i64 ? java.lang.classfile.Opcode.D2L : java.lang.classfile.Opcode.D2I);
        }
        return i64 ? I64 : I32;
    }

    private void shift(java.lang.classfile.Opcode opcode) {
        jvm(java.lang.classfile.Opcode.L2I);
        jvm(opcode);
    }

    private void jvm(java.lang.classfile.Opcode opcode) {
        assembler.op(opcode);
    }

    private ValueType jvm(java.lang.classfile.Opcode opcode, ValueType result) {
        assembler.op(opcode);
        return result;
    }

    private void integer(String name, String descriptor) {
        assembler.invokeStatic(INTEGER, name, descriptor);
    }

    private void number(String name, String descriptor) {
        assembler.invokeStatic(Names.CD_NUMBERS, name, descriptor);
    }

    private ValueType number(String name, String descriptor, ValueType result) {
        number(name, descriptor);
        return result;
    }

    private void trapping(String name, String descriptor) {
        method.markLine();
        method.loadFuel();
        number(name, descriptor);
    }

    private ValueType trapping(String name, String descriptor, ValueType result) {
        trapping(name, descriptor);
        return result;
    }
}
