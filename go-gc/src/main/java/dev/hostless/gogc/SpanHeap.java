package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where spans come from and go to, and which span an address is in: Go's mheap. It grows its
 * region of pages in chunks, up to what the memory allows. The guest's own runs of pages come from
 * the same region.
 */
final class SpanHeap {
    private final HeapProfile profile;
    private final SizeClasses classes;
    private final HeapMemory memory;
    private final PageAllocator pages;
    private final StepCounts steps;
    private final boolean poison;
    private final boolean reclaim;

    /** By page of the region: the span that has it. */
    private @Nullable Span[] table = {};
    private int spanCount;
    private int usedPages;
    private long spanMetadataBytes;
    private long sweptPages;
    private long sweptSpans;
    private long sweptObjects;
    private long sweptBytes;

    /** Pages from here on were never used, so they are still zero. */
    private int zeroFrom;

    /** By page of the region: whether the guest has it. */
    private final BitSet guestPages = new BitSet();
    private int guestPageCount;

    /** By page of the region: nobody needs it for now, and it is zero. */
    private final BitSet released = new BitSet();

    /** By page of the region: it was free when somebody asked for release, and still is. */
    private final BitSet returned = new BitSet();

    SpanHeap(HeapOptions options, SizeClasses classes, HeapMemory memory, PageAllocator pages,
            StepCounts steps) {
        profile = options.profile();
        this.classes = classes;
        this.memory = memory;
        this.pages = pages;
        this.steps = steps;
        poison = options.poison();
        reclaim = options.madvise() == MadvisePolicy.RECLAIM;
        zeroFrom = pages.region().firstPage();
    }

    /** A new span of a size class; null if there is no room. */
    @Nullable
    Span allocate(SpanClass spanClass) {
        int count = classes.pages(spanClass.sizeClass());
        int page = take(count, 1);
        return page == PageAllocator.NONE
                ? null
                : register(Span.of(page, spanClass, profile, classes));
    }

    /** A new span of one large object; null if there is no room. */
    @Nullable
    Span allocateLarge(int count, boolean noscan) {
        int page = take(count, 1);
        return page == PageAllocator.NONE
                ? null
                : register(Span.large(page, count, noscan, profile));
    }

    void free(Span span) {
        steps.count(Step.FREE_SPAN);
        int index = span.startPage() - pages.region().firstPage();
        pages.free(span.startPage(), span.pages());
        Arrays.fill(table, index, index + span.pages(), null);
        spanCount--;
        usedPages -= span.pages();
        spanMetadataBytes -= span.metadataBytes();
        abandon(span.startPage(), span.pages());
    }

    /** Sweeps a span and returns how many of its objects are free by that. */
    int sweep(Span span, int generation) {
        steps.count(Step.SWEEP_SPAN);
        sweptPages += span.pages();
        sweptSpans++;
        if (poison) {
            span.poisonUnmarked(memory.array());
        }
        int freed = span.sweep(generation);
        sweptObjects += freed;
        sweptBytes += (long) freed * span.elementBytes();
        return freed;
    }

    /** So many pages for the guest, cleared; {@link PageAllocator#NONE} if there is no room. */
    int allocateGuestPages(int count, int alignment) {
        int page = take(count, alignment);
        if (page == PageAllocator.NONE) {
            return page;
        }
        if (needsZero(page, count)) {
            zero(page, count);
        }
        settle(page, count);
        int index = page - pages.region().firstPage();
        guestPages.set(index, index + count);
        guestPageCount += count;
        return page;
    }

    /**
     * @throws InvalidFree if not all of the pages are the guest's
     */
    void freeGuestPages(int page, int count) {
        checkGuest(page, count, "free");
        int index = page - pages.region().firstPage();
        pages.free(page, count);
        guestPages.clear(index, index + count);
        guestPageCount -= count;
        abandon(page, count);
    }

