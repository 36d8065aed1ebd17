package dev.hostless.engine.compiler;

/**
 * Numeric instructions on raw bits, for {@link Interpreter}; an i32 is sign-extended. The meaning
 * of each is in {@link Numbers}, as it is for compiled code.
 */
final class NumericOperations {
    private NumericOperations() {
    }

    static long apply(int opcode, long a, long b, int fuel) {
        if (opcode < Opcode.I64_EQZ) {
            return compare((int) a, (int) b, opcode);
        }
        if (opcode < Opcode.F32_EQ) {
            return compare(a, b, opcode);
        }
        if (opcode < Opcode.I32_CLZ) {
            return compareFloats(opcode, a, b);
        }
        if (opcode < Opcode.I64_CLZ) {
            return i32(opcode, (int) a, (int) b, fuel);
        }
        if (opcode < Opcode.F32_ABS) {
            return i64(opcode, a, b, fuel);
        }
        if (opcode < Opcode.F64_ABS) {
            return bits(f32(opcode, f32(a), f32(b)));
        }
        if (opcode < Opcode.I32_WRAP_I64) {
            return bits(f64(opcode, f64(a), f64(b)));
        }
        return opcode < Opcode.I32_REINTERPRET_F32
                ? convert(opcode, a, fuel)
                : reinterpret(opcode, a);
    }

