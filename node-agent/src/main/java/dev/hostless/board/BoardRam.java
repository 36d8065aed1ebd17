package dev.hostless.board;

import dev.hostless.board.RamPolicy.Madvise;
import dev.hostless.engine.LinearMemory;
import dev.hostless.gogc.HeapProfile;
import dev.hostless.gogc.InvalidFree;
import dev.hostless.gogc.PageAllocator;
import dev.hostless.gogc.StepCounts;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The RAM above a guest's own data, in pages of 8 KiB. Linear memory grows as pages are asked for
 * and never beyond the board's RAM. What is handed out reads as zero.
 */
final class BoardRam {
    static final int PAGE_BYTES = HeapProfile.GO_WASM.pageBytes();

    /** Growing copies all memory, so it is by this part of it at least: 16 copies of a byte. */
    private static final int GROWTH_DIVISOR = 16;

    private final RamPolicy policy;
    private final long ramBytes;
    private final LinearMemory memory;
    private final BitSet released = new BitSet();
    private @Nullable PageAllocator pages;
    /** Pages from this one on were never handed out, so they are still zero. */
    private int untouched;

    BoardRam(RamPolicy policy, long ramBytes, LinearMemory memory) {
        this.policy = policy;
        this.ramBytes = ramBytes;
        this.memory = memory;
    }

    /**
     * Says where the guest's own data ends. It is the end of the memory when the first page is
     * asked for before.
     *
     * @return why it cannot be there, or null
     */
    @Nullable
    String start(int address) {
        if (pages != null) {
            return "the RAM has started already, at page " + pages.region().firstPage();
        }
        if (address < 0 || address > memory.sizeBytes() || address % PAGE_BYTES != 0) {
            return "wanted a multiple of %d up to the memory's end at 0x%x, got 0x%x"
                    .formatted(PAGE_BYTES, memory.sizeBytes(), address);
        }
        open(address);
        return null;
    }

    private PageAllocator open(int address) {
        int first = address / PAGE_BYTES;
        int limit = (int) (ramBytes / LinearMemory.PAGE_BYTES * LinearMemory.PAGE_BYTES
                / PAGE_BYTES) - first;
        var opened = policy.pages().policy().allocator(first, Math.max(1, limit),
                HeapProfile.GO_WASM.chunkPages(), new StepCounts());
        int there = memory.sizeBytes() / PAGE_BYTES - first;
        if (there > 0) {
            opened.grow(there);
        }
        untouched = first;
        pages = opened;
        return opened;
    }

    private PageAllocator pages() {
        return pages == null ? open(memory.sizeBytes()) : pages;
    }

    /**
     * Takes pages, all zero.
     *
     * @param bytes 1 or more, rounded up to whole pages
     * @param alignment of the address, a power of two
     * @return the address; 0 when there is no such room
     */
    int allocate(int bytes, int alignment) {
        int count = count(bytes);
        int step = Math.max(1, alignment / PAGE_BYTES);
        var all = pages();
        int page = all.allocate(count, step);
        if (page == PageAllocator.NONE && growFor(all, count, step)) {
            page = all.allocate(count, step);
        }
        if (page == PageAllocator.NONE) {
            return 0;
        }
        int touched = Math.min(count, Math.max(0, untouched - page));
        if (touched > 0) {
            memory.fill(page * PAGE_BYTES, (byte) 0, touched * PAGE_BYTES);
        }
        untouched = Math.max(untouched, page + count);
        return page * PAGE_BYTES;
    }

    /** Asks for so much that the request fits into what is added, whatever was free before. */
    private boolean growFor(PageAllocator all, int count, int step) {
        int end = all.region().endPage();
        int aligned = (end + step - 1) / step * step;
        int left = all.region().limitPages() - all.region().pages();
        long wanted = (long) aligned - end + count;
        if (wanted > left) {
            // What is free at the end may make it fit all the same.
            wanted = count > left + all.freePages() ? 0 : left;
        }
        if (wanted == 0) {
            return false;
        }
        long roomy = Math.min(left, Math.max(wanted, end / GROWTH_DIVISOR));
        int perStep = LinearMemory.PAGE_BYTES / PAGE_BYTES;
        int linear = (int) ((roomy + perStep - 1) / perStep);
        if (memory.grow(linear) == LinearMemory.GROW_FAILED) {
            return false;
        }
        all.grow(Math.min(left, memory.sizeBytes() / PAGE_BYTES - end));
        return true;
    }

    /**
     * Gives pages back.
     *
     * @return why they cannot be, or null
     */
    @Nullable
    String free(int address, int bytes) {
        var problem = problem(address, bytes);
        if (problem != null) {
            return problem;
        }
        try {
            pages().free(address / PAGE_BYTES, count(bytes));
        } catch (InvalidFree invalid) {
            return invalid.getMessage();
        }
        released.clear(address / PAGE_BYTES, address / PAGE_BYTES + count(bytes));
        return null;
    }

    /**
     * Says that whole pages of a range hold nothing of worth for now.
     *
     * @return why it cannot be, or null
     */
    @Nullable
    String unused(int address, int bytes) {
        var problem = problem(address, bytes);
        if (problem == null && policy.madvise() == Madvise.RECLAIM) {
            int first = address / PAGE_BYTES;
            int end = first + bytes / PAGE_BYTES;
            memory.fill(address, (byte) 0, (end - first) * PAGE_BYTES);
            released.set(first, end);
        }
        return problem;
    }

    /**
     * Takes {@link #unused} back.
     *
     * @return why it cannot be, or null
     */
    @Nullable
    String used(int address, int bytes) {
        var problem = problem(address, bytes);
        if (problem == null) {
            released.clear(address / PAGE_BYTES, address / PAGE_BYTES + count(bytes));
        }
        return problem;
    }

    /** Bytes that guests keep and have said to be unused. */
    long releasedBytes() {
        return (long) released.cardinality() * PAGE_BYTES;
    }

    private @Nullable String problem(int address, int bytes) {
        var region = pages().region();
        if (address < 0 || bytes < 1 || address % PAGE_BYTES != 0
                || address / PAGE_BYTES < region.firstPage()
                || (long) address + bytes > (long) region.endPage() * PAGE_BYTES) {
            return "%d bytes at 0x%x are not whole pages of 0x%x to 0x%x".formatted(bytes, address,
                    (long) region.firstPage() * PAGE_BYTES, (long) region.endPage() * PAGE_BYTES);
        }
        return null;
    }

    private static int count(int bytes) {
        return (int) (((long) bytes + PAGE_BYTES - 1) / PAGE_BYTES);
    }
}
