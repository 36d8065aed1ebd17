package dev.hostless.gogc;

import java.util.List;

/**
 * What a heap holds, by the names of Go's MemStats.
 *
 * @param heapSys bytes of the region, grown so far
 * @param heapInuse bytes of all spans
 * @param heapAlloc bytes of allocated objects
 * @param heapObjects allocated objects, a tiny block counted once
 * @param mallocs objects ever allocated, those in tiny blocks counted each
 * @param frees of these, those that are no more
 * @param tinyAllocs objects ever put into a tiny block that was there
 * @param metadataBytes what the books take beside the heap
 * @param pages how the region is cut up
 * @param classes span classes that have spans, in their order
 */
public record HeapFigures(long heapSys, long heapInuse, long heapAlloc, long heapObjects,
        long mallocs, long frees, long tinyAllocs, long metadataBytes, PageFigures pages,
        List<ClassFigures> classes) {

    /** Internal fragmentation: how much of the spans no object has, in 1/1000. */
    public int internalPerMille() {
        return heapInuse == 0 ? 0 : 1000 - (int) (1000 * heapAlloc / heapInuse);
    }
}
