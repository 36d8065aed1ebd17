package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of pages that holds objects of one size: Go's mspan. An object is known by its index in
 * the span.
 *
 * <p>Objects below {@code freeIndex} are allocated; from there on, those are whose bit is set in
 * {@code allocated}. So allocating sets no bit: it moves the index over bits that are set, 64 at a
 * time as in Go's allocCache. A sweep makes the mark bits the new allocated bits and starts over at
 * index 0.
 *
 * <p>Objects of up to 64 words have their pointers in one bit map of the span, larger ones keep the
 * mask of their type.
 */
final class Span {
    /** Instead of an index: the span is full. */
    static final int NONE = -1;

    /** Not in the queue of spans, in it for one object, in it for more: Go's ownership byte. */
    static final byte UNOWNED = 0;
    static final byte ONE_MARK = 1;
    static final byte MANY_MARKS = 2;

    /** What a span's own fields take in memory, as the books count it. */
    private static final int FIELD_BYTES = 96;

    private static final long[] NO_BITS = {};

    private final int startPage;
    private final int pages;
    private final SpanClass spanClass;
    private final int base;
    private final int elementBytes;
    private final int elementWords;
    private final int objects;
    private final long reciprocal;
    private final boolean noscan;
    private final boolean hasBitmap;
    private final boolean scannedAsSpan;

    private long[] allocated;
    private long[] marked;
    private int freeIndex;
    private int allocatedCount;

    /** Objects that were allocated when it came into a cache, less those freed since. */
    private int countedObjects;

    /** Free objects among the 64 from {@code cacheFirst} on that were not taken yet. */
    private long cache;
    private int cacheFirst = -Long.SIZE;

    /** By object: whether it was scanned, where whole spans are (Green Tea). */
    private long[] scanned = NO_BITS;
    private byte ownership;
    private int representative;

    /** By word: whether it may be a pointer; empty without pointers and for large objects. */
    private final long[] pointers;

    /** By object: where its pointers are; null if any word may be one. Made when needed. */
    private @Nullable PointerMask[] masks = {};

    /** Whether an object here is, or was, without a mask: not every pointer is one. */
    private boolean hasUnmasked;

    /** By object: whether it has specials. Made when needed. */
    private long[] specials = NO_BITS;

    /** That of the heap: swept. One less: it must be swept before anything else. */
    private int sweepGeneration;

    /** Whether free objects may hold what was there before. */
    private boolean needsZero;

    private @Nullable SpanSet set;
    private @Nullable Span next;
    private @Nullable Span previous;

    private Span(int startPage, int pages, SpanClass spanClass, int base, int elementBytes,
            int objects, int reciprocal, HeapProfile profile) {
        this.startPage = startPage;
        this.pages = pages;
        this.spanClass = spanClass;
        this.base = base;
        this.elementBytes = elementBytes;
        this.objects = objects;
        this.reciprocal = Integer.toUnsignedLong(reciprocal);
        elementWords = elementBytes / profile.pointerBytes();
        noscan = spanClass.noscan();
        hasBitmap = !noscan && elementWords <= Long.SIZE;
        scannedAsSpan = hasBitmap && pages == 1 && elementBytes >= HeapProfile.TINY_SIZE;
        allocated = new long[(objects + 63) / 64];
        marked = new long[allocated.length];
        int spanWords = (pages << profile.pageShift()) / profile.pointerBytes();
        pointers = hasBitmap ? new long[(spanWords + 63) / 64] : NO_BITS;
    }

    /** A span of a size class, all of it free. */
    static Span of(int startPage, SpanClass spanClass, HeapProfile profile, SizeClasses classes) {
        int sizeClass = spanClass.sizeClass();
        return new Span(startPage, classes.pages(sizeClass), spanClass,
                startPage << profile.pageShift(), classes.size(sizeClass),
                classes.objects(sizeClass), classes.reciprocalOf(sizeClass), profile);
    }

    /** A span of one object that is as large as its pages. */
    static Span large(int startPage, int pages, boolean noscan, HeapProfile profile) {
        return new Span(startPage, pages, SpanClass.of(0, noscan),
                startPage << profile.pageShift(), pages << profile.pageShift(), 1, 0, profile);
    }

