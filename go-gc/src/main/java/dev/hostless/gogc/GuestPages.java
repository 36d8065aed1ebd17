package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Runs of pages that the guest's runtime takes for itself, goroutine stacks above all, from the
 * memory that the heap is in: what sysReserve, sysUnused, sysUsed and sysFree ask of an operating
 * system. Bad ranges are refused with a reason.
 */
public final class GuestPages {
    private final HeapProfile profile;
    private final SpanHeap spans;
    private long unusedCalls;
    private long usedCalls;
    private long unusedBytes;

    GuestPages(HeapProfile profile, SpanHeap spans) {
        this.profile = profile;
        this.spans = spans;
    }

    /**
     * Takes cleared pages.
     *
     * @param bytes at least 1, rounded up to whole pages
     * @param alignment of the address, a power of two
     * @return the address, 0 if there is no such run
     */
    public int allocate(long bytes, long alignment) {
        if (bytes < 1 || bytes > Integer.MAX_VALUE) {
            return bytes < 1 ? refuseSize(bytes) : 0;
        }
        if (alignment < 1 || Long.bitCount(alignment) != 1 || alignment > 1L << 30) {
            throw new InvalidRequest(
                    "wanted an alignment that is a power of two up to 2^30, got " + alignment);
        }
        int page = spans.allocateGuestPages(count(bytes),
                (int) Math.max(1, alignment >> profile.pageShift()));
        return page == PageAllocator.NONE ? 0 : page << profile.pageShift();
    }

    /**
     * Gives pages back, in whatever pieces.
     *
     * @throws InvalidFree if not all of the pages are the guest's
     */
    public void free(int address, long bytes) {
        spans.freeGuestPages(page(address, bytes), count(bytes));
    }

    /**
     * The guest keeps the range but does not need what it holds: {@link MadvisePolicy} says what
     * becomes of it. Whole pages within the range count.
     */
    public void unused(int address, long bytes) {
        unusedCalls++;
        unusedBytes += bytes;
        advise(address, bytes, true);
    }

    /** The guest needs the range again. */
    public void used(int address, long bytes) {
        usedCalls++;
        advise(address, bytes, false);
    }

    /** Bytes that the guest has. */
    public long bytes() {
        return (long) spans.guestPageCount() << profile.pageShift();
    }

    /** How often the guest did not need a range. */
    public long unusedCalls() {
        return unusedCalls;
    }

    /** Bytes of these ranges, ever. */
    public long unusedBytes() {
        return unusedBytes;
    }

    public long usedCalls() {
        return usedCalls;
    }

    private void advise(int address, long bytes, boolean unused) {
        if (bytes < 0 || bytes > Integer.MAX_VALUE) {
            refuseSize(bytes);
        }
        long start = Integer.toUnsignedLong(address);
        long end = start + bytes >> profile.pageShift();
        long first = start + profile.pageBytes() - 1 >> profile.pageShift();
        if (end <= first) {
            return;
        }
        if (unused) {
            spans.unused((int) first, (int) (end - first));
        } else {
            spans.used((int) first, (int) (end - first));
        }
    }

    private int page(int address, long bytes) {
        if (bytes < 1 || bytes > Integer.MAX_VALUE) {
            refuseSize(bytes);
        }
        if ((address & profile.pageBytes() - 1) != 0) {
            throw new InvalidRequest(
                    "wanted the address of a page, got " + HeapFault.hex(address));
        }
        return address >>> profile.pageShift();
    }

    private int count(long bytes) {
        return (int) (bytes + profile.pageBytes() - 1 >> profile.pageShift());
    }

    private static int refuseSize(long bytes) {
        throw new InvalidRequest("there is no run of " + bytes + " bytes");
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(unusedCalls);
        out.writeLong(usedCalls);
        out.writeLong(unusedBytes);
    }

    void restore(DataInput in) throws IOException {
        unusedCalls = in.readLong();
        usedCalls = in.readLong();
        unusedBytes = in.readLong();
    }
}
