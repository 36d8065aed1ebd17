package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.List;

/**
 * What a heap holds, by the names of Go's MemStats.
 *
 * @param heapSys bytes of the region, grown so far, without what the guest has taken
 * @param heapInuse bytes of all spans
 * @param heapReleased bytes of free pages that were cleared and belong to nobody
 * @param guestBytes bytes that the guest has taken for itself
 * @param heapAlloc bytes of allocated objects
 * @param heapObjects allocated objects, a tiny block counted once
 * @param totalAlloc bytes of all objects ever allocated
 * @param mallocs objects ever allocated, those in tiny blocks counted each
 * @param frees of these, those that are no more
 * @param tinyAllocs objects ever put into a tiny block that was there
 * @param spans how many there are
 * @param metadataBytes what the books take beside the heap
 * @param pages how the region is cut up
 * @param classes span classes that have, or had, objects, in their order
 */
public record HeapFigures(long heapSys, long heapInuse, long heapReleased, long guestBytes,
        long heapAlloc, long heapObjects, long totalAlloc, long mallocs, long frees,
        long tinyAllocs, int spans, long metadataBytes, PageFigures pages,
        List<ClassFigures> classes) {

    /** Internal fragmentation: how much of the spans no object has, in 1/1000. */
    public int internalPerMille() {
        return heapInuse == 0 ? 0 : 1000 - (int) (1000 * heapAlloc / heapInuse);
    }

    /** Bytes of the region that are in no span and that the guest has not taken. */
    public long heapIdle() {
        return heapSys - heapInuse;
    }

    static HeapFigures of(Heap heap) {
        var spans = heap.spans();
        var centrals = heap.centrals();
        int shift = heap.profile().pageShift();
        int[] spanCounts = new int[centrals.length];
        long[] spanBytes = new long[centrals.length];
        long[] objects = new long[centrals.length];
        long[] objectBytes = new long[centrals.length];
        spans.forEach(span -> {
            int index = span.spanClass().index();
            spanCounts[index]++;
            spanBytes[index] += (long) span.pages() << shift;
            objects[index] += span.allocatedCount();
            objectBytes[index] += (long) span.allocatedCount() * span.elementBytes();
        });
        var classes = new ArrayList<ClassFigures>();
        for (int index = 0; index < centrals.length; index++) {
            var central = centrals[index];
            long freed = central == null ? 0 : central.freedObjects();
            if (spanCounts[index] > 0 || freed > 0) {
                classes.add(new ClassFigures(SpanClass.of(index >> 1, (index & 1) != 0),
                        spanCounts[index], spanBytes[index], objects[index], objectBytes[index],
                        freed, central == null ? 0 : central.freedBytes()));
            }
        }
        long tiny = heap.cache().tinyAllocations();
        long live = classes.stream().mapToLong(ClassFigures::objects).sum();
        long freed = classes.stream().mapToLong(ClassFigures::freed).sum() + tiny;
        long liveBytes = classes.stream().mapToLong(ClassFigures::objectBytes).sum();
        long freedBytes = classes.stream().mapToLong(ClassFigures::freedBytes).sum();
        long guest = (long) spans.guestPageCount() << shift;
        return new HeapFigures(((long) spans.regionPages() << shift) - guest,
                (long) spans.usedPages() << shift, (long) spans.releasedFreePages() << shift,
                guest, liveBytes, live, liveBytes + freedBytes, live + freed, freed, tiny,
                spans.spanCount(), spans.metadataBytes(), spans.pageFigures(), classes);
    }
}
