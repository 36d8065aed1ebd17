package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Objects in a board's memory: Go's mallocgc with all that is below it. A request goes down only
 * as far as it must:
 *
 * <ol>
 * <li>A tiny object without pointers finds a place in the {@link SpanCache}'s block.
 * <li>A small one takes a free object of the span that the cache has for its class.
 * <li>If that span is full, the class's {@link SpanCentral} gives another, which may have to be
 * swept first.
 * <li>If it has none, the {@link SpanHeap} makes one out of free pages; before it takes more of the
 * memory, so many pages are swept free if there are any.
 * <li>A large object begins there.
 * </ol>
 *
 * <p>Every object is aligned to {@link HeapProfile#MIN_HEAP_ALIGN} bytes, apart from tiny ones,
 * which are aligned as their size may need. Only marking and sweeping frees an object.
 */
public final class Heap {
    private static final long ADDRESS_LIMIT = 1L << 32;

    private final HeapProfile profile;
    private final SizeClasses classes;
    private final HeapMemory memory;
    private final StepCounts steps;
    private final SpanHeap spans;
    private final SpanCentral[] centrals;
    private final Sweeper sweeper;
    private final SpanCache cache;

    /**
     * An empty heap.
     *
     * @param firstAddress the memory from there on belongs to the heap and is zero
     */
    public Heap(HeapProfile profile, HeapMemory memory, long firstAddress, PagePolicy policy) {
        this.profile = profile;
        this.memory = memory;
        classes = SizeClasses.of(profile);
        steps = new StepCounts();
        long limit = memory.limitBytes();
        if (firstAddress < 0 || firstAddress > limit || limit > ADDRESS_LIMIT) {
            throw new IllegalArgumentException("a heap wants memory within 4 GiB, not from "
                    + firstAddress + " to " + limit);
        }
        // No object is at address 0, which is nil.
        long firstPage = Math.max(1, firstAddress + profile.pageBytes() - 1 >> profile.pageShift());
        long pages = (limit >> profile.pageShift()) - firstPage;
        if (pages < 1) {
            throw new IllegalArgumentException("a heap wants a page of " + profile.pageBytes()
                    + " bytes, not the memory from " + firstAddress + " to " + limit);
        }
        spans = new SpanHeap(profile, classes, memory, policy.allocator((int) firstPage,
                (int) Math.min(pages, PageRegion.PAGE_LIMIT), profile.chunkPages(), steps), steps);
        centrals = new SpanCentral[2 * classes.count()];
        for (int index = 0; index < centrals.length; index++) {
            centrals[index] = new SpanCentral(spans, steps);
        }
        sweeper = new Sweeper(centrals);
        cache = new SpanCache(centrals.length);
    }

    /**
     * Makes an object. Go answers a request for no bytes with one address for all, without its
     * heap, and so must who calls this.
     *
     * @param bytes its size, at least 1
     * @param noscan whether it will never hold a pointer
     * @param zero whether it must be zero; one with pointers is in any case
     * @return its address
     * @throws HeapExhausted if there is no room
     */
    public int allocate(long bytes, boolean noscan, boolean zero) {
        return allocate(bytes, noscan, zero, null);
    }

    /**
     * Makes an object, all zero, whose pointers are where a mask says.
     *
     * @param bytes its size, at least 1; the mask repeats if its type is smaller
     * @throws HeapExhausted if there is no room
     */
    public int allocate(long bytes, PointerMask mask) {
        return mask.hasPointers()
                ? allocate(bytes, false, true, mask)
                : allocate(bytes, true, true, null);
    }

    private int allocate(long bytes, boolean noscan, boolean zero, @Nullable PointerMask mask) {
        if (bytes < 1) {
            throw new IllegalArgumentException("wanted an object of 1 or more bytes, got " + bytes);
        }
        if (bytes > profile.maxSmallSize()) {
            return allocateLarge(bytes, noscan, zero || !noscan, mask);
        }
        if (noscan && bytes < HeapProfile.TINY_SIZE) {
            return allocateTiny((int) bytes);
        }
        return allocateSmall(SpanClass.of(classes.classOf((int) bytes), noscan), zero || !noscan,
                bytes, mask);
    }

    /** The allocated object that an address is in, be it at its start or not. */
    public Optional<HeapObject> findObject(int address) {
        var span = spans.spanOf(address);
        if (span == null) {
            return Optional.empty();
        }
        int index = span.indexOf(address);
        return index == Span.NONE || !span.isAllocated(index)
                ? Optional.empty()
                : Optional.of(new HeapObject(span.addressOf(index), span.elementBytes(), index,
                        span.spanClass()));
    }

    /**
     * Marking is over: all that is not marked may be freed. The last sweep must be done.
     */
    public void startSweep() {
        cache.dropTiny();
        for (int index = 0; index < centrals.length; index++) {
            uncache(SpanClass.of(index >> 1, (index & 1) != 0));
        }
        sweeper.start();
    }

    /**
     * Sweeps one span.
     *
     * @return whether there was one left
     */
    public boolean sweepOne() {
        return sweeper.sweepOne() != SpanCentral.NONE;
    }

    /** Sweeps what is left; then a marking may begin. */
    public void finishSweep() {
        sweeper.finish();
    }

    public boolean isSwept() {
        return sweeper.isDone();
    }

    /** What was done so far. */
    public StepCounts steps() {
        return steps;
    }

    public HeapProfile profile() {
        return profile;
    }

    public HeapFigures figures() {
        int[] spanCounts = new int[centrals.length];
        long[] spanBytes = new long[centrals.length];
        long[] objects = new long[centrals.length];
        long[] objectBytes = new long[centrals.length];
        spans.forEach(span -> {
            int index = span.spanClass().index();
            spanCounts[index]++;
            spanBytes[index] += (long) span.pages() << profile.pageShift();
            objects[index] += span.allocatedCount();
            objectBytes[index] += (long) span.allocatedCount() * span.elementBytes();
        });
        var figures = new ArrayList<ClassFigures>();
        long freed = cache.tinyAllocations();
        for (int index = 0; index < centrals.length; index++) {
            freed += centrals[index].freedObjects();
            if (spanCounts[index] > 0) {
                figures.add(new ClassFigures(SpanClass.of(index >> 1, (index & 1) != 0),
                        spanCounts[index], spanBytes[index], objects[index], objectBytes[index]));
            }
        }
        long live = figures.stream().mapToLong(ClassFigures::objects).sum();
        var pages = spans.pageFigures();
        return new HeapFigures((long) pages.pages() << profile.pageShift(),
                (long) spans.usedPages() << profile.pageShift(),
                figures.stream().mapToLong(ClassFigures::objectBytes).sum(), live, live + freed,
                freed, cache.tinyAllocations(), spans.metadataBytes(), pages, figures);
    }

    HeapMemory memory() {
        return memory;
    }

    SpanHeap spans() {
        return spans;
    }

    @Nullable
    Span spanOf(int address) {
        return spans.spanOf(address);
    }

    private int allocateTiny(int bytes) {
        int place = cache.allocateTiny(bytes, profile.pointerBytes());
        if (place != 0) {
            steps.count(Step.ALLOCATE_TINY);
            return place;
        }
        var spanClass = SpanClass.of(classes.classOf(HeapProfile.TINY_SIZE), true);
        int block = allocateSmall(spanClass, true, bytes, null);
        cache.offerTiny(block, bytes);
        return block;
    }

    private int allocateSmall(SpanClass spanClass, boolean zero, long bytes,
            @Nullable PointerMask mask) {
        var span = cache.span(spanClass);
        int index = span.allocate();
        if (index == Span.NONE) {
            span = refill(spanClass, bytes);
            index = span.allocate();
        }
        return finish(span, index, zero, mask);
    }

    private int allocateLarge(long bytes, boolean noscan, boolean zero,
            @Nullable PointerMask mask) {
        long count = (bytes - 1 >> profile.pageShift()) + 1;
        // The size of an object is an int.
        if (count > Integer.MAX_VALUE >> profile.pageShift()) {
            throw exhausted(bytes);
        }
        sweeper.reclaim((int) count);
        var span = spans.allocateLarge((int) count, noscan);
        if (span == null && !sweeper.isDone()) {
            sweeper.finish();
            span = spans.allocateLarge((int) count, noscan);
        }
        if (span == null) {
            throw exhausted(bytes);
        }
        span.setSweepGeneration(sweeper.generation());
        int address = finish(span, span.allocate(), zero, mask);
        centrals[span.spanClass().index()].uncacheSpan(span, sweeper.generation());
        return address;
    }

    private int finish(Span span, int index, boolean zero, @Nullable PointerMask mask) {
        steps.count(Step.ALLOCATE_OBJECT);
        int address = span.addressOf(index);
        if (!span.spanClass().noscan()) {
            span.setMask(index, mask);
        }
        if (zero && span.needsZero()) {
            steps.count(Step.ZERO_WORD, span.elementBytes() >> 3);
            memory.zero(address, span.elementBytes());
        }
        return address;
    }

    private Span refill(SpanClass spanClass, long bytes) {
        steps.count(Step.REFILL);
        uncache(spanClass);
        var span = centrals[spanClass.index()].cacheSpan(sweeper.generation());
        if (span == null) {
            span = freshSpan(spanClass, bytes);
        }
        cache.put(span);
        return span;
    }

    private Span freshSpan(SpanClass spanClass, long bytes) {
        sweeper.reclaim(classes.pages(spanClass.sizeClass()));
        var span = spans.allocate(spanClass);
        if (span == null && !sweeper.isDone()) {
            sweeper.finish();
            span = spans.allocate(spanClass);
        }
        if (span == null) {
            throw exhausted(bytes);
        }
        span.setSweepGeneration(sweeper.generation());
        return span;
    }

    private void uncache(SpanClass spanClass) {
        var span = cache.span(spanClass);
        if (cache.remove(spanClass)) {
            centrals[spanClass.index()].uncacheSpan(span, sweeper.generation());
        }
    }

    private HeapExhausted exhausted(long bytes) {
        var pages = spans.pageFigures();
        return new HeapExhausted("no room for an object of " + bytes + " bytes: of "
                + pages.pages() + " pages " + pages.freePages() + " are free, at most "
                + pages.largestAllocation() + " in one piece, and the memory of "
                + memory.bytes() + " bytes does not grow");
    }
}
