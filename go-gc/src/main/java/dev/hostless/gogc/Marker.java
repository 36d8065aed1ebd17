package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is reachable: white objects are not marked, grey ones are marked and queued, black
 * ones are marked and scanned. It reads the pointers that an object's mask names, and every word of
 * an object without a mask.
 *
 * <p>There are two queues. The classic one holds objects, last in, first out. In Green Tea mode
 * small objects with pointers wait in their span, which is queued as a whole, first in, first out:
 * until its turn comes more of its objects are found, and then they are scanned together, in the
 * order of their addresses. A span that was queued for one object and got no other gives just
 * that one.
 */
final class Marker {
    /**
     * A larger object is scanned in pieces of this size, so that a step has an end: with nothing
     * but pointers it takes less than a millisecond at 200 MHz. Go's pieces are 32 times as large,
     * for processors that read a megabyte in a millisecond; a board takes 200.
     */
    static final int OBLET_BYTES = 4 << 10;

    private final Heap heap;
    private final HeapMemory memory;
    private final SpanHeap spans;
    private final StepCounts steps;
    private final int pageShift;
    private final int pointerBytes;
    private final int pointerShift;
    private final boolean greenTea;
    private final MarkQueue grey = new MarkQueue();
    private final ArrayDeque<Span> greySpans = new ArrayDeque<>();

    /** The span that is being scanned, and the object to go on with. */
    private @Nullable Span current;
    private int cursor;

    private long objects;
    private long bytes;
    private long scannedWords;
    private long largeWords;
    private long found;
    /** Objects scanned since the steps were told last. */
    private long scans;
    private long countedObjects;
    private long countedWords;
    private long countedLargeWords;
    private long countedFound;

    Marker(Heap heap, boolean greenTea) {
        this.heap = heap;
        this.greenTea = greenTea;
        memory = heap.memory();
        spans = heap.spans();
        steps = heap.steps();
        pageShift = heap.profile().pageShift();
        pointerBytes = heap.profile().pointerBytes();
        pointerShift = pointerBytes == Integer.BYTES ? 2 : 3;
    }

    /** A marking begins; the heap is swept. */
    void begin() {
        if (!heap.isSwept()) {
            throw new IllegalStateException("BUG: marking began before the last sweep was done");
        }
        objects = 0;
        bytes = 0;
        scannedWords = 0;
        countedObjects = 0;
        countedWords = 0;
        largeWords = 0;
        countedLargeWords = 0;
        found = 0;
        countedFound = 0;
    }

    MarkFigures figures() {
        return new MarkFigures(objects, bytes, scannedWords);
    }

    long markedBytes() {
        return bytes;
    }

    boolean isDone() {
        return grey.isEmpty() && current == null && greySpans.isEmpty();
    }

    /** Makes the white object that an address is in grey, or black if it has no pointers. */
    void shade(int address) {
        var table = spans.table();
        int page = (address >>> pageShift) - spans.firstPage();
        if (page < 0 || page >= table.length) {
            return;
        }
        var span = table[page];
        if (span == null) {
            return;
        }
        found++;
        int index = span.indexOf(address);
        if (index == Span.NONE || !span.isAllocated(index) || !span.mark(index)) {
            return;
        }
        objects++;
        bytes += span.elementBytes();
        if (span.noscan()) {
            return;
        }
        if (greenTea && span.isScannedAsSpan()) {
            queue(span, index);
        } else {
            grey.put(span.addressOf(index));
        }
    }

    /** Marks an object whose words need not be read: it is new, or they were read already. */
    void blacken(Span span, int index) {
        if (span.mark(index)) {
            objects++;
            bytes += span.elementBytes();
            if (greenTea && span.isScannedAsSpan()) {
                span.scan(index);
            }
        }
    }

    /** Lets an object be scanned without marking it. */
    void queueUnmarked(int address) {
        grey.put(address);
    }

    /** A marked object was freed by its owner. */
    void unmark(int size) {
        objects--;
        countedObjects--;
        bytes -= size;
    }

    /**
     * Scans grey objects, and pieces of large ones.
     *
     * @param limit bytes to look at, or more by one piece; 1 for one piece
     * @return the bytes that were looked at; 0 if nothing is grey
     */
    long scan(long limit) {
        long work = 0;
        while (work < limit) {
            long piece = scanNext();
            if (piece == 0) {
                break;
            }
            work += piece;
        }
        count();
        return work;
    }

    private long scanNext() {
        return grey.isEmpty() ? scanSpan() : scanObject(grey.take());
    }

