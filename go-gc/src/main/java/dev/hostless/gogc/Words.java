package dev.hostless.gogc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Words in an array of memory, little-endian. */
final class Words {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);

    /** Up to here words are stored one by one: a call to fill costs more. */
    private static final int SHORT = 64;

    private Words() {
    }

    static int readInt(byte[] memory, int address) {
        return (int) INTS.get(memory, address);
    }

    static long readLong(byte[] memory, int address) {
        return (long) LONGS.get(memory, address);
    }

    static void writeInt(byte[] memory, int address, int value) {
        INTS.set(memory, address, value);
    }

    /** The pointer in a word; 0 if a 64-bit word is beyond the first 4 GiB. */
    static int readPointer(byte[] memory, int address, int pointerBytes) {
        if (pointerBytes == Integer.BYTES) {
            return readInt(memory, address);
        }
        long word = readLong(memory, address);
        return word >>> Integer.SIZE == 0 ? (int) word : 0;
    }

    /** Sets so many bytes, a multiple of 8, to zero. */
    static void zero(byte[] memory, int address, int bytes) {
        if (bytes > SHORT) {
            Arrays.fill(memory, address, address + bytes, (byte) 0);
            return;
        }
        for (int end = address + bytes; address < end; address += Long.BYTES) {
            LONGS.set(memory, address, 0L);
        }
    }
}
