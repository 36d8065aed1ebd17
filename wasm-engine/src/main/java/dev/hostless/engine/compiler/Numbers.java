package dev.hostless.engine.compiler;

import dev.hostless.engine.TrapKind;

/**
 * Numeric instructions that the JVM does not have. Compiled code calls these; all are small enough
 * for every JIT tier to inline. Float arithmetic answers canonical NaNs, so that no machine's NaN
 * bits reach a guest. Those that can trap take the fuel along, for the trap to carry.
 */
public final class Numbers {
    private static final int F32_NAN = 0x7fc00000;
    private static final long F64_NAN = 0x7ff8000000000000L;
    private static final double TWO_63 = 0x1p63;

    private Numbers() {
    }

    /** A sum, since C2 undoes a sum where it inlines the callee, but not an OR. */
    public static long pack(int value, int fuel) {
        return ((long) fuel << 32) + (value & 0xffff_ffffL);
    }

    public static long pack(float value, int fuel) {
        return pack(Float.floatToRawIntBits(value), fuel);
    }

    public static int eqz(int a) {
        return a == 0 ? 1 : 0;
    }

    public static int eq(int a, int b) {
        return a == b ? 1 : 0;
    }

    public static int ne(int a, int b) {
        return a != b ? 1 : 0;
    }

    public static int ltS(int a, int b) {
        return a < b ? 1 : 0;
    }

