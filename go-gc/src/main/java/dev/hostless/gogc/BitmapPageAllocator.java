package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * First fit by address over a bitmap, found by a radix tree of summaries: Go's own page allocator
 * (mpagealloc.go). A leaf summarises a chunk of the bitmap, a node above it
 * {@value #CHILDREN} of the level below, up to one root. Go's tree spans the address space; this
 * one spans the region's limit and so has as many levels as that takes.
 */
final class BitmapPageAllocator implements PageAllocator {
    private static final int CHILDREN_SHIFT = 3;
    private static final int CHILDREN = 1 << CHILDREN_SHIFT;

    private final PageRegion region;
    private final StepCounts steps;
    private final int chunkPages;
    private final PageBits inUse;

    /** By level, leaves first; the last level is the root alone. */
    private final long[][] summaries;

    private int freePages;

    /** All pages below it are in use; as an offset in the region. */
    private int searchOffset;

    /** While a search is under way: free pages right before the place where it stands. */
    private int run;

    BitmapPageAllocator(PageRegion region, int chunkPages, StepCounts steps) {
        this.region = region;
        this.steps = steps;
        this.chunkPages = chunkPages;
        int chunks = (region.limitPages() + chunkPages - 1) / chunkPages;
        inUse = new PageBits(chunks * chunkPages);
        int levels = 1;
        for (int entries = chunks; entries > 1; entries = parents(entries)) {
            levels++;
        }
        summaries = new long[levels][];
        int entries = chunks;
        for (int level = 0; level < levels; level++) {
            summaries[level] = new long[entries];
            entries = parents(entries);
        }
    }

    @Override
    public int allocate(int pages, int alignment) {
        region.checkRequest(pages, alignment);
        if (pages > freePages) {
            return NONE;
        }
        int from = searchOffset;
        int offset;
        do {
            offset = find(from, pages);
            if (offset == NONE) {
                return NONE;
            }
            from = aligned(offset, alignment);
        } while (from != offset);
        inUse.setRange(offset, pages);
        update(offset, pages);
        freePages -= pages;
        if (offset == searchOffset || pages == 1 && alignment == 1) {
            searchOffset = offset + pages;
        }
        return region.firstPage() + offset;
    }

    @Override
    public void free(int page, int pages) {
        region.checkFree(page, pages);
        int offset = page - region.firstPage();
        int alreadyFree = inUse.nextClear(offset, offset + pages);
        if (alreadyFree < offset + pages) {
            throw new InvalidFree("cannot free " + pages + " pages from page " + page + ": page "
                    + (region.firstPage() + alreadyFree) + " is free");
        }
        release(offset, pages);
    }

    @Override
    public void grow(int pages) {
        release(region.grow(pages) - region.firstPage(), pages);
    }

    @Override
    public PageRegion region() {
        return region;
    }

    @Override
    public int freePages() {
        return freePages;
    }

    @Override
    public PageFigures figures() {
        int largest = PageSummary.max(summaries[summaries.length - 1][0]);
        return new PageFigures(region.pages(), freePages, inUse.clearRuns(0, region.pages()),
                largest, largest);
    }

    @Override
    public long metadataBytes() {
        long bytes = inUse.bytes();
        for (long[] level : summaries) {
            bytes += 8L * level.length;
        }
        return bytes;
    }

    private void release(int offset, int pages) {
        inUse.clearRange(offset, pages);
        update(offset, pages);
        freePages += pages;
        searchOffset = Math.min(searchOffset, offset);
    }

    private int aligned(int offset, int alignment) {
        return (region.firstPage() + offset + alignment - 1 & -alignment) - region.firstPage();
    }

    /** The first run of free pages of that length that begins at an offset or after it. */
    private int find(int from, int pages) {
        run = 0;
        return search(summaries.length - 1, 0, from, pages);
    }

    private int search(int level, int index, int from, int pages) {
        int size = chunkPages << CHILDREN_SHIFT * level;
        int start = index * size;
        if (start + size <= from) {
            return NONE;
        }
        steps.count(Step.PAGE_SEARCH);
        if (from <= start) {
            long summary = summaries[level][index];
            if (run + PageSummary.start(summary) >= pages) {
                return start - run;
            }
            if (PageSummary.max(summary) < pages) {
                run = PageSummary.start(summary) == size ? run + size : PageSummary.end(summary);
                return NONE;
            }
        }
        if (level == 0) {
            return searchChunk(Math.max(from, start), start + size, pages);
        }
        int first = index << CHILDREN_SHIFT;
        int end = Math.min(first + CHILDREN, summaries[level - 1].length);
        for (int child = first; child < end; child++) {
            int found = search(level - 1, child, from, pages);
            if (found != NONE) {
                return found;
            }
        }
        return NONE;
    }

    private int searchChunk(int from, int end, int pages) {
        int offset = from;
        while (offset < end) {
            int used = inUse.nextSet(offset, end);
            run += used - offset;
            if (run >= pages) {
                return used - run;
            }
            if (used < end) {
                run = 0;
            }
            offset = inUse.nextClear(used, end);
        }
        return NONE;
    }

    /** Brings summaries up to date, from the leaves of changed pages to where nothing changes. */
    private void update(int offset, int pages) {
        int first = offset / chunkPages;
        int last = (offset + pages - 1) / chunkPages;
        boolean changed = true;
        for (int level = 0; level < summaries.length && changed; level++) {
            changed = false;
            for (int index = first; index <= last; index++) {
                steps.count(Step.PAGE_SEARCH);
                long summary = level == 0
                        ? inUse.summary(index * chunkPages, chunkPages)
                        : join(level, index);
                changed |= summaries[level][index] != summary;
                summaries[level][index] = summary;
            }
            first >>= CHILDREN_SHIFT;
            last >>= CHILDREN_SHIFT;
        }
    }

    private long join(int level, int index) {
        long[] below = summaries[level - 1];
        int childPages = chunkPages << CHILDREN_SHIFT * (level - 1);
        int first = index << CHILDREN_SHIFT;
        long joined = below[first];
        for (int child = 1; child < CHILDREN; child++) {
            // Beyond the last entry nothing is free.
            long next = first + child < below.length ? below[first + child] : 0;
            joined = PageSummary.join(joined, child * childPages, next, childPages);
        }
        return joined;
    }

    private static int parents(int entries) {
        return entries + CHILDREN - 1 >> CHILDREN_SHIFT;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        region.save(out);
        inUse.save(out);
        for (var level : summaries) {
            Saved.longs(out, level);
        }
        out.writeInt(freePages);
        out.writeInt(searchOffset);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        region.restore(in);
        inUse.restore(in);
        for (var level : summaries) {
            Saved.into(level, in);
        }
        freePages = in.readInt();
        searchOffset = in.readInt();
    }
}
