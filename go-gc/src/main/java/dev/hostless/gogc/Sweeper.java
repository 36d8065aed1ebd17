package dev.hostless.gogc;

/**
 * Sweeps the spans that a finished marking has left: bit by bit when asked to, and as much as an
 * allocation needs before the heap takes more memory. A generation begins with all spans unswept
 * and ends before the next marking begins.
 */
final class Sweeper {
    private final SpanCentral[] centrals;
    private int generation;

    /** Every central below this one is swept: no span ever becomes unswept on the way. */
    private int next;

    Sweeper(SpanCentral[] centrals) {
        this.centrals = centrals;
        next = centrals.length;
    }

    /** What a swept span's generation is. */
    int generation() {
        return generation;
    }

    /** All spans are unswept from now on; none may be in a cache. */
    void start() {
        if (!isDone()) {
            throw new IllegalStateException("BUG: a sweep began before the last was done");
        }
        generation++;
        next = 0;
    }

    boolean isDone() {
        while (next < centrals.length && centrals[next].isSwept(generation)) {
            next++;
        }
        return next == centrals.length;
    }

    /**
     * Sweeps one span.
     *
     * @return the pages that were freed, {@link SpanCentral#NONE} if all spans are swept
     */
    int sweepOne() {
        return isDone() ? SpanCentral.NONE : centrals[next].sweepOne(generation);
    }

    /** Sweeps until so many pages are freed, or all spans are swept. */
    void reclaim(int pages) {
        int freed = 0;
        int more = 0;
        while (freed < pages && more != SpanCentral.NONE) {
            freed += more;
            more = sweepOne();
        }
    }

    void finish() {
        reclaim(Integer.MAX_VALUE);
    }
}