    /** The guest does not need pages of its own for now; what they hold may be lost. */
    void unused(int page, int count) {
        checkGuest(page, count, "disuse");
        if (reclaim) {
            abandon(page, count);
        }
    }

    /** The guest needs such pages again. */
    void used(int page, int count) {
        checkGuest(page, count, "use");
        int index = page - pages.region().firstPage();
        released.clear(index, index + count);
    }

    @Nullable
    Span spanOf(int address) {
        int index = (address >>> profile.pageShift()) - pages.region().firstPage();
        return index >= 0 && index < table.length ? table[index] : null;
    }

    /** By page, from {@link #firstPage} on: the span that has it. It is replaced by growth. */
    @Nullable
    Span[] table() {
        return table;
    }

    int firstPage() {
        return pages.region().firstPage();
    }

    /** Every span, by address. */
    void forEach(Consumer<Span> action) {
        int index = 0;
        while (index < table.length) {
            var span = table[index];
            if (span != null) {
                action.accept(span);
            }
            index += span == null ? 1 : span.pages();
        }
    }

    int spanCount() {
        return spanCount;
    }

    int usedPages() {
        return usedPages;
    }

    /** Pages of all spans that were ever swept. */
    long sweptPages() {
        return sweptPages;
    }

    long sweptSpans() {
        return sweptSpans;
    }

    /** Objects that sweeping has freed, ever. */
    long sweptObjects() {
        return sweptObjects;
    }

    long sweptBytes() {
        return sweptBytes;
    }

    int guestPageCount() {
        return guestPageCount;
    }

    /** Pages that are clear, or were given back, and belong to nobody. */
    int releasedFreePages() {
        var free = (BitSet) released.clone();
        free.or(returned);
        free.andNot(guestPages);
        return free.cardinality();
    }

    /** All pages that nobody has count as given back; those that are not zero stay so. */
    void returnFree() {
        for (int index = 0; index < table.length; index++) {
            if (table[index] == null && !guestPages.get(index)) {
                returned.set(index);
            }
        }
    }

    int freePages() {
        return pages.freePages();
    }

    int regionPages() {
        return pages.region().pages();
    }

    PageFigures pageFigures() {
        return pages.figures();
    }

    boolean isGuestPage(int page) {
        return guestPages.get(page - pages.region().firstPage());
    }

    boolean isReleased(int page) {
        return released.get(page - pages.region().firstPage());
    }

    long metadataBytes() {
        return pages.metadataBytes() + 4L * table.length + spanMetadataBytes
                + (guestPages.size() + released.size() + returned.size()) / 8;
    }

    private Span register(Span span) {
        steps.count(Step.ALLOCATE_SPAN);
        int index = span.startPage() - pages.region().firstPage();
        Arrays.fill(table, index, index + span.pages(), span);
        span.setNeedsZero(needsZero(span.startPage(), span.pages()));
        settle(span.startPage(), span.pages());
        if (poison) {
            Poison.fill(memory.array(), span.base(), span.pages() << profile.pageShift());
        }
        spanCount++;
        usedPages += span.pages();
        spanMetadataBytes += span.metadataBytes();
        return span;
    }

    /** Pages have an owner again. */
    private void settle(int page, int count) {
        int index = page - pages.region().firstPage();
        released.clear(index, index + count);
        returned.clear(index, index + count);
        zeroFrom = Math.max(zeroFrom, page + count);
    }

    /** What pages hold is of no use to anybody. */
    private void abandon(int page, int count) {
        if (reclaim) {
            zero(page, count);
            int index = page - pages.region().firstPage();
            released.set(index, index + count);
        } else if (poison) {
            Poison.fill(memory.array(), page << profile.pageShift(), count << profile.pageShift());
        }
    }

    private void zero(int page, int count) {
        int bytes = count << profile.pageShift();
        steps.count(Step.ZERO_WORD, bytes >> 3);
        Words.zero(memory.array(), page << profile.pageShift(), bytes);
    }

