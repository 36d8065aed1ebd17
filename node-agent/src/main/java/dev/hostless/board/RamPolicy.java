package dev.hostless.board;

import dev.hostless.gogc.PagePolicy;

/**
 * How a board hands out its RAM in pages.
 *
 * @param pages the allocator
 * @param madvise what becomes of memory that a runtime keeps and does not use
 */
public record RamPolicy(Pages pages, Madvise madvise) {
    /** First fit by bitmap, and nothing is taken back. */
    public static final RamPolicy DEFAULT = new RamPolicy(Pages.BITMAP, Madvise.IGNORE);

    /** The kinds of page allocator. */
    public enum Pages {
        /** Go's: first fit by a bitmap with summaries. */
        BITMAP,
        /** Blocks of powers of two. */
        BUDDY,
        /** First fit by a list of free runs. */
        FREELIST;

        PagePolicy policy() {
            return switch (this) {
                case BITMAP -> PagePolicy.BITMAP;
                case BUDDY -> PagePolicy.BUDDY;
                case FREELIST -> PagePolicy.FREE_LIST;
            };
        }
    }

    /** What {@code ram_unused} does. */
    public enum Madvise {
        /** The memory stays as it is. */
        IGNORE,
        /** What it holds is gone at once: it reads as zero and counts as released until used. */
        RECLAIM
    }
}
