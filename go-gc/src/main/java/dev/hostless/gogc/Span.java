package dev.hostless.gogc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A run of pages that holds objects of one size: Go's mspan. An object is known by its index in
 * the span.
 *
 * <p>Objects below {@code freeIndex} are allocated; from there on, those are whose bit is set in
 * {@code allocated}. So allocating sets no bit: it moves the index over bits that are set. A sweep
 * makes the mark bits the new allocated bits and starts over at index 0.
 */
final class Span {
    /** Instead of an index: the span is full. */
    static final int NONE = -1;

    /** What a span's own fields take in memory, as the books count it. */
    private static final int FIELD_BYTES = 64;

    private final int startPage;
    private final int pages;
    private final SpanClass spanClass;
    private final int base;
    private final int elementBytes;
    private final int objects;
    private final long reciprocal;

    private long[] allocated;
    private long[] marked;
    private int freeIndex;
    private int allocatedCount;

    /** By object: where its pointers are; null if any word may be one. Made when needed. */
    private @Nullable PointerMask[] masks = {};

    /** That of the heap: swept. One less: it must be swept before anything else. */
    private int sweepGeneration;

    /** Whether free objects may hold what was there before. */
    private boolean needsZero;

    private Span(int startPage, int pages, SpanClass spanClass, int base, int elementBytes,
            int objects, int reciprocal) {
        this.startPage = startPage;
        this.pages = pages;
        this.spanClass = spanClass;
        this.base = base;
        this.elementBytes = elementBytes;
        this.objects = objects;
        this.reciprocal = Integer.toUnsignedLong(reciprocal);
        allocated = new long[(objects + 63) / 64];
        marked = new long[allocated.length];
    }

    /** A span of a size class, all of it free. */
    static Span of(int startPage, SpanClass spanClass, HeapProfile profile, SizeClasses classes) {
        int sizeClass = spanClass.sizeClass();
        return new Span(startPage, classes.pages(sizeClass), spanClass,
                startPage << profile.pageShift(), classes.size(sizeClass),
                classes.objects(sizeClass), classes.reciprocalOf(sizeClass));
    }

    /** A span of one object that is as large as its pages. */
    static Span large(int startPage, int pages, boolean noscan, HeapProfile profile) {
        return new Span(startPage, pages, SpanClass.of(0, noscan),
                startPage << profile.pageShift(), pages << profile.pageShift(), 1, 0);
    }

    /** A span without objects, so full: what a cache holds instead of none (Go: emptymspan). */
    static Span empty() {
        return new Span(0, 0, SpanClass.of(0, true), 0, 0, 0, 0);
    }

    int startPage() {
        return startPage;
    }

    int pages() {
        return pages;
    }

    SpanClass spanClass() {
        return spanClass;
    }

    int elementBytes() {
        return elementBytes;
    }

    /** How many objects it has room for. */
    int objects() {
        return objects;
    }

    int allocatedCount() {
        return allocatedCount;
    }

    boolean isFull() {
        return allocatedCount == objects;
    }

    /** Takes the first free object; {@link #NONE} if there is none. */
    int allocate() {
        int index = freeIndex;
        while (index < objects) {
            long free = ~allocated[index >>> 6] >>> index;
            if (free != 0) {
                index += Long.numberOfTrailingZeros(free);
                break;
            }
            index = (index | 63) + 1;
        }
        if (index >= objects) {
            freeIndex = objects;
            return NONE;
        }
        freeIndex = index + 1;
        allocatedCount++;
        return index;
    }

    int addressOf(int index) {
        return base + index * elementBytes;
    }

    /** Which object an address in the span is in; {@link #NONE} in what is left at its end. */
    int indexOf(int address) {
        int index = (int) (Integer.toUnsignedLong(address - base) * reciprocal >>> 32);
        return index < objects ? index : NONE;
    }

    boolean isAllocated(int index) {
        return index < freeIndex || (allocated[index >>> 6] >>> index & 1) != 0;
    }

    boolean isMarked(int index) {
        return (marked[index >>> 6] >>> index & 1) != 0;
    }

    /** Marks an object; false if it was. */
    boolean mark(int index) {
        long bit = 1L << index;
        boolean isNew = (marked[index >>> 6] & bit) == 0;
        marked[index >>> 6] |= bit;
        return isNew;
    }

    /**
     * Frees what is not marked, and clears the marks.
     *
     * @return how many objects were freed
     */
    int sweep(int generation) {
        int count = 0;
        for (int word = 0; word < marked.length; word++) {
            long zombies = marked[word] & ~(allocated[word] | belowFreeIndex(word));
            if (zombies != 0) {
                throw new HeapCorrupted(
                        "object " + (word * 64 + Long.numberOfTrailingZeros(zombies))
                                + " of " + this + " is marked, but free");
            }
            count += Long.bitCount(marked[word]);
        }
        int freed = allocatedCount - count;
        long[] marks = marked;
        marked = allocated;
        allocated = marks;
        Arrays.fill(marked, 0);
        allocatedCount = count;
        freeIndex = 0;
        needsZero |= freed > 0;
        sweepGeneration = generation;
        return freed;
    }

    @Nullable
    PointerMask mask(int index) {
        return index < masks.length ? masks[index] : null;
    }

    void setMask(int index, @Nullable PointerMask mask) {
        if (mask != null && masks.length == 0) {
            masks = new PointerMask[objects];
        }
        if (index < masks.length) {
            masks[index] = mask;
        }
    }

    int sweepGeneration() {
        return sweepGeneration;
    }

    void setSweepGeneration(int generation) {
        sweepGeneration = generation;
    }

    boolean needsZero() {
        return needsZero;
    }

    void setNeedsZero(boolean needed) {
        needsZero = needed;
    }

    /** What the books of it take: two bits an object, and a reference to the mask if it has one. */
    long metadataBytes() {
        return FIELD_BYTES + 16L * allocated.length + (spanClass.noscan() ? 0 : 4L * objects);
    }

    @Override
    public String toString() {
        return "the span at 0x" + Integer.toHexString(base) + " (" + pages + " pages, "
                + allocatedCount + " of " + objects + " objects of " + elementBytes + " bytes)";
    }

    private long belowFreeIndex(int word) {
        int bits = freeIndex - word * 64;
        return bits <= 0 ? 0 : bits >= 64 ? -1 : (1L << bits) - 1;
    }
}