    /** Whether one of the pages may hold what was there before. */
    private boolean needsZero(int page, int count) {
        int index = page - pages.region().firstPage();
        int clean = released.nextClearBit(index);
        return page < zeroFrom
                && clean < Math.min(index + count, zeroFrom - pages.region().firstPage());
    }

    private void checkGuest(int page, int count, String verb) {
        int index = page - pages.region().firstPage();
        if (count < 1 || index < 0 || index > pages.region().pages() - count
                || guestPages.nextClearBit(index) < index + count) {
            throw new InvalidFree("cannot " + verb + " " + count + " pages from page " + page
                    + ": the guest did not get all of them");
        }
    }

    private int take(int count, int alignment) {
        int page = pages.allocate(count, alignment);
        while (page == PageAllocator.NONE && grow(count, alignment)) {
            page = pages.allocate(count, alignment);
        }
        return page;
    }

    /** Pages that a run is short of which begins among the free ones at the region's end. */
    private long missing(int count, int alignment) {
        var region = pages.region();
        int index = region.pages();
        while (index > 0 && table[index - 1] == null && !guestPages.get(index - 1)) {
            index--;
        }
        long first = (long) region.firstPage() + index + alignment - 1 & -alignment;
        return first + count - region.endPage();
    }

    /** Adds what a run is short of and what the memory has then, or all that is left. */
    private boolean grow(int count, int alignment) {
        var region = pages.region();
        int left = region.limitPages() - region.pages();
        // What cannot succeed takes no memory.
        if (left == 0 || count > left + pages.figures().largestFreeRun()) {
            return false;
        }
        long missing = missing(count, alignment);
        // A run that is there and was not found: buddies cannot be everywhere.
        long wanted = missing > 0 ? missing : (long) count + alignment - 1;
        long end = region.endPage() + Math.min(wanted, left);
        if (end << profile.pageShift() > memory.bytes()
                && !memory.grow(end << profile.pageShift())) {
            return false;
        }
        long there = Math.max(end, memory.bytes() >> profile.pageShift());
        pages.grow((int) Math.min(left, there - region.endPage()));
        table = Arrays.copyOf(table, region.pages());
        return true;
    }

    void save(DataOutput out) throws IOException {
        pages.save(out);
        out.writeInt(spanCount);
        var masks = new SavedMasks();
        for (int index = 0; index < table.length;) {
            var span = table[index];
            if (span != null) {
                span.save(out, masks);
            }
            index += span == null ? 1 : span.pages();
        }
        for (long figure : new long[]{usedPages, spanMetadataBytes, sweptPages, sweptSpans,
            sweptObjects, sweptBytes, zeroFrom, guestPageCount}) {
            out.writeLong(figure);
        }
        for (var bits : List.of(guestPages, released, returned)) {
            Saved.longs(out, bits.toLongArray());
        }
    }

    void restore(DataInput in) throws IOException {
        pages.restore(in);
        spanCount = in.readInt();
        table = new Span[pages.region().pages()];
        var masks = new SavedMasks();
        for (int left = spanCount; left > 0; left--) {
            var span = Span.restored(in, profile, classes, masks);
            int index = span.startPage() - pages.region().firstPage();
            Objects.checkFromIndexSize(index, span.pages(), table.length);
            Arrays.fill(table, index, index + span.pages(), span);
        }
        usedPages = (int) in.readLong();
        spanMetadataBytes = in.readLong();
        sweptPages = in.readLong();
        sweptSpans = in.readLong();
        sweptObjects = in.readLong();
        sweptBytes = in.readLong();
        zeroFrom = (int) in.readLong();
        guestPageCount = (int) in.readLong();
        for (var bits : List.of(guestPages, released, returned)) {
            Saved.into(bits, in);
        }
    }

    /** The span that begins at a page. */
    Span spanFrom(int page) {
        var span = table[page - pages.region().firstPage()];
        if (span == null) {
            throw new HeapCorrupted("no span begins at page " + page);
        }
        return span;
    }
}
