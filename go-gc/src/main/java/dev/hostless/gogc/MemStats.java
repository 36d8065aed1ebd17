package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.List;

/**
 * The figures of Go's runtime.MemStats as far as they are the heap's; the guest adds those of its
 * stacks and of its own metadata. Times are cycles of the board.
 *
 * @param alloc bytes of allocated objects
 * @param totalAlloc bytes of all objects ever allocated
 * @param mallocs objects ever allocated
 * @param frees objects that are no more
 * @param heapSys bytes of the heap's region
 * @param heapIdle bytes in no span
 * @param heapInuse bytes in spans
 * @param heapReleased of those in no span, cleared ones that nobody needs
 * @param heapObjects allocated objects
 * @param guestBytes bytes of the same memory that the guest has taken for stacks and the like
 * @param heapLive bytes that the last collection has found alive
 * @param scanHeap bytes of heap that it has read
 * @param scanStack bytes of stacks that it has read
 * @param scanGlobals bytes of globals that it has read
 * @param metadataBytes what the books take outside of the board
 * @param nextGc the goal
 * @param lastGc when the last collection ended
 * @param pauseTotal of all pauses
 * @param pauses both pauses of the last 256 collections: that of collection n at (n + 255) % 256
 * @param pauseEnds when these ended
 * @param numGc finished collections
 * @param numForcedGc of these, those that the program asked for
 * @param gcPermille share of the time that went to collecting, in 1/1000, when the last one ended
 * @param tinyAllocs objects that found a place in a tiny block
 * @param bySize for each size class, the first being that of size 0
 */
public record MemStats(long alloc, long totalAlloc, long mallocs, long frees, long heapSys,
        long heapIdle, long heapInuse, long heapReleased, long heapObjects, long guestBytes,
        long heapLive, long scanHeap, long scanStack, long scanGlobals, long metadataBytes,
        long nextGc, long lastGc, long pauseTotal, List<Long> pauses,
        List<Long> pauseEnds, long numGc, long numForcedGc, int gcPermille, long tinyAllocs,
        List<BySize> bySize) {

    /** Go's BySize has so many entries, although there are more classes. */
    public static final int BY_SIZE = 61;

    /**
     * @param size of its objects, the largest that the class holds
     * @param mallocs objects ever allocated, without those in tiny blocks
     * @param frees objects that are no more
     */
    public record BySize(int size, long mallocs, long frees) {
    }

    static MemStats of(HeapFigures heap, HeapCollector collector) {
        var totals = collector.totals();
        var last = collector.lastCycle();
        var pacer = collector.pacer();
        return new MemStats(heap.heapAlloc(), heap.totalAlloc(), heap.mallocs(), heap.frees(),
                heap.heapSys(), heap.heapIdle(), heap.heapInuse(), heap.heapReleased(),
                heap.heapObjects(), heap.guestBytes(), pacer.heapMarked(), pacer.lastHeapScan(),
                pacer.lastStackScan(), pacer.globalsScan(), heap.metadataBytes(), pacer.heapGoal(),
                last == null ? 0 : last.end(),
                totals.pauseCycles(), boxed(totals.pauseRing()), boxed(totals.pauseEndRing()),
                collector.finishedCycles(), collector.forcedCycles(),
                last == null ? 0 : last.gcPermille(), heap.tinyAllocs(),
                bySize(heap, collector));
    }

    private static List<BySize> bySize(HeapFigures heap, HeapCollector collector) {
        var classes = collector.sizeClasses();
        long[] mallocs = new long[classes.count()];
        long[] frees = new long[classes.count()];
        for (var each : heap.classes()) {
            int sizeClass = each.spanClass().sizeClass();
            mallocs[sizeClass] += each.objects() + each.freed();
            frees[sizeClass] += each.freed();
        }
        var sizes = new ArrayList<BySize>();
        sizes.add(new BySize(0, 0, 0));
        for (int index = 1; index < Math.min(BY_SIZE, classes.count()); index++) {
            sizes.add(new BySize(classes.size(index), mallocs[index], frees[index]));
        }
        return sizes;
    }

    private static List<Long> boxed(long[] values) {
        var list = new ArrayList<Long>(values.length);
        for (long value : values) {
            list.add(value);
        }
        return list;
    }
}
