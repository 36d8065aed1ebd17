package dev.hostless.gogc;

/** The kinds of page allocator. */
public enum PagePolicy {
    /** Go's: first fit by a bitmap with summaries. */
    BITMAP,
    /** Blocks of powers of two. */
    BUDDY,
    /** First fit by a list of free runs. */
    FREE_LIST;

    /**
     * An allocator over an empty region.
     *
     * @param firstPage the number of the first page that it will have
     * @param limitPages how far it can grow
     * @param chunkPages the leaf of the bitmap's tree, see {@link HeapProfile#chunkPages}
     */
    public PageAllocator allocator(int firstPage, int limitPages, int chunkPages,
            StepCounts steps) {
        var region = new PageRegion(firstPage, limitPages);
        return switch (this) {
            case BITMAP -> new BitmapPageAllocator(region, chunkPages, steps);
            case BUDDY -> new BuddyPageAllocator(region, steps);
            case FREE_LIST -> new FreeListPageAllocator(region, steps);
        };
    }
}
