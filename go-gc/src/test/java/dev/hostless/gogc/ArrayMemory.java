package dev.hostless.gogc;

import java.util.Arrays;

/** Memory of a board that is nothing but RAM. */
final class ArrayMemory implements HeapMemory {
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
    public void zero(int address, int count) {
        Arrays.fill(bytes, address, address + count, (byte) 0);
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
