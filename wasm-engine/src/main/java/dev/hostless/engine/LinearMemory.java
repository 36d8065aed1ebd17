package dev.hostless.engine;

import dev.hostless.engine.compiler.Instance;
import dev.hostless.engine.compiler.MemoryGuard;
import dev.hostless.engine.compiler.Runtime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A guest's memory. Addresses are unsigned 32-bit numbers; all access is bounds-checked and
 * little-endian, and out of bounds or against the protection of a range throws a {@link Trap}.
 */
public final class LinearMemory implements Extern {
    public static final int PAGE_BYTES = 1 << 16;
    /** One page less than 2 GiB, so that an index into the array is a Java {@code int}. */
    public static final int MAX_PAGES = (1 << 15) - 1;
    public static final long MAX_BYTES = (long) MAX_PAGES * PAGE_BYTES;
    /** What {@link #grow} answers when it cannot. */
    public static final int GROW_FAILED = -1;
    /** What is all zero is not saved, in blocks of this size. */
    private static final int SAVED_BLOCK_BYTES = 4_096;
    private static final int NO_MORE_BLOCKS = -1;
    private static final int NO_MAXIMUM = 1 << 16;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);

    private static final byte[] ZEROS = new byte[SAVED_BLOCK_BYTES];

    /** A shared memory's never moves: it has its final length from the start. */
    private byte[] bytes;
    private volatile int sizeBytes;
    private volatile Protection protection = Protection.OFF;
    private final boolean shared;
    private final int maximumPages;
    private final int limitPages;
    /**
     * Compiled code keeps the array in a field of its instance, so moves are told to all. A shared
     * memory keeps nobody: it never moves, its guard is always asked, and instances come and go.
     */
    private final List<Instance> sharers = new ArrayList<>(1);
    /** A shared memory has or had an instance whose code does not ask for protection. */
    private boolean unprotectable;

    /**
     * A memory that the host creates, to be imported.
     *
     * @param maximumPages declared maximum, or a negative number for none
     */
    public LinearMemory(int initialPages, int maximumPages) {
        this(initialPages, maximumPages, MAX_BYTES, false);
    }

    /**
     * A memory that the host creates, to be imported.
     *
     * @param maximumPages declared maximum, or a negative number for none
     * @param limitBytes it grows no further, whatever the maximum says
     */
    public LinearMemory(int initialPages, int maximumPages, long limitBytes) {
        this(initialPages, maximumPages, limitBytes, false);
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
        return bytes[readable(address, 1)];
    }

    public int getInt(int address) {
        return (int) INT.get(bytes, readable(address, 4));
    }

    public long getLong(int address) {
        return (long) LONG.get(bytes, readable(address, 8));
    }

    public void putByte(int address, byte value) {
        bytes[writable(address, 1)] = value;
    }

    public void putInt(int address, int value) {
        INT.set(bytes, writable(address, 4), value);
    }

    public void putLong(int address, long value) {
        LONG.set(bytes, writable(address, 8), value);
    }

    /** Copies guest memory into a Java array. */
    public void read(int address, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        System.arraycopy(bytes, readable(address, length), target, offset, length);
    }

    /** Copies a Java array into guest memory. */
    public void write(int address, byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        System.arraycopy(source, offset, bytes, writable(address, length), length);
    }

    public void fill(int address, byte value, int length) {
        int start = writable(address, length);
        Arrays.fill(bytes, start, start + length, value);
    }

    /** A copy of a range, for instance of a string. */
    public byte[] copyOf(int address, int length) {
        int start = readable(address, length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    @Override
    public String description() {
        return "%smemory of %d pages%s".formatted(shared ? "shared " : "", pages(),
                maximumPages == NO_MAXIMUM ? "" : ", at most " + maximumPages);
    }

    /**
     * Restricts what guests, and host functions on their behalf, may do with a range, or allows
     * everything again. What was said before of any of its bytes is forgotten. A violation is a
     * trap that names address, access and range.
     *
     * @param address of the first byte
     * @param length of the range in bytes, 1 or more
     * @throws IllegalStateException if a guest that uses the memory was compiled without {@link
     *     EngineOptions#memoryProtection()}, or if there are too many ranges
     */
    public synchronized void protect(int address, int length, MemoryAccess access) {
        long end = (long) address + length;
        if (address < 0 || length < 1 || end > (long) limitPages * PAGE_BYTES) {
            throw new IllegalArgumentException(
                    "a range of 1 byte or more within 0x0 to 0x%x wanted, not %d bytes at 0x%x"
                            .formatted((long) limitPages * PAGE_BYTES - 1, length, address));
        }
        if (unprotectable) {
            throw notHonoured();
        }
        sharers.forEach(LinearMemory::checkHonours);
        var changed = protection.with(address, end, access);
        protection = changed;
        for (Instance sharer : sharers) {
            sharer.guard = guard();
        }
    }

    /** Copies guest memory into a Java array whatever is protected: for debuggers and dumps. */
    public void peek(int address, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        checkBounds(address, length);
        System.arraycopy(bytes, address, target, offset, length);
    }

    /**
     * The bytes themselves, for a collector that reads and writes whatever is protected. Growth
     * replaces the array of a memory that is not shared, so nobody keeps it across a call of the
     * guest's or {@link #grow}; beyond {@link #sizeBytes} nothing is the guest's.
     */
    public byte[] array() {
        return bytes;
    }

    /**
     * Writes what is not as in a new memory.
     *
     * @param initial what that begins with; zeros follow
     */
    void save(DataOutput out, byte[] initial) throws IOException {
        out.writeInt(pages());
        out.writeBoolean(initial.length > 0);
        for (int at = 0; at < sizeBytes; at += SAVED_BLOCK_BYTES) {
            if (!isInitial(at, initial)) {
                out.writeInt(at);
                out.write(bytes, at, SAVED_BLOCK_BYTES);
            }
        }
        out.writeInt(NO_MORE_BLOCKS);
    }

    private boolean isInitial(int block, byte[] initial) {
        int end = block + SAVED_BLOCK_BYTES;
        int known = Math.clamp(initial.length, block, end);
        return Arrays.equals(bytes, block, known, initial, Math.min(block, initial.length),
                Math.min(known, initial.length))
                && Arrays.equals(bytes, known, end, ZEROS, 0, end - known);
    }

    /** Takes over what was saved; the memory is a new one, after its segments. */
    void restore(DataInput in) throws IOException {
        int wanted = in.readInt();
        boolean onInitial = in.readBoolean();
        if (wanted < pages() || wanted > pages() && grow(wanted - pages()) == GROW_FAILED) {
            throw new LimitExceeded("memory pages of a saved guest", wanted, limitPages,
                    "the smaller of the declared maximum and the memory limit");
        }
        int end = 0;
        for (int at = in.readInt(); at != NO_MORE_BLOCKS; at = in.readInt()) {
            if (at < end || at > sizeBytes - SAVED_BLOCK_BYTES) {
                throw new IOException("wanted a block of memory from 0x%x to 0x%x, got one at 0x%x"
                        .formatted(end, sizeBytes, at));
            }
            if (!onInitial) {
                Arrays.fill(bytes, end, at, (byte) 0);
            }
            in.readFully(bytes, at, SAVED_BLOCK_BYTES);
            end = at + SAVED_BLOCK_BYTES;
        }
        if (!onInitial) {
            Arrays.fill(bytes, end, sizeBytes, (byte) 0);
        }
    }

    synchronized void attach(Instance instance) {
        if (!protection.isOff()) {
            checkHonours(instance);
        }
        if (shared) {
            unprotectable |= !instance.honoursProtection();
        } else {
            sharers.add(instance);
        }
        instance.memory = bytes;
        instance.guard = guard();
    }

    private static void checkHonours(Instance instance) {
        if (!instance.honoursProtection()) {
            throw notHonoured();
        }
    }

    private static IllegalStateException notHonoured() {
        return new IllegalStateException("the guest was compiled without memory protection:"
                + " see EngineOptions.withMemoryProtection");
    }

    private @Nullable MemoryGuard guard() {
        return shared || !protection.isOff() ? this::guard : null;
    }

    private void guard(long at, long length, boolean write, int fuel) {
        if (at + length > sizeBytes) {
            Runtime.outOfBounds(fuel);
        }
        var range = protection.violated(at, length, write);
        if (range != null) {
            throw Runtime.trap(TrapKind.MEMORY_PROTECTION,
                    Protection.describe(range, at, length, write), fuel);
        }
    }

    private int readable(int address, int length) {
        return check(address, length, false);
    }

    private int writable(int address, int length) {
        return check(address, length, true);
    }

    private int check(int address, int length, boolean write) {
        checkBounds(address, length);
        var range = protection.violated(address, length, write);
        if (range != null) {
            throw new Trap(TrapKind.MEMORY_PROTECTION,
                    Protection.describe(range, address, length, write));
        }
        return address;
    }

    private void checkBounds(int address, int length) {
        int size = sizeBytes;
        if (length < 0 || address < 0 || address > size - length) {
            throw new Trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS,
                    "%s: %d bytes at 0x%x, memory ends at 0x%x".formatted(
                            TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS.wording(), length, address,
                            size));
        }
    }
}
