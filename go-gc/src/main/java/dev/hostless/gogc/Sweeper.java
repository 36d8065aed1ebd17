package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps the spans that a finished marking has left: bit by bit when asked to, as much as an
 * allocation needs before the heap takes more memory, and in proportion to what is allocated, so
 * that all is swept before the next marking begins. A generation begins with all spans unswept.
 */
final class Sweeper {
    /** So many centrals without anything to sweep take about as long as a span. */
    private static final int CENTRALS_AT_ONCE = 8;

    private final SpanHeap spans;
    private final @Nullable SpanCentral[] centrals;
    private final StepCounts steps;
    private int generation;

    /** Every central below this one is swept: no span ever becomes unswept on the way. */
    private int next;

    private double pagesPerByte;
    private long liveBasis;
    private long sweptBasis;

    Sweeper(SpanHeap spans, @Nullable SpanCentral[] centrals, StepCounts steps) {
        this.spans = spans;
        this.centrals = centrals;
        this.steps = steps;
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
        pagesPerByte = 0;
    }

    /** Whether all centrals were looked through. Asking takes no step: anybody may ask. */
    boolean isDone() {
        return next == centrals.length;
    }

    /**
     * Sweeps one span, or looks through some centrals that have none.
     *
     * @return the pages that were freed, {@link SpanCentral#NONE} if all spans are swept
     */
    int sweepOne() {
        if (isDone()) {
            return SpanCentral.NONE;
        }
        int limit = Math.min(next + CENTRALS_AT_ONCE, centrals.length);
        var central = centrals[next];
        while (next < limit && (central == null || central.isSwept(generation))) {
            steps.count(Step.SWEEP_LIST);
            next++;
            central = next < limit ? centrals[next] : null;
        }
        return central == null ? 0 : central.sweepOne(generation);
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

    /** From now on so many pages are swept for each byte that the heap grows. */
    void pace(double ratio, long heapLive) {
        pagesPerByte = ratio;
        liveBasis = heapLive;
        sweptBasis = spans.sweptPages();
    }

    /** Pays in advance for a span that is about to be used: Go's deductSweepCredit. */
    void payFor(long spanBytes, long heapLive) {
        if (pagesPerByte == 0) {
            return;
        }
        long grown = spanBytes + Math.max(0, heapLive - liveBasis);
        long target = (long) (pagesPerByte * grown);
        while (target > spans.sweptPages() - sweptBasis) {
            if (sweepOne() == SpanCentral.NONE) {
                pagesPerByte = 0;
                return;
            }
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(generation);
        out.writeInt(next);
        out.writeDouble(pagesPerByte);
        out.writeLong(liveBasis);
        out.writeLong(sweptBasis);
    }

    void restore(DataInput in) throws IOException {
        generation = in.readInt();
        next = in.readInt();
        pagesPerByte = in.readDouble();
        liveBasis = in.readLong();
        sweptBasis = in.readLong();
    }
}
