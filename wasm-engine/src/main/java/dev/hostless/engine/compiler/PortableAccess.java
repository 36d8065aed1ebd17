package dev.hostless.engine.compiler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The memory accessors of {@link Access} in plain Java, with the same names and descriptors. */
public final class PortableAccess {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);

    private PortableAccess() {
    }

    private static int check(int address, byte[] memory, int offset, int size, int fuel) {
        if (address < 0 || address > memory.length - size - offset) {
            Runtime.outOfBounds(fuel);
        }
        return address + offset;
    }

    public static int i32Load(int address, byte[] memory, int fuel) {
        return i32Load(address, memory, 0, fuel);
    }

    public static int i32Load(int address, byte[] memory, int offset, int fuel) {
        return (int) INT.get(memory, check(address, memory, offset, 4, fuel));
    }

    public static long i64Load(int address, byte[] memory, int fuel) {
        return i64Load(address, memory, 0, fuel);
    }

    public static long i64Load(int address, byte[] memory, int offset, int fuel) {
        return (long) LONG.get(memory, check(address, memory, offset, 8, fuel));
    }

    public static float f32Load(int address, byte[] memory, int fuel) {
        return f32Load(address, memory, 0, fuel);
    }

    public static float f32Load(int address, byte[] memory, int offset, int fuel) {
        return Float.intBitsToFloat((int) INT.get(memory, check(address, memory, offset, 4, fuel)));
    }

    public static double f64Load(int address, byte[] memory, int fuel) {
        return f64Load(address, memory, 0, fuel);
    }

    public static double f64Load(int address, byte[] memory, int offset, int fuel) {
        return Double
                .longBitsToDouble((long) LONG.get(memory, check(address, memory, offset, 8, fuel)));
    }

    public static int i32Load8S(int address, byte[] memory, int fuel) {
        return i32Load8S(address, memory, 0, fuel);
    }

    public static int i32Load8S(int address, byte[] memory, int offset, int fuel) {
        return memory[check(address, memory, offset, 1, fuel)];
    }

    public static int i32Load8U(int address, byte[] memory, int fuel) {
        return i32Load8U(address, memory, 0, fuel);
    }

    public static int i32Load8U(int address, byte[] memory, int offset, int fuel) {
        return memory[check(address, memory, offset, 1, fuel)] & 0xff;
    }

    public static int i32Load16S(int address, byte[] memory, int fuel) {
        return i32Load16S(address, memory, 0, fuel);
    }

    public static int i32Load16S(int address, byte[] memory, int offset, int fuel) {
        return (short) SHORT.get(memory, check(address, memory, offset, 2, fuel));
    }

    public static int i32Load16U(int address, byte[] memory, int fuel) {
        return i32Load16U(address, memory, 0, fuel);
    }

    public static int i32Load16U(int address, byte[] memory, int offset, int fuel) {
        return (short) SHORT.get(memory, check(address, memory, offset, 2, fuel)) & 0xffff;
    }

    public static long i64Load8S(int address, byte[] memory, int fuel) {
        return i64Load8S(address, memory, 0, fuel);
    }

    public static long i64Load8S(int address, byte[] memory, int offset, int fuel) {
        return memory[check(address, memory, offset, 1, fuel)];
    }

    public static long i64Load8U(int address, byte[] memory, int fuel) {
        return i64Load8U(address, memory, 0, fuel);
    }

    public static long i64Load8U(int address, byte[] memory, int offset, int fuel) {
        return memory[check(address, memory, offset, 1, fuel)] & 0xff;
    }

    public static long i64Load16S(int address, byte[] memory, int fuel) {
        return i64Load16S(address, memory, 0, fuel);
    }

    public static long i64Load16S(int address, byte[] memory, int offset, int fuel) {
        return (short) SHORT.get(memory, check(address, memory, offset, 2, fuel));
    }

    public static long i64Load16U(int address, byte[] memory, int fuel) {
        return i64Load16U(address, memory, 0, fuel);
    }

    public static long i64Load16U(int address, byte[] memory, int offset, int fuel) {
        return (short) SHORT.get(memory, check(address, memory, offset, 2, fuel)) & 0xffff;
    }

    public static long i64Load32S(int address, byte[] memory, int fuel) {
        return i64Load32S(address, memory, 0, fuel);
    }

    public static long i64Load32S(int address, byte[] memory, int offset, int fuel) {
        return (int) INT.get(memory, check(address, memory, offset, 4, fuel));
    }

    public static long i64Load32U(int address, byte[] memory, int fuel) {
        return i64Load32U(address, memory, 0, fuel);
    }

    public static long i64Load32U(int address, byte[] memory, int offset, int fuel) {
        return Integer
                .toUnsignedLong((int) INT.get(memory, check(address, memory, offset, 4, fuel)));
    }

    public static void i32Store(int address, int value, byte[] memory, int fuel) {
        i32Store(address, value, memory, 0, fuel);
    }

    public static void i32Store(int address, int value, byte[] memory, int offset, int fuel) {
        INT.set(memory, check(address, memory, offset, 4, fuel), value);
    }

    public static void i64Store(int address, long value, byte[] memory, int fuel) {
        i64Store(address, value, memory, 0, fuel);
    }

    public static void i64Store(int address, long value, byte[] memory, int offset, int fuel) {
        LONG.set(memory, check(address, memory, offset, 8, fuel), value);
    }

    public static void f32Store(int address, float value, byte[] memory, int fuel) {
        f32Store(address, value, memory, 0, fuel);
    }

    public static void f32Store(int address, float value, byte[] memory, int offset, int fuel) {
        INT.set(memory, check(address, memory, offset, 4, fuel), Float.floatToRawIntBits(value));
    }

    public static void f64Store(int address, double value, byte[] memory, int fuel) {
        f64Store(address, value, memory, 0, fuel);
    }

    public static void f64Store(int address, double value, byte[] memory, int offset, int fuel) {
        LONG.set(memory, check(address, memory, offset, 8, fuel),
                Double.doubleToRawLongBits(value));
    }

    public static void i32Store8(int address, int value, byte[] memory, int fuel) {
        i32Store8(address, value, memory, 0, fuel);
    }

    public static void i32Store8(int address, int value, byte[] memory, int offset, int fuel) {
        memory[check(address, memory, offset, 1, fuel)] = (byte) value;
    }

    public static void i32Store16(int address, int value, byte[] memory, int fuel) {
        i32Store16(address, value, memory, 0, fuel);
    }

    public static void i32Store16(int address, int value, byte[] memory, int offset, int fuel) {
        SHORT.set(memory, check(address, memory, offset, 2, fuel), (short) value);
    }

    public static void i64Store8(int address, long value, byte[] memory, int fuel) {
        i64Store8(address, value, memory, 0, fuel);
    }

    public static void i64Store8(int address, long value, byte[] memory, int offset, int fuel) {
        memory[check(address, memory, offset, 1, fuel)] = (byte) value;
    }

    public static void i64Store16(int address, long value, byte[] memory, int fuel) {
        i64Store16(address, value, memory, 0, fuel);
    }

    public static void i64Store16(int address, long value, byte[] memory, int offset, int fuel) {
        SHORT.set(memory, check(address, memory, offset, 2, fuel), (short) value);
    }

    public static void i64Store32(int address, long value, byte[] memory, int fuel) {
        i64Store32(address, value, memory, 0, fuel);
    }

    public static void i64Store32(int address, long value, byte[] memory, int offset, int fuel) {
        INT.set(memory, check(address, memory, offset, 4, fuel), (int) value);
    }
}
