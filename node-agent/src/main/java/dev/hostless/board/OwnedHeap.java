package dev.hostless.board;

import dev.hostless.engine.Cpu;
import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.gogc.CollectorMode;
import dev.hostless.gogc.CollectorOptions;
import dev.hostless.gogc.GcCause;
import dev.hostless.gogc.Heap;
import dev.hostless.gogc.HeapCollector;
import dev.hostless.gogc.HeapExhausted;
import dev.hostless.gogc.HeapProfile;
import dev.hostless.gogc.InvalidRequest;
import dev.hostless.gogc.Pacer;
import dev.hostless.gogc.PointerMask;
import dev.hostless.gogc.RootRanges;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The module {@code gogc} for languages whose compilers say nothing of pointers: C, and TinyGo with
 * {@code -gc=custom}. The guest names its roots and asks for each collection, which marks all that
 * they reach in one stop; pointers have 32 bits. go-gc/c/gogc.h declares the same for C.
 */
public final class OwnedHeap implements HostModule {
    /** What a call costs beside the steps of the heap. */
    static final int CALL_CYCLES = 6;
    /** Up to here a board is a microcontroller, with pages of 256 B. */
    private static final long SMALL_RAM_BYTES = 1 << 20;
    private static final int GC_PERCENT = 100;
    private static final long HEAP_MINIMUM_BYTES = 4 << 20;
    /** A program has a layout for each of its types. */
    private static final int LAYOUTS_MAX = 1 << 16;
    private static final int SIZE_BITS = 5;
    private static final int SIZE_MASK = (1 << SIZE_BITS) - 1;
    private static final int MASK_BYTES_MAX = 1 << 16;

    private final BoardSpec spec;
    private final Cpu cpu;
    private final RamImports ram;
    private final RootRanges roots = new RootRanges();
    private final Map<Integer, Optional<PointerMask>> layouts = new HashMap<>();
    private @Nullable Heap heap;
    private @Nullable HeapCollector collector;
    private long charged;

    OwnedHeap(BoardSpec spec, Cpu cpu, RamImports ram) {
        this.spec = spec;
        this.cpu = cpu;
        this.ram = ram;
    }

    @Override
    public String name() {
        return GuestHeap.MODULE;
    }

    /**
     * Makes an object, all zero.
     *
     * @param bytes unsigned, 1 or more
     * @param layout where its pointers are, as TinyGo says it: 0 if any word may be one; odd: bits
     *     1 to 5 are the size of a type in words and the bits above say which are pointers; else
     *     the address of the size in words and, behind it, of the bitmap
     * @return its address; 0 if there is no room, unless a collection makes some
     */
    @HostFunction("allocate")
    public int allocate(Guest guest, int bytes, int layout) {
        var h = heap(guest);
        try {
            var mask = layouts.get(layout);
            if (mask == null) {
                mask = keep(layout, read(guest, layout));
            }
            long size = Integer.toUnsignedLong(bytes);
            return mask.isEmpty()
                    ? h.allocateOwned(size, false, true)
                    : h.allocateOwned(size, mask.get());
        } catch (HeapExhausted _) {
            return 0;
        } finally {
            charge(h);
        }
    }

    private Optional<PointerMask> keep(int layout, Optional<PointerMask> mask) {
        if (layouts.size() == LAYOUTS_MAX) {
            layouts.clear();
        }
        layouts.put(layout, mask);
        return mask;
    }

    /** Empty: any word may be a pointer. */
    private static Optional<PointerMask> read(Guest guest, int layout) {
        if (layout == 0) {
            return Optional.empty();
        }
        if ((layout & 1) != 0) {
            int words = layout >>> 1 & SIZE_MASK;
            long bits = Integer.toUnsignedLong(layout) >>> 1 + SIZE_BITS;
            if (words == 0 || bits >>> words != 0) {
                throw new InvalidRequest("gogc.allocate: the layout 0x%x has pointers beyond its %d"
                        .formatted(layout, words) + " words");
            }
            return Optional.of(new PointerMask(words, bits));
        }
        int words = guest.memory().getInt(layout);
        if (words < 1 || words > MASK_BYTES_MAX * Byte.SIZE) {
            throw new InvalidRequest(
                    "gogc.allocate: the layout at 0x%x has %d words, wanted 1 to %d"
                            .formatted(layout, words, MASK_BYTES_MAX * Byte.SIZE));
        }
        byte[] bytes = guest.memory().copyOf(layout + Integer.BYTES,
                (words + Byte.SIZE - 1) / Byte.SIZE);
        var bits = new long[(words + Long.SIZE - 1) / Long.SIZE];
        for (int word = 0; word < words; word++) {
            bits[word >>> 6] |= (bytes[word >>> 3] >>> (word & 7) & 1L) << word;
        }
        return Optional.of(new PointerMask(words, bits));
    }

