package dev.hostless.gogc;

/**
 * How a heap is made.
 *
 * @param profile the constants of its kind
 * @param pages where its pages come from
 * @param madvise what becomes of memory that nobody needs for now
 * @param poison whether freed memory is filled with a pattern that is looked at again: finds who
 *        writes to it, at the price of speed
 * @param costs what its steps cost
 */
public record HeapOptions(HeapProfile profile, PagePolicy pages, MadvisePolicy madvise,
        boolean poison, HeapCosts costs) {

    /** Without poison, memory that is not needed left as it is. */
    public static HeapOptions of(HeapProfile profile, PagePolicy pages) {
        return new HeapOptions(profile, pages, MadvisePolicy.IGNORE, false, HeapCosts.DEFAULT);
    }

    public HeapOptions withMadvise(MadvisePolicy policy) {
        return new HeapOptions(profile, pages, policy, poison, costs);
    }

    public HeapOptions withPoison(boolean on) {
        return new HeapOptions(profile, pages, madvise, on, costs);
    }

    public HeapOptions withCosts(HeapCosts table) {
        return new HeapOptions(profile, pages, madvise, poison, table);
    }
}
