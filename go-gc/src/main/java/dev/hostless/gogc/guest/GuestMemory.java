package dev.hostless.gogc.guest;

import dev.hostless.gogc.HeapMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The guest's memory, read with checks. Addresses are longs here, so that sums of what a guest says
 * neither wrap nor become negative.
 */
final class GuestMemory {
    private static final long ADDRESSES = 1L << 32;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);

    private final HeapMemory memory;

    GuestMemory(HeapMemory memory) {
        this.memory = memory;
    }

    long bytes() {
        return memory.bytes();
    }

    /** What no size of anything in the guest exceeds. */
    long limitBytes() {
        return memory.limitBytes();
    }

    /** Makes sure that a range lies in memory; what is within may then be read without checks. */
    void check(long address, long bytes, String what) {
        if (address < 0 || bytes < 0 || bytes > memory.bytes()
                || address > memory.bytes() - bytes) {
            throw new GuestLayoutProblem(address, what + " is outside of memory");
        }
    }

    long int64(long address, String what) {
        check(address, Long.BYTES, what);
        return (long) LONGS.get(memory.array(), (int) address);
    }

    int int32(long address, String what) {
        check(address, Integer.BYTES, what);
        return (int) INTS.get(memory.array(), (int) address);
    }

    long unsigned32(long address, String what) {
        return int32(address, what) & ADDRESSES - 1;
    }

    /** A memory is a whole number of words, so the word around a byte is in it. */
    int unsigned8(long address, String what) {
        check(address, 1, what);
        return (int) INTS.get(memory.array(), (int) address & -4) >>> 8 * (address & 3) & 0xff;
    }

    /** A pointer, which may be nil, but not beyond what 32 bits can say. */
    long pointer(long address, String what) {
        long value = int64(address, what);
        if (value < 0 || value >= ADDRESSES) {
            throw new GuestLayoutProblem(address, what + " is no 32-bit address");
        }
        return value;
    }

    /** A word of a range that {@link #check} has passed. */
    long word(long address) {
        return (long) LONGS.get(memory.array(), (int) address);
    }

    /** Copies a bitmap: its bits, in elements of 64, the rest of the last one clear. */
    long[] bits(long address, long count, String what) {
        long bytes = count + 7 >>> 3;
        check(address, bytes, what);
        var bits = new long[(int) (count + 63 >>> 6)];
        for (int index = 0; index < bits.length; index++) {
            bits[index] = bits(address + 8L * index, bytes - 8L * index);
        }
        if ((count & 63) != 0) {
            bits[bits.length - 1] &= (1L << count) - 1;
        }
        return bits;
    }

    /** Up to 64 bits of a bitmap that {@link #check} has passed and that has so many bytes left. */
    long bits(long address, long bytesLeft) {
        if (bytesLeft >= Long.BYTES) {
            return (long) LONGS.get(memory.array(), (int) address);
        }
        long bits = 0;
        for (int index = 0; index < bytesLeft; index++) {
            bits |= (long) unsigned8(address + index, "a bitmap") << 8 * index;
        }
        return bits;
    }
}
