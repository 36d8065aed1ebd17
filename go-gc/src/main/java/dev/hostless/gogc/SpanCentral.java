package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * All spans of one class that no cache has, in four sets: with free objects or full, swept or not.
 * Go's mcentral. When the heap's sweep generation goes up by one, the swept sets become the unswept
 * ones, which are empty by then.
 */
final class SpanCentral {
    /** Instead of a number of pages: there was nothing to sweep. */
    static final int NONE = -1;

    /**
     * Unswept spans that are looked into before a fresh span is taken: more saves memory, at most
     * 1/100 of it, fewer makes an allocation faster.
     */
    private static final int SPAN_BUDGET = 100;

    private final SpanHeap heap;

    /** Two of each: a span is in that of its sweep generation's lowest bit. */
    private final SpanSet[] partial = {new SpanSet(), new SpanSet()};
    private final SpanSet[] full = {new SpanSet(), new SpanSet()};

    private long freedObjects;
    private long freedBytes;

    SpanCentral(SpanHeap heap) {
        this.heap = heap;
    }

    /** A swept span with free objects for a cache; null if there is none. */
    @Nullable
    Span cacheSpan(int generation) {
        var span = partialSwept(generation).poll();
        if (span != null) {
            return span;
        }
        span = partialUnswept(generation).poll();
        if (span != null) {
            sweep(span, generation);
            return span;
        }
        for (int budget = SPAN_BUDGET; budget > 0; budget--) {
            span = fullUnswept(generation).poll();
            if (span == null) {
                return null;
            }
            sweep(span, generation);
            if (!span.isFull()) {
                return span;
            }
            fullSwept(generation).push(span);
        }
        return null;
    }

    /** Takes a swept span: from a cache, or one that a large object fills. */
    void uncacheSpan(Span span, int generation) {
        if (span.sweepGeneration() != generation) {
            throw new HeapCorrupted(span + " of sweep generation " + span.sweepGeneration()
                    + " was used in generation " + generation);
        }
        (span.isFull() ? fullSwept(generation) : partialSwept(generation)).push(span);
    }

    /**
     * Sweeps one span and frees it if nothing is left in it.
     *
     * @return the pages that were freed, {@link #NONE} if all spans are swept
     */
    int sweepOne(int generation) {
        var span = partialUnswept(generation).poll();
        if (span == null) {
            span = fullUnswept(generation).poll();
        }
        if (span == null) {
            return NONE;
        }
        sweep(span, generation);
        return settle(span, generation);
    }

    /** Sweeps a span of it that is not swept, which then has the heap's generation. */
    void sweepNow(Span span, int generation) {
        if (span.sweepGeneration() != generation) {
            take(span);
            sweep(span, generation);
            uncacheSpan(span, generation);
        }
    }

    /** One object of a swept span was freed by its owner. */
    void freed(Span span, int generation) {
        freedObjects++;
        freedBytes += span.elementBytes();
        // A cached span stays where it is.
        if (span.set() != null) {
            take(span);
            settle(span, generation);
        }
    }

    boolean isSwept(int generation) {
        return partialUnswept(generation).isEmpty() && fullUnswept(generation).isEmpty();
    }

    /** Objects that were freed, ever. */
    long freedObjects() {
        return freedObjects;
    }

    long freedBytes() {
        return freedBytes;
    }

    private int settle(Span span, int generation) {
        if (span.allocatedCount() == 0) {
            heap.free(span);
            return span.pages();
        }
        uncacheSpan(span, generation);
        return 0;
    }

    private static void take(Span span) {
        var set = span.set();
        if (set == null) {
            throw new HeapCorrupted(span + " is in no set");
        }
        set.remove(span);
    }

    private void sweep(Span span, int generation) {
        int freed = heap.sweep(span, generation);
        freedObjects += freed;
        freedBytes += (long) freed * span.elementBytes();
    }

    private SpanSet partialSwept(int generation) {
        return partial[generation & 1];
    }

    private SpanSet partialUnswept(int generation) {
        return partial[generation + 1 & 1];
    }

    private SpanSet fullSwept(int generation) {
        return full[generation & 1];
    }

    private SpanSet fullUnswept(int generation) {
        return full[generation + 1 & 1];
    }

    void save(DataOutput out) throws IOException {
        for (int half = 0; half < partial.length; half++) {
            partial[half].save(out);
            full[half].save(out);
        }
        out.writeLong(freedObjects);
        out.writeLong(freedBytes);
    }

    void restore(DataInput in) throws IOException {
        for (int half = 0; half < partial.length; half++) {
            partial[half].restore(in, heap::spanFrom);
            full[half].restore(in, heap::spanFrom);
        }
        freedObjects = in.readLong();
        freedBytes = in.readLong();
    }
}
