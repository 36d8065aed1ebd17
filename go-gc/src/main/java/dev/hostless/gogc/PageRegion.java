package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The run of pages that a page allocator hands out, numbered by their place in memory: page n
 * begins at address n times the page size. It starts empty and grows upward, up to a limit.
 */
public final class PageRegion {
    /** Pages of the largest region: what a field of a {@link PageSummary} can count. */
    public static final int PAGE_LIMIT = (1 << PageSummary.FIELD_BITS) - 1;

    /** Memory has no more: 4 GiB in the smallest pages, of 256 B. */
    private static final int MEMORY_PAGES = 1 << 24;

    private final int firstPage;
    private final int limitPages;
    private int pages;

    PageRegion(int firstPage, int limitPages) {
        if (limitPages < 1 || limitPages > PAGE_LIMIT) {
            throw new IllegalArgumentException("a region wants a limit of 1 to " + PAGE_LIMIT
                    + " pages, not " + limitPages);
        }
        if (firstPage < 0 || firstPage > MEMORY_PAGES - limitPages) {
            throw new IllegalArgumentException("a region of up to " + limitPages
                    + " pages cannot begin at page " + firstPage);
        }
        this.firstPage = firstPage;
        this.limitPages = limitPages;
    }

    public int firstPage() {
        return firstPage;
    }

    /** The page after the last. */
    public int endPage() {
        return firstPage + pages;
    }

    public int pages() {
        return pages;
    }

    public int limitPages() {
        return limitPages;
    }

    /**
     * Adds pages at the end.
     *
     * @return the first of them
     */
    int grow(int more) {
        if (more < 1 || more > limitPages - pages) {
            throw new IllegalArgumentException("a region of " + pages + " pages with a limit of "
                    + limitPages + " cannot grow by " + more);
        }
        pages += more;
        return endPage() - more;
    }

    void checkRequest(int wanted, int alignment) {
        if (wanted < 1) {
            throw new IllegalArgumentException("wanted 1 or more pages, got " + wanted);
        }
        if (alignment < 1 || Integer.bitCount(alignment) != 1) {
            throw new IllegalArgumentException(
                    "wanted an alignment that is a power of two, got " + alignment);
        }
    }

    void checkFree(int page, int count) {
        if (count < 1 || page < firstPage || count > pages || page > endPage() - count) {
            throw new InvalidFree("cannot free " + count + " pages from page " + page
                    + ": the region is " + this);
        }
    }

    @Override
    public String toString() {
        return "pages " + firstPage + " to " + endPage() + ", end excluded";
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(firstPage);
        out.writeInt(limitPages);
        out.writeInt(pages);
    }

    void restore(DataInput in) throws IOException {
        int first = in.readInt();
        int limit = in.readInt();
        pages = in.readInt();
        if (first != firstPage || limit != limitPages || pages < 0 || pages > limit) {
            throw new IOException("wanted a region from page " + firstPage + " of up to "
                    + limitPages + " pages, got " + pages + " of " + limit + " from " + first);
        }
    }
}
