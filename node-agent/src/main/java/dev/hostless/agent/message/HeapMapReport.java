package dev.hostless.agent.message;

import java.util.List;

/**
 * A hosted heap at one moment, span by span. Sizes are bytes, times are cycles of the board.
 *
 * @param cycle of the board, the moment
 * @param collections whose marking is over
 */
public record HeapMapReport(String node, long revision, int boot, long cycle, String collector,
        long collections, Totals totals, Cycles cycles, List<SizeClass> classes, Map map)
        implements
            Report {

    /** Spans in one report: 40 KB of JSON at the most. */
    public static final int SPANS_MAX = 2_048;

    /**
     * As in MemStats.
     *
     * @param allocatedBytes of objects in use, those that wait for the sweep included
     * @param markedBytes of objects that the last cycle found alive
     * @param peakBytes most that was ever allocated when a cycle ended
     * @param systemBytes pages of the heap
     * @param inUseBytes pages in spans
     * @param guestBytes pages that the guest's runtime has taken for itself
     * @param metadataBytes what the node keeps beside the board's RAM
     */
    public record Totals(long allocatedBytes, long markedBytes, long goalBytes, long peakBytes,
            long totalAllocatedBytes, long mallocs, long frees, long systemBytes, long inUseBytes,
            long guestBytes, long metadataBytes) {
    }

    /** What collecting has cost. */
    public record Cycles(long pauses, long assist, long background, long idle) {
    }

    /** @param objectBytes 0 for large objects, each of which has a span of its own */
    public record SizeClass(int objectBytes, boolean noscan, int spans, long objects, long bytes,
            long freed) {
    }

    /**
     * Where what is.
     *
     * @param base address of the first span
     * @param spans by address; of each its page from the base on, its pages, the index of its
     *     class, the objects that there is room for, and those that are allocated
     * @param spansDropped that came after these
     */
    public record Map(long base, int pageBytes, List<int[]> spans, int spansDropped) {
    }
}
