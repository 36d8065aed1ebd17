package dev.hostless.gogc;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Marks a second time, in the plainest way and in sets of its own, from the roots as they are at
 * the end of marking, and compares with the marks in the spans: Go's gccheckmark. It also looks for
 * pointers to objects that are free already, and for writes to such objects if they are poisoned.
 */
final class HeapCheck {
    private final Heap heap;

    /** Whether the program stood still since marking began: then nothing may be hidden. */
    private final boolean stopped;
    private final Set<HeapObject> reachable = new HashSet<>();
    private final ArrayDeque<HeapObject> grey = new ArrayDeque<>();
    private long floating;

    private HeapCheck(Heap heap, boolean stopped) {
        this.heap = heap;
        this.stopped = stopped;
    }

    /**
     * To be called after marking, before specials are decided upon and the sweep begins.
     *
     * @throws HeapCorrupted if a reachable object is not marked, or a span's count is wrong
     * @throws BadPointer if a pointer leads to a free object, or one was written to
     */
    static HeapCheck of(Heap heap, Roots roots, Specials specials, int[] pins, boolean stopped) {
        var check = new HeapCheck(heap, stopped);
        var sink = new CheckSink(heap, check);
        int jobs = roots.begin();
        for (int job = 0; job < jobs; job++) {
            if (!roots.scan(job, sink)) {
                throw new OutOfOrder("root job " + job + " cannot be done, but marking finishes");
            }
        }
        for (int pin : pins) {
            check.root(pin, true);
        }
        specials.report(check);
        check.drain();
        check.compare();
        return check;
    }

    /** Objects that the roots reach; all are marked. */
    long reachable() {
        return reachable.size();
    }

    /**
     * Objects that are marked without being reachable: what a collection keeps too long, which
     * only one that runs beside the program may do.
     */
    long floating() {
        return floating;
    }

    /** A root; one that may be a mere number counts only if its object is marked anyway. */
    void root(int address, boolean sure) {
        if (sure || stopped || isMarked(address)) {
            reach(address);
        }
    }

    /** The words of an object are roots, and the object is not. */
    void words(int address) {
        heap.findObject(address).ifPresent(this::readWords);
    }

    private boolean isMarked(int address) {
        var span = heap.spanOf(address);
        int index = span == null ? Span.NONE : span.indexOf(address);
        return span != null && index != Span.NONE && span.isMarked(index);
    }

    private void reach(int address) {
        heap.findObject(address).filter(reachable::add).ifPresent(grey::add);
    }

    private void drain() {
        while (!grey.isEmpty()) {
            readWords(grey.remove());
        }
    }

    private void readWords(HeapObject object) {
        var span = heap.spanOf(object.address());
        if (span == null || span.noscan()) {
            return;
        }
        int step = heap.profile().pointerBytes();
        for (int word = 0; word < object.bytes() / step; word++) {
            if (isPointer(span, object.index(), word)) {
                int address = Words.readPointer(heap.memory().array(),
                        object.address() + word * step, step);
                if (!span.hasUnmasked()) {
                    checkAlive(address, object, word);
                }
                if (Integer.compareUnsigned(address - object.address(), object.bytes()) >= 0) {
                    reach(address);
                }
            }
        }
    }

    private static boolean isPointer(Span span, int index, int word) {
        if (span.hasBitmap()) {
            return (span.pointerBits(index) >>> word & 1) != 0;
        }
        var mask = span.mask(index);
        return mask == null || mask.isPointer(word % mask.words());
    }

    private void checkAlive(int address, HeapObject holder, int word) {
        var span = heap.spanOf(address);
        int index = span == null ? Span.NONE : span.indexOf(address);
        if (span != null && index != Span.NONE && !span.isAllocated(index)) {
            throw new BadPointer("word " + word + " of the object at "
                    + HeapFault.hex(holder.address()) + " points to " + HeapFault.hex(address)
                    + ", in object " + index + " of " + span + ", which is free");
        }
    }

    private void compare() {
        heap.spans().forEach(span -> {
            int allocated = 0;
            for (int index = 0; index < span.objects(); index++) {
                allocated += span.isAllocated(index) ? 1 : 0;
                compare(span, index);
            }
            if (allocated != span.allocatedCount()) {
                throw new HeapCorrupted(span + " has " + allocated + " allocated objects");
            }
        });
    }

    private void compare(Span span, int index) {
        var object = new HeapObject(span.addressOf(index), span.elementBytes(), index,
                span.spanClass());
        if (reachable.contains(object) && !span.isMarked(index)) {
            throw new HeapCorrupted("object " + index + " of " + span
                    + " is reachable, but not marked");
        }
        floating += span.isMarked(index) && !reachable.contains(object) ? 1 : 0;
        if (heap.isPoisoned() && !span.isAllocated(index)) {
            Poison.check(heap.memory().array(), object.address(), object.bytes(),
                    "a free object");
        }
    }
}