    /** Frees an object at once, for guests that know that nothing refers to it. */
    @HostFunction("free")
    public void free(Guest guest, int object) {
        var h = heap(guest);
        h.free(object);
        charge(h);
    }

    /**
     * Names memory whose words may be pointers: global variables, a stack. A range that begins at
     * the same address is replaced.
     *
     * @param bytes unsigned, 1 or more
     */
    @HostFunction("add_roots")
    public void addRoots(Guest guest, int address, int bytes) {
        long end = Integer.toUnsignedLong(address) + Integer.toUnsignedLong(bytes);
        if (end > guest.memory().sizeBytes()) {
            throw new InvalidRequest("gogc.add_roots: wanted memory up to 0x%x, got up to 0x%x"
                    .formatted(guest.memory().sizeBytes(), end));
        }
        roots.add(address, Integer.toUnsignedLong(bytes));
        charge(heap(guest));
    }

    /** Takes a range away, by its first address. */
    @HostFunction("remove_roots")
    public void removeRoots(Guest guest, int address) {
        roots.remove(address);
        charge(heap(guest));
    }

    /** Whether the heap has grown so much that a collection pays: 1 or 0. */
    @HostFunction("is_collection_due")
    public int isCollectionDue(Guest guest) {
        var h = heap(guest);
        charge(h);
        return collector(h).isStartDue() ? 1 : 0;
    }

    /**
     * Frees every object that is not reached from the roots. Every pointer that the guest still
     * needs must be in one or in an object: what is in a local only is not seen.
     *
     * @return bytes of objects that are left
     */
    @HostFunction("collect")
    public int collect(Guest guest) {
        var h = heap(guest);
        collector(h).collect(GcCause.FORCED, cpu.cycles());
        charge(h);
        return (int) h.figures().heapAlloc();
    }

    void save(DataOutput out) throws IOException {
        roots.save(out);
        out.writeLong(charged);
        out.writeInt(layouts.size());
        for (var layout : layouts.entrySet()) {
            out.writeInt(layout.getKey());
            out.writeBoolean(layout.getValue().isPresent());
            if (layout.getValue().isPresent()) {
                layout.getValue().get().save(out);
            }
        }
        out.writeBoolean(heap != null);
    }

    /** Has its collector look after the RAM's heap again, which is to be restored after this. */
    void restore(DataInput in, Guest guest) throws IOException {
        roots.restore(in);
        long before = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            int layout = in.readInt();
            layouts.put(layout, in.readBoolean()
                    ? Optional.of(PointerMask.restored(in))
                    : Optional.empty());
        }
        if (in.readBoolean()) {
            collector(heap(guest));
        }
        charged = before;
    }

    private Heap heap(Guest guest) {
        var there = heap;
        if (there == null) {
            there = ram.ram(guest).heap(spec.ramBytes() > SMALL_RAM_BYTES
                    ? HeapProfile.WASM_32BIT
                    : HeapProfile.MICROCONTROLLER);
            heap = there;
            charged = there.steps().cycles();
        }
        return there;
    }

    /** Without a write barrier nothing can be marked beside the guest. */
    private HeapCollector collector(Heap h) {
        var there = collector;
        if (there == null) {
            there = new HeapCollector(h,
                    CollectorOptions.of(CollectorMode.STOP_THE_WORLD)
                            .withCheck(spec.heap().check()),
                    new Pacer(GC_PERCENT, Pacer.NO_LIMIT,
                            Math.min(HEAP_MINIMUM_BYTES, spec.ramBytes() / 4)),
                    roots);
            collector = there;
        }
        return there;
    }

    private void charge(Heap h) {
        // The collector counts what is allocated, so it is there from the first object on.
        collector(h);
        long now = h.steps().cycles();
        cpu.charge(CALL_CYCLES + now - charged);
        charged = now;
    }
}
