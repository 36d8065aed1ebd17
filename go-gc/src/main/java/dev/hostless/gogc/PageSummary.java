package dev.hostless.gogc;

/**
 * What the bitmap allocator's tree knows about a range of pages: how many are free at its start,
 * at its end, and in the longest run, packed into a long as in Go's pallocSum.
 */
final class PageSummary {
    static final int FIELD_BITS = 21;

    private static final int MASK = (1 << FIELD_BITS) - 1;

    private PageSummary() {
    }

    static long of(int start, int max, int end) {
        return (long) end << 2 * FIELD_BITS | (long) max << FIELD_BITS | start;
    }

    static int start(long summary) {
        return (int) summary & MASK;
    }

    static int max(long summary) {
        return (int) (summary >>> FIELD_BITS) & MASK;
    }

    static int end(long summary) {
        return (int) (summary >>> 2 * FIELD_BITS) & MASK;
    }

    /** The summary of a range that follows another, of so many pages each, as one. */
    static long join(long left, int leftPages, long right, int rightPages) {
        int start = start(left) == leftPages ? leftPages + start(right) : start(left);
        int end = end(right) == rightPages ? rightPages + end(left) : end(right);
        int max = Math.max(Math.max(max(left), max(right)), end(left) + start(right));
        return of(start, max, end);
    }
}
