package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Hands out runs of pages of one region. There are three, to be compared; all keep their books
 * outside of the pages, give equal answers to equal calls, and obey one contract:
 *
 * <ul>
 * <li>Pages that were handed out belong to the caller until they are freed; any run of pages in
 * use may be freed, in other pieces than it was allocated in.
 * <li>A request fails only if it is larger than {@link PageFigures#largestAllocation}, or for its
 * alignment.
 * <li>What is not valid is refused and changes nothing.
 * </ul>
 */
public sealed interface PageAllocator
        permits BitmapPageAllocator, BuddyPageAllocator, FreeListPageAllocator {
    /** Instead of a page: there is no such run. */
    int NONE = -1;

    /**
     * Takes a run of free pages.
     *
     * @param pages how many, at least 1
     * @param alignment the first page's number is a multiple of this power of two
     * @return the first page, or {@link #NONE}
     */
    int allocate(int pages, int alignment);

    /**
     * Gives pages back.
     *
     * @throws InvalidFree if one of them is not in the region, or free
     */
    void free(int page, int pages);

    /** Adds free pages at the end of the region, within its limit. */
    void grow(int pages);

    PageRegion region();

    int freePages();

    PageFigures figures();

    /** Writes which pages are in use. */
    void save(DataOutput out) throws IOException;

    /** Takes over what an allocator of the same kind over the same region wrote. */
    void restore(DataInput in) throws IOException;

    /** Bytes that the books take. */
    long metadataBytes();
}
