package dev.hostless.gogc;

/**
 * How a page allocator's region is cut up.
 *
 * @param pages pages of the region
 * @param freePages those that nobody has
 * @param freeRuns runs of free pages with none between them
 * @param largestFreeRun pages of the longest of these
 * @param largestAllocation pages of the largest request that would succeed now; less than the
 *        longest run where the allocator cannot join what it has
 */
public record PageFigures(int pages, int freePages, int freeRuns, int largestFreeRun,
        int largestAllocation) {

    /** External fragmentation: how much of the free memory one request cannot get, in 1/1000. */
    public int externalPerMille() {
        return freePages == 0 ? 0 : 1000 - (int) (1000L * largestAllocation / freePages);
    }
}