    private static float f32(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    private static double f64(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static long bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static IllegalStateException unknown(int opcode) {
        return new IllegalStateException("BUG: opcode %x".formatted(opcode));
    }

    private static int compare(int a, int b, int opcode) {
        return switch (opcode) {
            case Opcode.I32_EQZ -> Numbers.eqz(a);
            case Opcode.I32_EQ -> Numbers.eq(a, b);
            case Opcode.I32_NE -> Numbers.ne(a, b);
            case Opcode.I32_LT_S -> Numbers.ltS(a, b);
            case Opcode.I32_LT_U -> Numbers.ltU(a, b);
            case Opcode.I32_GT_S -> Numbers.gtS(a, b);
            case Opcode.I32_GT_U -> Numbers.gtU(a, b);
            case Opcode.I32_LE_S -> Numbers.leS(a, b);
            case Opcode.I32_LE_U -> Numbers.leU(a, b);
            case Opcode.I32_GE_S -> Numbers.geS(a, b);
            case Opcode.I32_GE_U -> Numbers.geU(a, b);
            default -> throw unknown(opcode);
        };
    }

    private static int compare(long a, long b, int opcode) {
        return switch (opcode) {
            case Opcode.I64_EQZ -> Numbers.eqz(a);
            case Opcode.I64_EQ -> Numbers.eq(a, b);
            case Opcode.I64_NE -> Numbers.ne(a, b);
            case Opcode.I64_LT_S -> Numbers.ltS(a, b);
            case Opcode.I64_LT_U -> Numbers.ltU(a, b);
            case Opcode.I64_GT_S -> Numbers.gtS(a, b);
            case Opcode.I64_GT_U -> Numbers.gtU(a, b);
            case Opcode.I64_LE_S -> Numbers.leS(a, b);
            case Opcode.I64_LE_U -> Numbers.leU(a, b);
            case Opcode.I64_GE_S -> Numbers.geS(a, b);
            case Opcode.I64_GE_U -> Numbers.geU(a, b);
            default -> throw unknown(opcode);
        };
    }

    private static int compareFloats(int opcode, long a, long b) {
        return switch (opcode) {
            case Opcode.F32_EQ -> Numbers.eq(f32(a), f32(b));
            case Opcode.F32_NE -> Numbers.ne(f32(a), f32(b));
            case Opcode.F32_LT -> Numbers.lt(f32(a), f32(b));
            case Opcode.F32_GT -> Numbers.gt(f32(a), f32(b));
            case Opcode.F32_LE -> Numbers.le(f32(a), f32(b));
            case Opcode.F32_GE -> Numbers.ge(f32(a), f32(b));
            case Opcode.F64_EQ -> Numbers.eq(f64(a), f64(b));
            case Opcode.F64_NE -> Numbers.ne(f64(a), f64(b));
            case Opcode.F64_LT -> Numbers.lt(f64(a), f64(b));
            case Opcode.F64_GT -> Numbers.gt(f64(a), f64(b));
            case Opcode.F64_LE -> Numbers.le(f64(a), f64(b));
            case Opcode.F64_GE -> Numbers.ge(f64(a), f64(b));
            default -> throw unknown(opcode);
        };
    }

    private static int i32(int opcode, int a, int b, int fuel) {
        return switch (opcode) {
            case Opcode.I32_CLZ -> Integer.numberOfLeadingZeros(a);
            case Opcode.I32_CTZ -> Integer.numberOfTrailingZeros(a);
            case Opcode.I32_POPCNT -> Integer.bitCount(a);
            case Opcode.I32_MUL -> a * b;
            case Opcode.I32_DIV_S -> Numbers.divS(a, b, fuel);
            case Opcode.I32_DIV_U -> Numbers.divU(a, b, fuel);
            case Opcode.I32_REM_S -> Numbers.remS(a, b, fuel);
            case Opcode.I32_REM_U -> Numbers.remU(a, b, fuel);
            case Opcode.I32_XOR -> a ^ b;
            case Opcode.I32_SHL -> a << b;
            case Opcode.I32_SHR_S -> a >> b;
            case Opcode.I32_SHR_U -> a >>> b;
            case Opcode.I32_ROTL -> Integer.rotateLeft(a, b);
            case Opcode.I32_ROTR -> Integer.rotateRight(a, b);
            default -> throw unknown(opcode);
        };
    }

    private static long i64(int opcode, long a, long b, int fuel) {
        return switch (opcode) {
            case Opcode.I64_CLZ -> Numbers.clz(a);
            case Opcode.I64_CTZ -> Numbers.ctz(a);
            case Opcode.I64_POPCNT -> Numbers.popcnt(a);
            case Opcode.I64_DIV_S -> Numbers.divS(a, b, fuel);
            case Opcode.I64_DIV_U -> Numbers.divU(a, b, fuel);
            case Opcode.I64_REM_S -> Numbers.remS(a, b, fuel);
            case Opcode.I64_REM_U -> Numbers.remU(a, b, fuel);
            case Opcode.I64_SHR_S -> a >> b;
            case Opcode.I64_ROTL -> Numbers.rotl(a, b);
            case Opcode.I64_ROTR -> Numbers.rotr(a, b);
            default -> throw unknown(opcode);
        };
    }

    private static float f32(int opcode, float a, float b) {
        return switch (opcode) {
            case Opcode.F32_ABS -> Numbers.abs(a);
            case Opcode.F32_NEG -> Numbers.neg(a);
            case Opcode.F32_CEIL -> Numbers.ceil(a);
            case Opcode.F32_FLOOR -> Numbers.floor(a);
            case Opcode.F32_TRUNC -> Numbers.trunc(a);
            case Opcode.F32_NEAREST -> Numbers.nearest(a);
            case Opcode.F32_SQRT -> Numbers.sqrt(a);
            case Opcode.F32_ADD -> Numbers.add(a, b);
            case Opcode.F32_SUB -> Numbers.sub(a, b);
            case Opcode.F32_MUL -> Numbers.mul(a, b);
            case Opcode.F32_DIV -> Numbers.div(a, b);
            case Opcode.F32_MIN -> Numbers.min(a, b);
            case Opcode.F32_MAX -> Numbers.max(a, b);
            case Opcode.F32_COPYSIGN -> Numbers.copysign(a, b);
            default -> throw unknown(opcode);
        };
    }

    private static double f64(int opcode, double a, double b) {
        return switch (opcode) {
            case Opcode.F64_ABS -> Numbers.abs(a);
            case Opcode.F64_NEG -> Numbers.neg(a);
            case Opcode.F64_CEIL -> Numbers.ceil(a);
            case Opcode.F64_FLOOR -> Numbers.floor(a);
            case Opcode.F64_TRUNC -> Numbers.trunc(a);
            case Opcode.F64_NEAREST -> Numbers.nearest(a);
            case Opcode.F64_SQRT -> Numbers.sqrt(a);
            case Opcode.F64_ADD -> Numbers.add(a, b);
            case Opcode.F64_SUB -> Numbers.sub(a, b);
            case Opcode.F64_MUL -> Numbers.mul(a, b);
            case Opcode.F64_DIV -> Numbers.div(a, b);
            case Opcode.F64_MIN -> Numbers.min(a, b);
            case Opcode.F64_MAX -> Numbers.max(a, b);
            case Opcode.F64_COPYSIGN -> Numbers.copysign(a, b);
            default -> throw unknown(opcode);
        };
    }

    private static long convert(int opcode, long a, int fuel) {
        return switch (opcode) {
            case Opcode.I32_TRUNC_F32_S -> Numbers.truncS32(f32(a), fuel);
            case Opcode.I32_TRUNC_F32_U -> Numbers.truncU32(f32(a), fuel);
            case Opcode.I32_TRUNC_F64_S -> Numbers.truncS32(f64(a), fuel);
            case Opcode.I32_TRUNC_F64_U -> Numbers.truncU32(f64(a), fuel);
            case Opcode.I64_TRUNC_F32_S -> Numbers.truncS64(f32(a), fuel);
            case Opcode.I64_TRUNC_F32_U -> Numbers.truncU64(f32(a), fuel);
            case Opcode.I64_TRUNC_F64_S -> Numbers.truncS64(f64(a), fuel);
            case Opcode.I64_TRUNC_F64_U -> Numbers.truncU64(f64(a), fuel);
            case Opcode.F32_CONVERT_I32_S -> bits((float) (int) a);
            case Opcode.F32_CONVERT_I32_U -> bits(Numbers.f32FromU32((int) a));
            case Opcode.F32_CONVERT_I64_S -> bits((float) a);
            case Opcode.F32_CONVERT_I64_U -> bits(Numbers.f32FromU64(a));
            case Opcode.F32_DEMOTE_F64 -> bits(Numbers.demote(f64(a)));
            case Opcode.F64_CONVERT_I32_S -> bits((double) (int) a);
            case Opcode.F64_CONVERT_I32_U -> bits(Numbers.f64FromU32((int) a));
            case Opcode.F64_CONVERT_I64_S -> bits((double) a);
            case Opcode.F64_CONVERT_I64_U -> bits(Numbers.f64FromU64(a));
            case Opcode.F64_PROMOTE_F32 -> bits(Numbers.promote(f32(a)));
            default -> throw unknown(opcode);
        };
    }

    private static long reinterpret(int opcode, long a) {
        return switch (opcode) {
            case Opcode.I32_REINTERPRET_F32, Opcode.F32_REINTERPRET_I32 -> (int) a;
            case Opcode.I64_REINTERPRET_F64, Opcode.F64_REINTERPRET_I64 -> a;
            case Opcode.I32_EXTEND8_S, Opcode.I64_EXTEND8_S -> (byte) a;
            case Opcode.I32_EXTEND16_S, Opcode.I64_EXTEND16_S -> (short) a;
            case Opcode.I64_EXTEND32_S -> (int) a;
            case Opcode.I32_TRUNC_SAT_F32_S -> (int) f32(a);
            case Opcode.I32_TRUNC_SAT_F32_U -> Numbers.satU32(f32(a));
            case Opcode.I32_TRUNC_SAT_F64_S -> (int) f64(a);
            case Opcode.I32_TRUNC_SAT_F64_U -> Numbers.satU32(f64(a));
            case Opcode.I64_TRUNC_SAT_F32_S -> (long) f32(a);
            case Opcode.I64_TRUNC_SAT_F32_U -> Numbers.satU64(f32(a));
            case Opcode.I64_TRUNC_SAT_F64_S -> (long) f64(a);
            case Opcode.I64_TRUNC_SAT_F64_U -> Numbers.satU64(f64(a));
            default -> throw unknown(opcode);
        };
    }
}
