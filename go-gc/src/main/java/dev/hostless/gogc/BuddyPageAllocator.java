package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Blocks of 2^k pages, each aligned to its size, that are split in halves and joined with their
 * buddy again: constant work for each of the orders, at the price that a run which crosses a
 * border between blocks cannot be had in one piece. A request takes the smallest block that holds
 * it and gives the rest of the block back at once, so that no page is lost to rounding.
 *
 * <p>Free blocks of an order form a list, last freed first.
 */
final class BuddyPageAllocator implements PageAllocator {
    private static final int ORDERS = PageSummary.FIELD_BITS;
    private static final byte NO_BLOCK = -1;

    private final PageRegion region;
    private final StepCounts steps;
    private final PageBits inUse;

    /** By offset in the region: the order of the free block that begins there. */
    private final byte[] orders;
    private final int[] next;
    private final int[] previous;
    private final int[] heads = new int[ORDERS];

    /** Bit k: there is a free block of order k. */
    private int available;
    private int freePages;

    BuddyPageAllocator(PageRegion region, StepCounts steps) {
        this.region = region;
        this.steps = steps;
        inUse = new PageBits(region.limitPages());
        orders = new byte[region.limitPages()];
        Arrays.fill(orders, NO_BLOCK);
        next = new int[region.limitPages()];
        previous = new int[region.limitPages()];
        Arrays.fill(heads, NONE);
    }

    @Override
    public int allocate(int pages, int alignment) {
        region.checkRequest(pages, alignment);
        int wanted = Math.max(pages, alignment);
        if (wanted > 1 << ORDERS - 1) {
            return NONE;
        }
        int large = available >>> log2Up(wanted) << log2Up(wanted);
        if (large == 0) {
            return NONE;
        }
        int order = Integer.numberOfTrailingZeros(large);
        int offset = heads[order];
        unlink(offset, order);
        inUse.setRange(offset, pages);
        freePages -= pages;
        release(offset + pages, (1 << order) - pages);
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
        inUse.clearRange(offset, pages);
        freePages += pages;
        release(offset, pages);
    }

    @Override
    public void grow(int pages) {
        int offset = region.grow(pages) - region.firstPage();
        inUse.clearRange(offset, pages);
        freePages += pages;
        release(offset, pages);
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
        return new PageFigures(region.pages(), freePages, inUse.clearRuns(0, region.pages()),
                inUse.longestClearRun(0, region.pages()), Integer.highestOneBit(available));
    }

    @Override
    public long metadataBytes() {
        return inUse.bytes() + orders.length + 4L * next.length + 4L * previous.length
                + 4L * heads.length;
    }

    /** Cuts a run of free pages into the largest aligned blocks and frees each. */
    private void release(int from, int pages) {
        int offset = from;
        int left = pages;
        while (left > 0) {
            int order = Math.min(ORDERS - 1,
                    Math.min(Integer.numberOfTrailingZeros(region.firstPage() + offset),
                            31 - Integer.numberOfLeadingZeros(left)));
            releaseBlock(offset, order);
            offset += 1 << order;
            left -= 1 << order;
        }
    }

    private void releaseBlock(int from, int fromOrder) {
        int offset = from;
        int order = fromOrder;
        while (order < ORDERS - 1) {
            int buddy = (region.firstPage() + offset ^ 1 << order) - region.firstPage();
            if (buddy < 0 || buddy >= orders.length || orders[buddy] != order) {
                break;
            }
            unlink(buddy, order);
            offset = Math.min(offset, buddy);
            order++;
        }
        link(offset, order);
    }

    private void link(int offset, int order) {
        steps.count(Step.PAGE_SEARCH);
        orders[offset] = (byte) order;
        next[offset] = heads[order];
        previous[offset] = NONE;
        if (heads[order] != NONE) {
            previous[heads[order]] = offset;
        }
        heads[order] = offset;
        available |= 1 << order;
    }

    private void unlink(int offset, int order) {
        steps.count(Step.PAGE_SEARCH);
        orders[offset] = NO_BLOCK;
        if (previous[offset] == NONE) {
            heads[order] = next[offset];
        } else {
            next[previous[offset]] = next[offset];
        }
        if (next[offset] != NONE) {
            previous[next[offset]] = previous[offset];
        }
        if (heads[order] == NONE) {
            available &= ~(1 << order);
        }
    }

    private static int log2Up(int value) {
        return 32 - Integer.numberOfLeadingZeros(value - 1);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        region.save(out);
        inUse.save(out);
        out.write(orders);
        Saved.ints(out, next);
        Saved.ints(out, previous);
        Saved.ints(out, heads);
        out.writeInt(available);
        out.writeInt(freePages);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        region.restore(in);
        inUse.restore(in);
        in.readFully(orders);
        for (var links : new int[][]{next, previous, heads}) {
            var saved = Saved.ints(in);
            System.arraycopy(saved, 0, links, 0, links.length);
        }
        available = in.readInt();
        freePages = in.readInt();
    }
}
