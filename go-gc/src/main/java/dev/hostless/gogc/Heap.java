package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
 * which are aligned as their size may need. A {@link HeapCollector} frees objects; who has none may
 * {@link #free} what came from {@link #allocateOwned}.
 */
public final class Heap {
    /** Instead of an address: there is no room, but a collection may make some. */
    public static final int COLLECT = 0;

    private static final long ADDRESS_LIMIT = 1L << 31;

    private final HeapProfile profile;
    private final int pointerBytes;
    private final int pointerShift;
    private final SizeClasses classes;
    private final HeapMemory memory;
    private final boolean poison;
    private final StepCounts steps;
    private final SpanHeap spans;
    /** By class; made when a span of it is asked for, since few programs need them all. */
    private final @Nullable SpanCentral[] centrals;
    private final Sweeper sweeper;
    private final SpanCache cache;
    private final GuestPages guestPages;
    private final AllocationSampler sampler = new AllocationSampler();
    private @Nullable HeapCollector collector;

    /** New objects are black, and must be paid for. */
    private boolean marking;

    /** Bytes that may be allocated until the next sample. */
    private long untilSample = Long.MAX_VALUE;
    private boolean sampled;

    /** Bytes of objects ever allocated, those in cached spans not counted yet, less those freed. */
    private long countedBytes;
    private long sweptAtStart;

    /** An empty heap with everything else as Go has it. */
    public Heap(HeapProfile profile, HeapMemory memory, long firstAddress, PagePolicy policy) {
        this(HeapOptions.of(profile, policy), memory, firstAddress);
    }

    /**
     * An empty heap.
     *
     * @param firstAddress the memory from there on belongs to the heap and is zero
     */
    public Heap(HeapOptions options, HeapMemory memory, long firstAddress) {
        profile = options.profile();
        pointerBytes = profile.pointerBytes();
        pointerShift = Integer.numberOfTrailingZeros(pointerBytes);
        poison = options.poison();
        this.memory = memory;
        classes = SizeClasses.of(profile);
        steps = new StepCounts(options.costs());
        long limit = memory.limitBytes();
        if (firstAddress < 0 || firstAddress > limit || limit > ADDRESS_LIMIT) {
            throw new IllegalArgumentException("a heap wants memory within 2 GiB, not from "
                    + firstAddress + " to " + limit);
        }
        // No object is at address 0, which is nil.
        long firstPage = Math.max(1, firstAddress + profile.pageBytes() - 1 >> profile.pageShift());
        long pages = (limit >> profile.pageShift()) - firstPage;
        if (pages < 1) {
            throw new IllegalArgumentException("a heap wants a page of " + profile.pageBytes()
                    + " bytes, not the memory from " + firstAddress + " to " + limit);
        }
        spans = new SpanHeap(options, classes, memory, options.pages().allocator((int) firstPage,
                (int) Math.min(pages, PageRegion.PAGE_LIMIT), profile.chunkPages(), steps), steps);
        centrals = new SpanCentral[2 * classes.count()];
        sweeper = new Sweeper(spans, centrals, steps);
        cache = new SpanCache(centrals.length);
        guestPages = new GuestPages(profile, spans);
    }

    /**
     * Makes an object. Go answers a request for no bytes with one address for all, without its
     * heap, and so must who calls this.
     *
     * @param bytes its size, at least 1
     * @param noscan whether it will never hold a pointer
     * @param zero whether it must be zero; one with pointers is in any case
     * @return its address, or {@link #COLLECT}
     * @throws HeapExhausted if there is no room, and no collection would make some
     */
    public int allocate(long bytes, boolean noscan, boolean zero) {
        return allocate(bytes, noscan, zero || !noscan, null);
    }

    /**
     * Makes an object, all zero, whose pointers are where a mask says.
     *
     * @param bytes its size, at least 1; the mask repeats if its type is smaller
     * @return its address, or {@link #COLLECT}
     * @throws HeapExhausted if there is no room, and no collection would make some
     */
    public int allocate(long bytes, PointerMask mask) {
        return mask.hasPointers()
                ? allocate(bytes, false, true, mask)
                : allocate(bytes, true, true, null);
    }

    /**
     * Makes an object that {@link #free} may be called for: never a part of a tiny block.
     *
     * @param noscan whether it will never hold a pointer
     * @return its address, or {@link #COLLECT}
     */
    public int allocateOwned(long bytes, boolean noscan, boolean zero) {
        return allocate(bytes < 1 ? bytes : Math.max(HeapProfile.TINY_SIZE, bytes), noscan, zero);
    }

    /** As {@link #allocateOwned(long, boolean, boolean)}, with the pointers where a mask says. */
    public int allocateOwned(long bytes, PointerMask mask) {
        return allocate(bytes < 1 ? bytes : Math.max(HeapProfile.TINY_SIZE, bytes), mask);
    }

    private int allocate(long bytes, boolean noscan, boolean zero, @Nullable PointerMask mask) {
        if (marking) {
            payFor(bytes);
        }
        if (bytes < 1) {
            throw new InvalidRequest("wanted an object of 1 or more bytes, got " + bytes);
        }
        if (bytes > profile.maxSmallSize()) {
            return allocateLarge(bytes, noscan, zero, mask);
        }
        if (noscan && bytes < HeapProfile.TINY_SIZE) {
            return allocateTiny((int) bytes);
        }
        return allocateSmall(classes.classOf((int) bytes), noscan, zero, (int) bytes, mask);
    }

    /**
     * Frees an object of {@link #allocateOwned}, for guests that do so themselves.
     *
     * @throws InvalidFree if no object begins there, or something waits for its end
     */
    public void free(int address) {
        steps.count(Step.FREE_OBJECT);
        var span = spans.spanOf(address);
        int index = span == null ? Span.NONE : span.indexOf(address);
        if (span == null || index == Span.NONE || span.addressOf(index) != address) {
            throw new InvalidFree("cannot free " + HeapFault.hex(address)
                    + ": no object begins there");
        }
        var central = central(span.spanClass().index());
        central.sweepNow(span, sweeper.generation());
        if (!span.isAllocated(index) || address == cache.tinyBlock()) {
            throw new InvalidFree("cannot free " + HeapFault.hex(address) + ": it is free already");
        }
        if (span.hasSpecials(index)) {
            throw new InvalidFree("cannot free " + HeapFault.hex(address) + ": it has specials");
        }
        if (poison) {
            Poison.fill(memory.array(), address, span.elementBytes());
        }
        boolean wasMarked = span.isMarked(index);
        span.free(index);
        countedBytes -= span.elementBytes();
        if (collector != null) {
            collector.freed(span.elementBytes(), wasMarked);
        }
        central.freed(span, sweeper.generation());
    }

    /** The allocated object that an address is in, be it at its start or not. */
    public Optional<HeapObject> findObject(int address) {
        var span = spans.spanOf(address);
        if (span == null) {
            return Optional.empty();
        }
        int index = span.indexOf(address);
        return index == Span.NONE || !isAlive(span, index)
                ? Optional.empty()
                : Optional.of(new HeapObject(span.addressOf(index), span.elementBytes(), index,
                        span.spanClass()));
    }

    /** Where the allocated object begins that an address is in; 0 if it is in none. */
    public int objectBase(int address) {
        var span = spans.spanOf(address);
        int index = span == null ? Span.NONE : span.indexOf(address);
        return span == null || index == Span.NONE || !isAlive(span, index)
                ? 0
                : span.addressOf(index);
    }

    /** Which of the 64 words from an address in an object on may be pointers, lowest first. */
    public long pointerBits(int address) {
        var span = spans.spanOf(address);
        int index = span == null ? Span.NONE : span.indexOf(address);
        if (span == null || index == Span.NONE || span.noscan()) {
            return 0;
        }
        int first = (address - span.addressOf(index)) / pointerBytes;
        long words = Math.min(Long.SIZE, span.elementBytes() / pointerBytes - first);
        long bits = span.hasBitmap() ? span.pointerBits(index) >>> first : -1;
        var mask = span.hasBitmap() ? null : span.mask(index);
        if (mask != null) {
            bits = 0;
            for (int word = 0; word < words; word++) {
                bits |= mask.isPointer((first + word) % mask.words()) ? 1L << word : 0;
            }
        }
        return words == Long.SIZE ? bits : bits & (1L << words) - 1;
    }

    /** Runs of pages of the same memory for the guest's own use. */
    public GuestPages guestPages() {
        return guestPages;
    }

    /**
     * Sweeps one span, or takes as long to find that there is none of some classes.
     *
     * @return false if all was swept before
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

    /**
     * Gives all free pages back, as Go's scavenger does for debug.FreeOSMemory. Where the policy is
     * to ignore that, only {@link HeapFigures#heapReleased} tells.
     */
    public void release() {
        finishSweep();
        spans.returnFree();
    }

    /** What was done so far, and what it costs. */
    public StepCounts steps() {
        return steps;
    }

    public HeapProfile profile() {
        return profile;
    }

    public HeapFigures figures() {
        return HeapFigures.of(this);
    }

    /** The heap span by span, in the order of their addresses. */
    public List<SpanFigures> map() {
        var map = new ArrayList<SpanFigures>();
        spans.forEach(span -> map.add(new SpanFigures(span.base(), span.pages(), span.spanClass(),
                span.elementBytes(), span.objects(), span.allocatedCount(), span.markedCount(),
                span.sweepGeneration() == sweeper.generation())));
        return map;
    }

    /**
     * Takes one sample of allocations for each so many allocated bytes, on average.
     *
     * @param bytes Go's MemProfileRate: 0 for never, 1 for every object
     * @param seed equal seeds give equal samples
     */
    public void sampleEvery(long bytes, long seed) {
        untilSample = sampler.start(bytes, seed);
    }

    /** Whether an allocation since the last call is to be recorded. */
    public boolean takeSample() {
        boolean taken = sampled;
        sampled = false;
        return taken;
    }

    /** Marking is over: all that is not marked may be freed. The last sweep must be done. */
    void startSweep() {
        cache.dropTiny();
        for (int index = 0; index < centrals.length; index++) {
            uncache(index);
        }
        sweeper.start();
        sweptAtStart = spans.sweptPages();
    }

    void attach(HeapCollector newCollector) {
        if (collector != null) {
            throw new IllegalStateException("BUG: a heap has one collector");
        }
        collector = newCollector;
    }

    void setMarking(boolean on) {
        marking = on;
    }

    boolean isPoisoned() {
        return poison;
    }

    HeapMemory memory() {
        return memory;
    }

    SpanHeap spans() {
        return spans;
    }

    SizeClasses classes() {
        return classes;
    }

    @Nullable
    SpanCentral[] centrals() {
        return centrals;
    }

    private SpanCentral central(int spanClass) {
        var central = centrals[spanClass];
        if (central == null) {
            central = new SpanCentral(spans);
            centrals[spanClass] = central;
        }
        return central;
    }

    SpanCache cache() {
        return cache;
    }

    Sweeper sweeper() {
        return sweeper;
    }

    @Nullable
    Span spanOf(int address) {
        return spans.spanOf(address);
    }

    /** Allocated, and not about to be swept away. */
    boolean isAlive(Span span, int index) {
        return span.isAllocated(index)
                && (span.sweepGeneration() == sweeper.generation() || span.isMarked(index));
    }

    /** Bytes of objects, as of the last refill of each cached span. */
    long allocatedBytes() {
        return countedBytes - spans.sweptBytes();
    }

    /** Pages of spans that are to be swept. */
    long unsweptPages() {
        return sweeper.isDone() ? 0 : spans.usedPages() - (spans.sweptPages() - sweptAtStart);
    }

    private int allocateTiny(int bytes) {
        int place = cache.allocateTiny(bytes, pointerBytes);
        if (place != 0) {
            steps.count(Step.ALLOCATE_TINY);
            return place;
        }
        int block = allocateSmall(classes.classOf(HeapProfile.TINY_SIZE), true, true, bytes, null);
        if (block != COLLECT) {
            cache.offerTiny(block, bytes);
        }
        return block;
    }

    private int allocateSmall(int sizeClass, boolean noscan, boolean zero, int bytes,
            @Nullable PointerMask mask) {
        int spanClass = sizeClass << 1 | (noscan ? 1 : 0);
        var span = cache.span(spanClass);
        int index = span.allocateFast();
        if (index == Span.NONE) {
            index = span.allocate();
            if (index == Span.NONE) {
                span = refill(spanClass);
                if (span == null) {
                    return noRoom(bytes);
                }
                index = span.allocate();
            }
        }
        return finish(span, index, zero, bytes, mask);
    }

    private int allocateLarge(long bytes, boolean noscan, boolean zero,
            @Nullable PointerMask mask) {
        long count = (bytes - 1 >> profile.pageShift()) + 1;
        // The size of an object is an int.
        if (count > Integer.MAX_VALUE >> profile.pageShift()) {
            throw exhausted(bytes);
        }
        long spanBytes = count << profile.pageShift();
        sweeper.payFor(spanBytes, heapLive());
        sweeper.reclaim((int) count);
        var span = spans.allocateLarge((int) count, noscan);
        if (span == null && !sweeper.isDone()) {
            sweeper.finish();
            span = spans.allocateLarge((int) count, noscan);
        }
        if (span == null) {
            return noRoom(bytes);
        }
        span.setSweepGeneration(sweeper.generation());
        if (collector != null) {
            collector.grew(spanBytes, noscan ? 0 : spanBytes);
        }
        int address = finish(span, span.allocate(), zero, (int) bytes, mask);
        countedBytes += spanBytes;
        central(span.spanClass().index()).uncacheSpan(span, sweeper.generation());
        return address;
    }

    private int finish(Span span, int index, boolean zero, int bytes, @Nullable PointerMask mask) {
        int address = span.addressOf(index);
        if (!span.noscan()) {
            span.setPointers(index, bytes + pointerBytes - 1 >> pointerShift, mask);
        }
        if (poison) {
            Poison.check(memory.array(), address, span.elementBytes(), "an object");
        }
        int zeroBytes = zero && span.needsZero() ? span.elementBytes() : 0;
        steps.countObject(zeroBytes >> 3);
        // Poison is cleared on top of that, and costs the board nothing.
        Words.zero(memory.array(), address, poison && zero ? span.elementBytes() : zeroBytes);
        untilSample -= bytes;
        if (untilSample < 0) {
            sampled = true;
            untilSample = sampler.next();
        }
        if (marking && collector != null) {
            collector.blacken(span, index);
        }
        return address;
    }

    private @Nullable Span refill(int spanClass) {
        steps.count(Step.REFILL);
        uncache(spanClass);
        long spanBytes = (long) classes.pages(spanClass >> 1) << profile.pageShift();
        sweeper.payFor(spanBytes, heapLive());
        var span = central(spanClass).cacheSpan(sweeper.generation());
        if (span == null) {
            span = freshSpan(SpanClass.of(spanClass >> 1, (spanClass & 1) != 0));
        }
        if (span == null) {
            return null;
        }
        cache.put(span);
        span.startCounting();
        if (collector != null) {
            // As if all of it were in use already: Go counts so, too, and looks up from its
            // figures only here.
            long free = (long) (span.objects() - span.allocatedCount()) * span.elementBytes();
            collector.grew(free, span.noscan() ? 0 : free);
        }
        return span;
    }

    private @Nullable Span freshSpan(SpanClass spanClass) {
        sweeper.reclaim(classes.pages(spanClass.sizeClass()));
        var span = spans.allocate(spanClass);
        if (span == null && !sweeper.isDone()) {
            sweeper.finish();
            span = central(spanClass.index()).cacheSpan(sweeper.generation());
            if (span == null) {
                span = spans.allocate(spanClass);
            }
        }
        if (span != null) {
            span.setSweepGeneration(sweeper.generation());
        }
        return span;
    }

    private void uncache(int spanClass) {
        var span = cache.span(spanClass);
        if (cache.remove(spanClass)) {
            countedBytes += (long) span.uncountedObjects() * span.elementBytes();
            central(spanClass).uncacheSpan(span, sweeper.generation());
        }
    }

    private void payFor(long bytes) {
        if (collector != null) {
            collector.assist(bytes);
        }
    }

    private long heapLive() {
        return collector == null ? 0 : collector.heapLive();
    }

    private int noRoom(long bytes) {
        if (collector != null && collector.mayHelp()) {
            return COLLECT;
        }
        throw exhausted(bytes);
    }

    private HeapExhausted exhausted(long bytes) {
        var pages = spans.pageFigures();
        return new HeapExhausted("no room for an object of " + bytes + " bytes: of "
                + pages.pages() + " pages " + pages.freePages() + " are free, at most "
                + pages.largestAllocation() + " in one piece, and the memory of "
                + memory.bytes() + " bytes does not grow");
    }

    /**
     * Writes the books of the heap, and of its collector if it has one; the objects themselves are
     * the memory's. Only between two markings.
     *
     * @throws OutOfOrder while marking runs
     */
    public void save(DataOutput out) throws IOException {
        steps.save(out);
        spans.save(out);
        for (var central : centrals) {
            out.writeBoolean(central != null);
            if (central != null) {
                central.save(out);
            }
        }
        cache.save(out);
        sweeper.save(out);
        guestPages.save(out);
        sampler.save(out);
        out.writeLong(untilSample);
        out.writeBoolean(sampled);
        out.writeLong(countedBytes);
        out.writeLong(sweptAtStart);
        out.writeBoolean(collector != null);
        if (collector != null) {
            collector.save(out);
        }
    }

    /**
     * Takes over what {@link #save} wrote. The heap was made with the same arguments, over a memory
     * with the same content, and has got a collector of the same kind if that one had one.
     */
    public void restore(DataInput in) throws IOException {
        steps.restore(in);
        spans.restore(in);
        for (int index = 0; index < centrals.length; index++) {
            centrals[index] = null;
            if (in.readBoolean()) {
                central(index).restore(in);
            }
        }
        cache.restore(in, spans::spanFrom);
        sweeper.restore(in);
        guestPages.restore(in);
        sampler.restore(in);
        untilSample = in.readLong();
        sampled = in.readBoolean();
        countedBytes = in.readLong();
        sweptAtStart = in.readLong();
        if (in.readBoolean() != (collector != null)) {
            throw new IOException("wanted the state of a heap " + (collector == null
                    ? "without a collector"
                    : "with a collector"));
        }
        if (collector != null) {
            collector.restore(in);
        }
    }
}