    /** A span without objects, so full: what a cache holds instead of none (Go: emptymspan). */
    static Span empty() {
        return new Span(0, 0, SpanClass.of(0, true), 0, 0, 0, 0, HeapProfile.GO_WASM);
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

    boolean noscan() {
        return noscan;
    }

    int base() {
        return base;
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

    /** Takes the next free object of those at hand; {@link #NONE} if none is. */
    int allocateFast() {
        long free = cache;
        if (free == 0) {
            return NONE;
        }
        cache = free & free - 1;
        int index = cacheFirst + Long.numberOfTrailingZeros(free);
        freeIndex = index + 1;
        allocatedCount++;
        return index;
    }

    /** Takes the first free object; {@link #NONE} if there is none. */
    int allocate() {
        while (cache == 0) {
            int first = cacheFirst + Long.SIZE;
            if (first >= objects) {
                freeIndex = objects;
                return NONE;
            }
            cacheFirst = first;
            cache = ~allocated[first >>> 6] & below(objects - first);
        }
        return allocateFast();
    }

    /** A cache has it from now on. */
    void startCounting() {
        countedObjects = allocatedCount;
    }

    /** Objects that were allocated since. */
    int uncountedObjects() {
        return allocatedCount - countedObjects;
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
        long word = marked[index >>> 6];
        marked[index >>> 6] = word | bit;
        return (word & bit) == 0;
    }

    int markedCount() {
        int count = 0;
        for (long word : marked) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** Frees one object at once. It must be allocated, and the span swept or never collected. */
    void free(int index) {
        for (int word = 0; word < allocated.length; word++) {
            allocated[word] |= below(freeIndex - word * Long.SIZE);
        }
        long keep = ~(1L << index);
        allocated[index >>> 6] &= keep;
        marked[index >>> 6] &= keep;
        if (scanned.length != 0) {
            scanned[index >>> 6] &= keep;
        }
        allocatedCount--;
        countedObjects--;
        needsZero = true;
        rewind();
    }

    /**
     * Frees what is not marked, and clears the marks.
     *
     * @return how many objects were freed
     */
    int sweep(int generation) {
        int count = 0;
        for (int word = 0; word < marked.length; word++) {
            long zombies = marked[word] & ~allocatedBits(word);
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
        Arrays.fill(scanned, 0);
        allocatedCount = count;
        needsZero |= freed > 0;
        sweepGeneration = generation;
        rewind();
        return freed;
    }

    /** Fills what a sweep is about to free with poison. */
    void poisonUnmarked(byte[] memory) {
        for (int index = 0; index < objects; index++) {
            if (isAllocated(index) && !isMarked(index)) {
                Poison.fill(memory, addressOf(index), elementBytes);
            }
        }
    }

    /** Whether it is queued and scanned as a whole in Green Tea: small objects on one page. */
    boolean isScannedAsSpan() {
        return scannedAsSpan;
    }

    byte ownership() {
        return ownership;
    }

    void setOwnership(byte state) {
        ownership = state;
    }

    /** The object for which it was queued. */
    int representative() {
        return representative;
    }

    void setRepresentative(int index) {
        representative = index;
    }

    /** Notes that an object is scanned; false if it was. */
    boolean scan(int index) {
        if (scanned.length == 0) {
            scanned = new long[allocated.length];
        }
        long bit = 1L << index;
        boolean isNew = (scanned[index >>> 6] & bit) == 0;
        scanned[index >>> 6] |= bit;
        return isNew;
    }

    /** The first grey object from one on: marked and not scanned; {@link #NONE} if none is. */
    int nextGrey(int from) {
        for (int word = from >>> 6; word < marked.length; word++) {
            long grey = marked[word] & (scanned.length == 0 ? -1 : ~scanned[word]);
            if (word == from >>> 6) {
                grey &= -1L << from;
            }
            if (grey != 0) {
                return word * 64 + Long.numberOfTrailingZeros(grey);
            }
        }
        return NONE;
    }

    /** Whether {@link #pointerBits} tells where the pointers are. */
    boolean hasBitmap() {
        return hasBitmap;
    }

    /** Which words of an object may be pointers, the first in the lowest bit. */
    long pointerBits(int index) {
        int first = index * elementWords;
        int shift = first & 63;
        long bits = pointers[first >>> 6] >>> shift;
        if (shift + elementWords > Long.SIZE) {
            bits |= pointers[(first >>> 6) + 1] << Long.SIZE - shift;
        }
        return bits & -1L >>> Long.SIZE - elementWords;
    }

    @Nullable
    PointerMask mask(int index) {
        return index < masks.length ? masks[index] : null;
    }

    /**
     * Says where a new object's pointers are.
     *
     * @param words of the object, as was asked for
     * @param mask null if any word may be a pointer
     */
    void setPointers(int index, int words, @Nullable PointerMask mask) {
        if (mask == null) {
            hasUnmasked = true;
        }
        if (!hasBitmap) {
            setMask(index, mask);
            return;
        }
        long keep = -1L >>> Long.SIZE - elementWords;
        long bits = mask == null ? keep : mask.pattern(words) & keep;
        int first = index * elementWords;
        int word = first >>> 6;
        int shift = first & 63;
        pointers[word] = pointers[word] & ~(keep << shift) | bits << shift;
        if (shift + elementWords > Long.SIZE) {
            int rest = Long.SIZE - shift;
            pointers[word + 1] = pointers[word + 1] & ~(keep >>> rest) | bits >>> rest;
        }
    }

    boolean hasUnmasked() {
        return hasUnmasked;
    }

    boolean hasSpecials(int index) {
        return specials.length != 0 && (specials[index >>> 6] >>> index & 1) != 0;
    }

    void setSpecials(int index, boolean present) {
        if (specials.length == 0) {
            specials = new long[allocated.length];
        }
        long bit = 1L << index;
        specials[index >>> 6] = present
                ? specials[index >>> 6] | bit
                : specials[index >>> 6] & ~bit;
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

    /** The set that it is in; null in a cache. */
    @Nullable
    SpanSet set() {
        return set;
    }

    void enter(SpanSet newSet, @Nullable Span head) {
        set = newSet;
        next = head;
        if (head != null) {
            head.previous = this;
        }
    }

    /** Leaves its set and returns the next span there. */
    @Nullable
    Span leave() {
        var after = next;
        if (previous != null) {
            previous.next = after;
        }
        if (after != null) {
            after.previous = previous;
        }
        set = null;
        next = null;
        previous = null;
        return after;
    }

    /** What the books of it take: bits by object and by word, and masks of larger objects. */
    long metadataBytes() {
        return FIELD_BYTES + 16L * allocated.length + 8L * pointers.length
                + (noscan || hasBitmap ? 0 : 4L * objects);
    }

    @Override
    public String toString() {
        return "the span at 0x" + Integer.toHexString(base) + " (" + pages + " pages, "
                + allocatedCount + " of " + objects + " objects of " + elementBytes + " bytes)";
    }

    private void setMask(int index, @Nullable PointerMask mask) {
        if (mask != null && masks.length == 0) {
            masks = new PointerMask[objects];
        }
        if (index < masks.length) {
            masks[index] = mask;
        }
    }

    private void rewind() {
        freeIndex = 0;
        cache = 0;
        cacheFirst = -Long.SIZE;
    }

    private long allocatedBits(int word) {
        return allocated[word] | below(freeIndex - word * Long.SIZE);
    }

    /** So many low bits: all from 64 on, none below 1. */
    private static long below(int bits) {
        return bits <= 0 ? 0 : bits >= Long.SIZE ? -1 : (1L << bits) - 1;
    }

    /** The span behind it in its set. */
    @Nullable
    Span following() {
        return next;
    }

    /** Writes all but which set it is in. */
    void save(DataOutput out, SavedMasks savedMasks) throws IOException {
        out.writeInt(startPage);
        out.writeInt(pages);
        out.writeInt(spanClass.index());
        for (var bits : List.of(allocated, marked, scanned, pointers, specials)) {
            Saved.longs(out, bits);
        }
        for (int value : new int[]{freeIndex, allocatedCount, countedObjects, cacheFirst, ownership,
            representative, sweepGeneration}) {
            out.writeInt(value);
        }
        out.writeLong(cache);
        out.writeBoolean(hasUnmasked);
        out.writeBoolean(needsZero);
        out.writeInt(masks.length);
        for (var mask : masks) {
            savedMasks.save(out, mask);
        }
    }

    static Span restored(DataInput in, HeapProfile profile, SizeClasses classes,
            SavedMasks savedMasks) throws IOException {
        int startPage = in.readInt();
        int pages = in.readInt();
        int number = in.readInt();
        if (number < 0 || number >= 2 * classes.count()) {
            throw new IOException("wanted a class of spans of 0 to " + (2 * classes.count() - 1)
                    + ", got " + number);
        }
        var spanClass = SpanClass.of(number >> 1, (number & 1) != 0);
        var span = spanClass.sizeClass() == 0
                ? large(startPage, pages, spanClass.noscan(), profile)
                : of(startPage, spanClass, profile, classes);
        span.restore(in, savedMasks);
        return span;
    }

    private void restore(DataInput in, SavedMasks savedMasks) throws IOException {
        Saved.into(allocated, in);
        Saved.into(marked, in);
        scanned = Saved.longs(in);
        Saved.into(pointers, in);
        specials = Saved.longs(in);
        freeIndex = in.readInt();
        allocatedCount = in.readInt();
        countedObjects = in.readInt();
        cacheFirst = in.readInt();
        ownership = (byte) in.readInt();
        representative = in.readInt();
        sweepGeneration = in.readInt();
        cache = in.readLong();
        hasUnmasked = in.readBoolean();
        needsZero = in.readBoolean();
        int masked = in.readInt();
        if (masked != 0 && masked != objects) {
            throw new IOException("wanted masks of " + objects + " objects, got " + masked);
        }
        masks = new PointerMask[masked];
        for (int index = 0; index < masked; index++) {
            masks[index] = savedMasks.restore(in);
        }
    }
}
