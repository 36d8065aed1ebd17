package dev.hostless.board;

import dev.hostless.gogc.Heap;
import dev.hostless.gogc.HeapCollector;
import java.util.List;

/**
 * A hosted heap at one moment. Sizes are bytes, times are cycles of the board.
 *
 * @param cycle the moment
 * @param collections whose marking is over
 * @param allocated of objects in use, those that wait for the sweep included
 * @param marked of objects that the last cycle found alive
 * @param goal at which the cycle under way, or the next one, should be over
 * @param peak most that was ever allocated when a cycle ended
 * @param totalAllocated of all objects ever made
 * @param mallocs objects ever made
 * @param frees objects that are no more
 * @param system pages of the heap
 * @param inUse pages in spans
 * @param guest pages that the guest's runtime has taken for itself
 * @param metadata what the node keeps beside the board's RAM
 * @param cycles what collecting has cost
 * @param pageBytes of one page of the map
 * @param classes size classes that have or had objects
 * @param map every span, by address
 * @param goroutines that have not ended, those of the runtime included; 0 if not known
 */
public record HeapReport(long cycle, HeapPolicy.Collector collector, long collections,
        long allocated, long marked, long goal, long peak, long totalAllocated, long mallocs,
        long frees, long system, long inUse, long guest, long metadata, Cycles cycles,
        int pageBytes, List<SizeClass> classes, List<SpanLine> map, int goroutines) {
    /**
     * @param pauses in both stops of all cycles
     * @param assist marking that allocations paid for
     * @param background marking in slices while the guest ran
     * @param idle marking while it waited
     */
    public record Cycles(long pauses, long assist, long background, long idle) {
    }

    /**
     * @param bytes of an object; 0 for large ones, which have spans of their own
     * @param noscan whether they have no pointers
     */
    public record SizeClass(int bytes, boolean noscan, int spans, long objects, long objectBytes,
            long freed) {
    }

    /** @param objectBytes of each object in it */
    public record SpanLine(long address, int pages, int objectBytes, boolean noscan, int objects,
            int allocated) {
    }

    static HeapReport of(Heap heap, HeapCollector collector, HeapPolicy policy, long peak,
            long cycle, int goroutines) {
        var figures = heap.figures();
        var totals = collector.totals();
        return new HeapReport(cycle, policy.collector(), collector.finishedCycles(),
                figures.heapAlloc(), collector.pacer().heapMarked(), collector.pacer().heapGoal(),
                Math.max(peak, figures.heapAlloc()), figures.totalAlloc(), figures.mallocs(),
                figures.frees(), figures.heapSys(), figures.heapInuse(), figures.guestBytes(),
                figures.metadataBytes(),
                new Cycles(totals.pauseCycles(), totals.assistCycles(), totals.backgroundCycles(),
                        totals.idleCycles()),
                heap.profile().pageBytes(),
                figures.classes().stream()
                        .map(each -> new SizeClass(
                                HostedFigures.size(heap, each.spanClass().sizeClass()),
                                each.spanClass().noscan(), each.spans(), each.objects(),
                                each.objectBytes(), each.freed()))
                        .toList(),
                heap.map().stream()
                        .map(span -> new SpanLine(Integer.toUnsignedLong(span.address()),
                                span.pages(), span.elementBytes(), span.spanClass().noscan(),
                                span.objects(), span.allocated()))
                        .toList(),
                goroutines);
    }
}
