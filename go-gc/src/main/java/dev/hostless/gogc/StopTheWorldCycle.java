package dev.hostless.gogc;

/**
 * A collection while nothing else runs: finish the last sweep, mark what the roots reach, and let
 * everything else be swept, by later allocations or at once. Nobody writes meanwhile, so no
 * barrier is needed.
 */
public final class StopTheWorldCycle {
    private final Heap heap;
    private final Marker marker;
    private final boolean check;

    /**
     * @param check whether every marking is done a second time, slowly, and compared
     */
    public StopTheWorldCycle(Heap heap, boolean check) {
        this.heap = heap;
        this.check = check;
        marker = new Marker(heap);
    }

    /**
     * Collects. Every pointer into the heap must be in the roots or in an object.
     *
     * @throws HeapCorrupted if the check finds the marks wrong
     */
    public MarkFigures collect(RootSet roots) {
        heap.finishSweep();
        var figures = marker.mark(roots);
        if (check) {
            var checked = HeapCheck.of(heap, roots);
            if (checked.floating() > 0) {
                throw new HeapCorrupted(
                        checked.floating() + " objects are marked that no root reaches");
            }
        }
        heap.startSweep();
        return figures;
    }
}
