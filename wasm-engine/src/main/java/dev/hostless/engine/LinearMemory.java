package dev.hostless.engine;

import dev.hostless.engine.compiler.Instance;
import dev.hostless.engine.compiler.Runtime;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A guest's memory. Addresses are unsigned 32-bit numbers; all access is bounds-checked and
 * little-endian, and out of bounds throws a {@link Trap}.
 */
public final class LinearMemory implements Extern {
    public static final int PAGE_BYTES = 1 << 16;
    /** One page less than 2 GiB, so that an index into the array is a Java {@code int}. */
    public static final int MAX_PAGES = (1 << 15) - 1;
    public static final long MAX_BYTES = (long) MAX_PAGES * PAGE_BYTES;
    /** What {@link #grow} answers when it cannot. */
    public static final int GROW_FAILED = -1;
    private static final int NO_MAXIMUM = 1 << 16;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);

    /** A shared memory's never moves: it has its final length from the start. */
    private byte[] bytes;
    private volatile int sizeBytes;
    private final boolean shared;
    private final int maximumPages;
    private final int limitPages;
    /** Compiled code keeps the array in a field of its instance, so moves are told to all. */
    private final List<Instance> sharers = new ArrayList<>(1);

    /**
     * A memory that the host creates, to be imported.
     *
     * @param maximumPages declared maximum, or a negative number for none
     */
    public LinearMemory(int initialPages, int maximumPages) {
        this(initialPages, maximumPages, MAX_BYTES, false);
    }

    /**
     * A memory that the host creates, to be imported by guests that may run on several threads.
     * It takes all of its room at once.
     *
     * @param limitBytes it grows no further, whatever the maximum says
     */
    public static LinearMemory shared(int initialPages, int maximumPages, long limitBytes) {
        if (maximumPages < 0) {
            throw new IllegalArgumentException("a shared memory has a maximum");
        }
        return new LinearMemory(initialPages, maximumPages, limitBytes, true);
    }

    LinearMemory(int initialPages, int maximumPages, long limitBytes, boolean shared) {
        this.shared = shared;
        this.maximumPages = maximumPages < 0 ? NO_MAXIMUM : maximumPages;
        this.limitPages = (int) Math.min(limitBytes / PAGE_BYTES,
                Math.min(this.maximumPages, MAX_PAGES));
        if (initialPages < 0 || initialPages > limitPages) {
            throw new LimitExceeded("memory pages at start", initialPages, limitPages,
                    "the smaller of the declared maximum and the memory limit");
        }
        this.bytes = new byte[(shared ? limitPages : initialPages) * PAGE_BYTES];
        this.sizeBytes = initialPages * PAGE_BYTES;
    }

    public int sizeBytes() {
        return sizeBytes;
    }

    public int pages() {
        return sizeBytes / PAGE_BYTES;
    }

    /** Whether guests on several threads may use it at the same time. */
    public boolean isShared() {
        return shared;
    }

    /** The declared maximum in pages, or a negative number for none. */
    public int maximumPages() {
        return maximumPages == NO_MAXIMUM ? -1 : maximumPages;
    }

    /**
     * Adds pages; answers the old size in pages, or {@link #GROW_FAILED} beyond the limit.
     *
     * @throws IllegalStateException in a safepoint handler or probe, if a module that uses the
     *     memory has no {@code memory.grow}: its code goes on with the array that it has
     */
    public synchronized int grow(int deltaPages) {
        int old = pages();
        if (deltaPages < 0 || deltaPages > limitPages - old) {
            return GROW_FAILED;
        }
        if (deltaPages > 0 && !shared
                && sharers.stream().anyMatch(Instance::holdsMemory)) {
            throw new IllegalStateException("a safepoint handler or probe cannot grow the memory"
                    + " of a module without memory.grow; a host function can");
        }
        int size = (old + deltaPages) * PAGE_BYTES;
        if (deltaPages > 0 && !shared) {
            bytes = Arrays.copyOf(bytes, size);
            for (Instance sharer : sharers) {
                sharer.memory = bytes;
            }
        }
        sizeBytes = size;
        return old;
    }

    public byte getByte(int address) {
        return bytes[check(address, 1)];
    }

    public int getInt(int address) {
        return (int) INT.get(bytes, check(address, 4));
    }

    public long getLong(int address) {
        return (long) LONG.get(bytes, check(address, 8));
    }

    public void putByte(int address, byte value) {
        bytes[check(address, 1)] = value;
    }

    public void putInt(int address, int value) {
        INT.set(bytes, check(address, 4), value);
    }

    public void putLong(int address, long value) {
        LONG.set(bytes, check(address, 8), value);
    }

    /** Copies guest memory into a Java array. */
    public void read(int address, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        System.arraycopy(bytes, check(address, length), target, offset, length);
    }

    /** Copies a Java array into guest memory. */
    public void write(int address, byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        System.arraycopy(source, offset, bytes, check(address, length), length);
    }

    public void fill(int address, byte value, int length) {
        int start = check(address, length);
        Arrays.fill(bytes, start, start + length, value);
    }

    /** A copy of a range, for instance of a string. */
    public byte[] copyOf(int address, int length) {
        int start = check(address, length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    @Override
    public String description() {
        return "%smemory of %d pages%s".formatted(shared ? "shared " : "", pages(),
                maximumPages == NO_MAXIMUM ? "" : ", at most " + maximumPages);
    }

    synchronized void attach(Instance instance) {
        sharers.add(instance);
        instance.memory = bytes;
        instance.guard = shared ? this::guard : null;
    }

    private void guard(long at, long length, boolean write, int fuel) {
        if (at + length > sizeBytes) {
            Runtime.outOfBounds(fuel);
        }
    }

    private int check(int address, int length) {
        int size = sizeBytes;
        if (length < 0 || address < 0 || address > size - length) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS,
                    "%s: %d bytes at 0x%x, memory ends at 0x%x".formatted(
                            TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS.wording(), length, address,
                            size));
        }
        return address;
    }
}