    public static int ltU(int a, int b) {
        return Integer.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    public static int gtS(int a, int b) {
        return a > b ? 1 : 0;
    }

    public static int gtU(int a, int b) {
        return Integer.compareUnsigned(a, b) > 0 ? 1 : 0;
    }

    public static int leS(int a, int b) {
        return a <= b ? 1 : 0;
    }

    public static int leU(int a, int b) {
        return Integer.compareUnsigned(a, b) <= 0 ? 1 : 0;
    }

    public static int geS(int a, int b) {
        return a >= b ? 1 : 0;
    }

    public static int geU(int a, int b) {
        return Integer.compareUnsigned(a, b) >= 0 ? 1 : 0;
    }

    public static int eqz(long a) {
        return a == 0 ? 1 : 0;
    }

    public static int eq(long a, long b) {
        return a == b ? 1 : 0;
    }

    public static int ne(long a, long b) {
        return a != b ? 1 : 0;
    }

    public static int ltS(long a, long b) {
        return a < b ? 1 : 0;
    }

    public static int ltU(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    public static int gtS(long a, long b) {
        return a > b ? 1 : 0;
    }

    public static int gtU(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? 1 : 0;
    }

    public static int leS(long a, long b) {
        return a <= b ? 1 : 0;
    }

    public static int leU(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? 1 : 0;
    }

    public static int geS(long a, long b) {
        return a >= b ? 1 : 0;
    }

    public static int geU(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? 1 : 0;
    }

    public static int eq(float a, float b) {
        return a == b ? 1 : 0;
    }

    public static int ne(float a, float b) {
        return a != b ? 1 : 0;
    }

    public static int lt(float a, float b) {
        return a < b ? 1 : 0;
    }

    public static int gt(float a, float b) {
        return a > b ? 1 : 0;
    }

    public static int le(float a, float b) {
        return a <= b ? 1 : 0;
    }

    public static int ge(float a, float b) {
        return a >= b ? 1 : 0;
    }

    public static int eq(double a, double b) {
        return a == b ? 1 : 0;
    }

    public static int ne(double a, double b) {
        return a != b ? 1 : 0;
    }

    public static int lt(double a, double b) {
        return a < b ? 1 : 0;
    }

    public static int gt(double a, double b) {
        return a > b ? 1 : 0;
    }

    public static int le(double a, double b) {
        return a <= b ? 1 : 0;
    }

    public static int ge(double a, double b) {
        return a >= b ? 1 : 0;
    }

    public static int select(int a, int b, int condition) {
        return condition != 0 ? a : b;
    }

    public static long select(long a, long b, int condition) {
        return condition != 0 ? a : b;
    }

    public static float select(float a, float b, int condition) {
        return condition != 0 ? a : b;
    }

    public static double select(double a, double b, int condition) {
        return condition != 0 ? a : b;
    }

    public static Object select(Object a, Object b, int condition) {
        return condition != 0 ? a : b;
    }

    public static int divS(int a, int b, int fuel) {
        if (b == 0) {
            throw Runtime.trap(TrapKind.INTEGER_DIVIDE_BY_ZERO, fuel);
        }
        if (a == Integer.MIN_VALUE && b == -1) {
            throw Runtime.trap(TrapKind.INTEGER_OVERFLOW, fuel);
        }
        return a / b;
    }

    public static int divU(int a, int b, int fuel) {
        if (b == 0) {
            throw Runtime.trap(TrapKind.INTEGER_DIVIDE_BY_ZERO, fuel);
        }
        return Integer.divideUnsigned(a, b);
    }

    public static int remS(int a, int b, int fuel) {
        if (b == 0) {
            throw Runtime.trap(TrapKind.INTEGER_DIVIDE_BY_ZERO, fuel);
        }
        return a % b;
    }

    public static int remU(int a, int b, int fuel) {
        if (b == 0) {
            throw Runtime.trap(TrapKind.INTEGER_DIVIDE_BY_ZERO, fuel);
        }
        return Integer.remainderUnsigned(a, b);
    }

    public static long divS(long a, long b, int fuel) {
        if (b == 0) {
            throw Runtime.trap(TrapKind.INTEGER_DIVIDE_BY_ZERO, fuel);
        }
        if (a == Long.MIN_VALUE && b == -1) {
            throw Runtime.trap(TrapKind.INTEGER_OVERFLOW, fuel);
        }
        return a / b;
    }

    public static long divU(long a, long b, int fuel) {
        if (b == 0) {
            throw Runtime.trap(TrapKind.INTEGER_DIVIDE_BY_ZERO, fuel);
        }
        return Long.divideUnsigned(a, b);
    }

    public static long remS(long a, long b, int fuel) {
        if (b == 0) {
            throw Runtime.trap(TrapKind.INTEGER_DIVIDE_BY_ZERO, fuel);
        }
        return a % b;
    }

    public static long remU(long a, long b, int fuel) {
        if (b == 0) {
            throw Runtime.trap(TrapKind.INTEGER_DIVIDE_BY_ZERO, fuel);
        }
        return Long.remainderUnsigned(a, b);
    }

    public static long rotl(long a, long by) {
        return Long.rotateLeft(a, (int) by);
    }

    public static long rotr(long a, long by) {
        return Long.rotateRight(a, (int) by);
    }

    public static long clz(long a) {
        return Long.numberOfLeadingZeros(a);
    }

    public static long ctz(long a) {
        return Long.numberOfTrailingZeros(a);
    }

    public static long popcnt(long a) {
        return Long.bitCount(a);
    }

    public static float abs(float a) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) & 0x7fffffff);
    }

    public static float neg(float a) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) ^ 0x80000000);
    }

    public static float copysign(float a, float sign) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) & 0x7fffffff
                | Float.floatToRawIntBits(sign) & 0x80000000);
    }

    public static double abs(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE);
    }

    public static double neg(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) ^ Long.MIN_VALUE);
    }

    public static double copysign(double a, double sign) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE
                | Double.doubleToRawLongBits(sign) & Long.MIN_VALUE);
    }

    private static float canonical(float a) {
        return a != a ? Float.intBitsToFloat(F32_NAN) : a;
    }

    private static double canonical(double a) {
        return a != a ? Double.longBitsToDouble(F64_NAN) : a;
    }

    public static float add(float a, float b) {
        return canonical(a + b);
    }

    public static float sub(float a, float b) {
        return canonical(a - b);
    }

    public static float mul(float a, float b) {
        return canonical(a * b);
    }

    public static float div(float a, float b) {
        return canonical(a / b);
    }

    public static float min(float a, float b) {
        return canonical(Math.min(a, b));
    }

    public static float max(float a, float b) {
        return canonical(Math.max(a, b));
    }

    public static float sqrt(float a) {
        return canonical((float) Math.sqrt(a));
    }

    public static float ceil(float a) {
        return canonical((float) Math.ceil(a));
    }

    public static float floor(float a) {
        return canonical((float) Math.floor(a));
    }

    public static float trunc(float a) {
        return canonical((float) (a < 0 ? Math.ceil(a) : Math.floor(a)));
    }

    public static float nearest(float a) {
        return canonical((float) Math.rint(a));
    }

    public static double add(double a, double b) {
        return canonical(a + b);
    }

    public static double sub(double a, double b) {
        return canonical(a - b);
    }

    public static double mul(double a, double b) {
        return canonical(a * b);
    }

    public static double div(double a, double b) {
        return canonical(a / b);
    }

    public static double min(double a, double b) {
        return canonical(Math.min(a, b));
    }

    public static double max(double a, double b) {
        return canonical(Math.max(a, b));
    }

    public static double sqrt(double a) {
        return canonical(Math.sqrt(a));
    }

    public static double ceil(double a) {
        return canonical(Math.ceil(a));
    }

    public static double floor(double a) {
        return canonical(Math.floor(a));
    }

    public static double trunc(double a) {
        return canonical(a < 0 ? Math.ceil(a) : Math.floor(a));
    }

    public static double nearest(double a) {
        return canonical(Math.rint(a));
    }

    public static double promote(float a) {
        return canonical((double) a);
    }

    public static float demote(double a) {
        return canonical((float) a);
    }

    public static float f32FromU32(int a) {
        return (float) (a & 0xffff_ffffL);
    }

    public static double f64FromU32(int a) {
        return (double) (a & 0xffff_ffffL);
    }

    /** Halved with the lost bit kept, so that rounding is right, then doubled. */
    public static float f32FromU64(long a) {
        return a >= 0 ? (float) a : (float) (a >>> 1 | a & 1) * 2;
    }

    public static double f64FromU64(long a) {
        return a >= 0 ? (double) a : (double) (a >>> 1 | a & 1) * 2;
    }

    public static int truncS32(double a, int fuel) {
        if (a > -2147483649.0 && a < 2147483648.0) {
            return (int) a;
        }
        throw truncTrap(a, fuel);
    }

    public static int truncU32(double a, int fuel) {
        if (a > -1.0 && a < 4294967296.0) {
            return (int) (long) a;
        }
        throw truncTrap(a, fuel);
    }

    public static long truncS64(double a, int fuel) {
        if (a >= -TWO_63 && a < TWO_63) {
            return (long) a;
        }
        throw truncTrap(a, fuel);
    }

    public static long truncU64(double a, int fuel) {
        if (a > -1.0 && a < 2 * TWO_63) {
            return unsigned(a);
        }
        throw truncTrap(a, fuel);
    }

    public static int satU32(double a) {
        return a >= 4294967296.0 ? -1 : a > 0 ? (int) (long) a : 0;
    }

    public static long satU64(double a) {
        return a >= 2 * TWO_63 ? -1 : a > 0 ? unsigned(a) : 0;
    }

    private static long unsigned(double a) {
        return a < TWO_63 ? (long) a : (long) (a - TWO_63) ^ Long.MIN_VALUE;
    }

    private static RuntimeException truncTrap(double a, int fuel) {
        return Runtime.trap(
                a != a ? TrapKind.INVALID_CONVERSION_TO_INTEGER : TrapKind.INTEGER_OVERFLOW, fuel);
    }
}
