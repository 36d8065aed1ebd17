package dev.hostless.gogc;

import java.util.ArrayDeque;
import java.util.List;
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
    private final StepCounts steps;

    /** Two of each, last in, first out: a span is in that of its sweep generation's lowest bit. */
    private final List<ArrayDeque<Span>> partial = List.of(new ArrayDeque<>(), new ArrayDeque<>());
    private final List<ArrayDeque<Span>> full = List.of(new ArrayDeque<>(), new ArrayDeque<>());

    private long freedObjects;

    SpanCentral(SpanHeap heap, StepCounts steps) {
        this.heap = heap;
        this.steps = steps;
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
        if (span.allocatedCount() == 0) {
            heap.free(span);
            return span.pages();
        }
        uncacheSpan(span, generation);
        return 0;
    }

    boolean isSwept(int generation) {
        return partialUnswept(generation).isEmpty() && fullUnswept(generation).isEmpty();
    }

    /** Objects that sweeping has freed, ever. */
    long freedObjects() {
        return freedObjects;
    }

    private void sweep(Span span, int generation) {
        steps.count(Step.SWEEP_SPAN);
        freedObjects += span.sweep(generation);
    }

    private ArrayDeque<Span> partialSwept(int generation) {
        return partial.get(generation & 1);
    }

    private ArrayDeque<Span> partialUnswept(int generation) {
        return partial.get(generation + 1 & 1);
    }

    private ArrayDeque<Span> fullSwept(int generation) {
        return full.get(generation & 1);
    }

    private ArrayDeque<Span> fullUnswept(int generation) {
        return full.get(generation + 1 & 1);
    }
}
