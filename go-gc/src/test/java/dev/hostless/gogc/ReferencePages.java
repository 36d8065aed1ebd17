package dev.hostless.gogc;

import java.util.BitSet;

/** The pages of a region, one bit each: what every page allocator must agree with, slowly. */
final class ReferencePages {
    private final int firstPage;
    private final BitSet inUse = new BitSet();
    private int pages;

    ReferencePages(int firstPage) {
        this.firstPage = firstPage;
    }

    void grow(int more) {
        pages += more;
    }

    boolean isInside(int page, int count) {
        return page >= firstPage && page + count <= firstPage + pages;
    }

    boolean isFree(int page, int count) {
        int from = page - firstPage;
        return isInside(page, count) && inUse.get(from, from + count).isEmpty();
    }

    boolean isInUse(int page, int count) {
        int from = page - firstPage;
        return isInside(page, count) && inUse.get(from, from + count).cardinality() == count;
    }

    void allocate(int page, int count) {
        inUse.set(page - firstPage, page - firstPage + count);
    }

    void free(int page, int count) {
        inUse.clear(page - firstPage, page - firstPage + count);
    }

    /** The first aligned run of so many free pages. */
    int firstFit(int count, int alignment) {
        for (int page = firstPage; page <= firstPage + pages - count; page++) {
            if (page % alignment == 0 && isFree(page, count)) {
                return page;
            }
        }
        return PageAllocator.NONE;
    }

    /** The largest free block of 2^k pages that begins at a multiple of its size; 0 if none. */
    int largestBlock() {
        int largest = 0;
        for (int block = 1; block <= pages; block *= 2) {
            if (firstFit(block, block) != PageAllocator.NONE) {
                largest = block;
            }
        }
        return largest;
    }

    int freePages() {
        return pages - inUse.cardinality();
    }

    int freeRuns() {
        int runs = 0;
        for (int page = 0; page < pages; page++) {
            if (!inUse.get(page) && (page == 0 || inUse.get(page - 1))) {
                runs++;
            }
        }
        return runs;
    }

    int largestFreeRun() {
        int largest = 0;
        int run = 0;
        for (int page = 0; page < pages; page++) {
            run = inUse.get(page) ? 0 : run + 1;
            largest = Math.max(largest, run);
        }
        return largest;
    }
}
