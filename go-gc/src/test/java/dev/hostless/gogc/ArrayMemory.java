package dev.hostless.gogc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Memory of a board that is nothing but RAM. */
final class ArrayMemory implements HeapMemory {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);

    private final int limitBytes;
    private byte[] bytes = {};

    ArrayMemory(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    @Override
    public long bytes() {
        return bytes.length;
    }

    @Override
    public long limitBytes() {
        return limitBytes;
    }

    @Override
    public boolean grow(long wanted) {
        bytes = Arrays.copyOf(bytes, (int) wanted);
        return true;
    }

    @Override
    public byte[] array() {
        return bytes;
    }

    long readLong(int address) {
        return (long) LONGS.get(bytes, address);
    }

    int readInt(int address) {
        return (int) INTS.get(bytes, address);
    }

    void writeInt(int address, int value) {
        INTS.set(bytes, address, value);
    }

    void writeLong(int address, long value) {
        LONGS.set(bytes, address, value);
    }

    void fill(int address, int count, int value) {
        Arrays.fill(bytes, address, address + count, (byte) value);
    }

    boolean isFilled(int address, int count, int value) {
        for (int index = address; index < address + count; index++) {
            if (bytes[index] != (byte) value) {
                return false;
            }
        }
        return true;
    }
}