    /** Tells the steps since the last time. */
    void count() {
        steps.countMarked(objects - countedObjects, scans,
                scannedWords - countedWords - largeWords + countedLargeWords,
                largeWords - countedLargeWords, found - countedFound);
        countedObjects = objects;
        scans = 0;
        countedWords = scannedWords;
        countedLargeWords = largeWords;
        countedFound = found;
    }

    private void queue(Span span, int index) {
        if (span.ownership() == Span.UNOWNED) {
            span.setOwnership(Span.ONE_MARK);
            span.setRepresentative(index);
            greySpans.add(span);
        } else {
            span.setOwnership(Span.MANY_MARKS);
        }
    }

    private long scanSpan() {
        var span = current;
        if (span == null) {
            span = greySpans.poll();
            if (span == null) {
                return 0;
            }
            steps.count(Step.SCAN_SPAN);
            byte marks = span.ownership();
            span.setOwnership(Span.UNOWNED);
            if (marks == Span.ONE_MARK) {
                int index = span.representative();
                return span.isMarked(index) && span.scan(index) ? scanSmall(span, index) : 1;
            }
            current = span;
            cursor = 0;
        }
        int index = span.nextGrey(cursor);
        if (index == Span.NONE) {
            current = null;
            return 1;
        }
        span.scan(index);
        cursor = index + 1;
        if (cursor >= span.objects()) {
            current = null;
        }
        return scanSmall(span, index);
    }

    private long scanObject(int address) {
        var span = heap.spanOf(address);
        int index = span == null ? Span.NONE : span.indexOf(address);
        // Its owner may have freed it meanwhile.
        if (span == null || index == Span.NONE || !span.isAllocated(index)) {
            return 1;
        }
        if (span.hasBitmap()) {
            return scanSmall(span, index);
        }
        scans++;
        int base = span.addressOf(index);
        int offset = address - base;
        int length = Math.min(OBLET_BYTES, span.elementBytes() - offset);
        if (offset + length < span.elementBytes()) {
            grey.put(address + length);
        }
        long before = scannedWords;
        scanLarge(span, index, offset >> pointerShift, offset + length >> pointerShift);
        largeWords += scannedWords - before;
        return length;
    }

    private long scanSmall(Span span, int index) {
        scans++;
        byte[] array = memory.array();
        int address = span.addressOf(index);
        long bits = span.pointerBits(index);
        int size = span.elementBytes();
        long length = Long.SIZE - Long.numberOfLeadingZeros(bits);
        scannedWords += Long.bitCount(bits);
        while (bits != 0) {
            int word = address + (Long.numberOfTrailingZeros(bits) << pointerShift);
            bits &= bits - 1;
            shadeOther(Words.readPointer(array, word, pointerBytes), address, size);
        }
        return Math.max(1, length << pointerShift);
    }

    /**
     * Shades what an object points to, unless that is in the object itself: one with a finalizer
     * that points into itself would never die.
     */
    private void shadeOther(int target, int object, int size) {
        if (Integer.compareUnsigned(target - object, size) >= 0) {
            shade(target);
        }
    }

    /** Scans some words of an object, whose mask repeats from its beginning on. */
    private void scanLarge(Span span, int index, int from, int end) {
        byte[] array = memory.array();
        int base = span.addressOf(index);
        int size = span.elementBytes();
        var mask = span.mask(index);
        if (mask == null) {
            scannedWords += end - from;
            for (int word = from; word < end; word++) {
                shadeOther(Words.readPointer(array, base + (word << pointerShift), pointerBytes),
                        base, size);
            }
            return;
        }
        int phase = from % mask.words();
        int word = from;
        while (word < end) {
            int next = mask.next(phase);
            if (next == PointerMask.NONE) {
                word += mask.words() - phase;
                phase = 0;
                continue;
            }
            word += next - phase;
            if (word >= end) {
                break;
            }
            scannedWords++;
            shadeOther(Words.readPointer(array, base + (word << pointerShift), pointerBytes),
                    base, size);
            word++;
            phase = next + 1;
            if (phase == mask.words()) {
                phase = 0;
            }
        }
    }

    /** Between two markings: nothing is grey. */
    void save(DataOutput out) throws IOException {
        out.writeLong(objects);
        out.writeLong(bytes);
        out.writeLong(scannedWords);
        out.writeLong(largeWords);
        out.writeLong(found);
        out.writeLong(countedObjects);
        out.writeLong(countedWords);
        out.writeLong(countedLargeWords);
        out.writeLong(countedFound);
    }

    void restore(DataInput in) throws IOException {
        objects = in.readLong();
        bytes = in.readLong();
        scannedWords = in.readLong();
        largeWords = in.readLong();
        found = in.readLong();
        countedObjects = in.readLong();
        countedWords = in.readLong();
        countedLargeWords = in.readLong();
        countedFound = in.readLong();
    }
}
