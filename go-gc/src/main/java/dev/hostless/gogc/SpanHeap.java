package dev.hostless.gogc;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where spans come from and go to, and which span an address is in: Go's mheap. It grows its
 * region of pages in chunks, up to what the memory allows.
 */
final class SpanHeap {
    private final HeapProfile profile;
    private final SizeClasses classes;
    private final HeapMemory memory;
    private final PageAllocator pages;
    private final StepCounts steps;

    /** By page of the region: the span that has it. */
    private @Nullable Span[] table = {};
    private int spanCount;
    private int usedPages;
    private long spanMetadataBytes;

    /** Pages from here on were never in a span, so they are still zero. */
    private int zeroFrom;

    SpanHeap(HeapProfile profile, SizeClasses classes, HeapMemory memory, PageAllocator pages,
            StepCounts steps) {
        this.profile = profile;
        this.classes = classes;
        this.memory = memory;
        this.pages = pages;
        this.steps = steps;
        zeroFrom = pages.region().firstPage();
    }

    /** A new span of a size class; null if there is no room. */
    @Nullable
    Span allocate(SpanClass spanClass) {
        int count = classes.pages(spanClass.sizeClass());
        int page = allocatePages(count);
        return page == PageAllocator.NONE
                ? null
                : register(Span.of(page, spanClass, profile, classes));
    }

    /** A new span of one large object; null if there is no room. */
    @Nullable
    Span allocateLarge(int count, boolean noscan) {
        int page = allocatePages(count);
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
    }

    @Nullable
    Span spanOf(int address) {
        int index = (address >>> profile.pageShift()) - pages.region().firstPage();
        return index >= 0 && index < table.length ? table[index] : null;
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

    PageFigures pageFigures() {
        return pages.figures();
    }

    long metadataBytes() {
        return pages.metadataBytes() + 4L * table.length + spanMetadataBytes;
    }

    private Span register(Span span) {
        steps.count(Step.ALLOCATE_SPAN);
        int index = span.startPage() - pages.region().firstPage();
        Arrays.fill(table, index, index + span.pages(), span);
        span.setNeedsZero(span.startPage() < zeroFrom);
        zeroFrom = Math.max(zeroFrom, span.startPage() + span.pages());
        spanCount++;
        usedPages += span.pages();
        spanMetadataBytes += span.metadataBytes();
        return span;
    }

    private int allocatePages(int count) {
        int page = pages.allocate(count, 1);
        while (page == PageAllocator.NONE && grow(count)) {
            page = pages.allocate(count, 1);
        }
        return page;
    }

    /** Adds whole chunks, or what is left of the memory. */
    private boolean grow(int count) {
        var region = pages.region();
        int left = region.limitPages() - region.pages();
        // What cannot succeed takes no memory.
        if (left == 0 || count > left + pages.figures().largestFreeRun()) {
            return false;
        }
        int chunk = profile.chunkPages();
        int more = (int) Math.min(left, ((long) count + chunk - 1) / chunk * chunk);
        long end = (long) (region.endPage() + more) << profile.pageShift();
        if (end > memory.bytes() && !memory.grow(end)) {
            return false;
        }
        pages.grow(more);
        table = Arrays.copyOf(table, region.pages());
        return true;
    }
}
