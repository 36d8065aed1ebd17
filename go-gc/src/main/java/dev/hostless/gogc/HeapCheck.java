package dev.hostless.gogc;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Marks a second time, in the plainest way and in sets of its own, and compares with the marks in
 * the spans: Go's gccheckmark. To be called after marking and before the sweep.
 *
 * @param reachable objects that the roots reach; all are marked
 * @param floating objects that are marked without being reachable: what a collection keeps too
 *        long, which only one that runs beside the program may do
 */
record HeapCheck(long reachable, long floating) {

    /**
     * @throws HeapCorrupted if a reachable object is not marked, or a span's count is wrong
     */
    static HeapCheck of(Heap heap, RootSet roots) {
        Set<HeapObject> reachable = new HashSet<>();
        var grey = new ArrayDeque<HeapObject>();
        roots.report(address -> reach(heap, address, reachable, grey));
        while (!grey.isEmpty()) {
            var object = grey.remove();
            if (!object.spanClass().noscan()) {
                int step = heap.profile().pointerBytes();
                for (int word = 0; word < object.bytes() / step; word++) {
                    long pointer = pointer(heap, object, word);
                    if (pointer >>> Integer.SIZE == 0) {
                        reach(heap, (int) pointer, reachable, grey);
                    }
                }
            }
        }
        return new HeapCheck(reachable.size(), compare(heap, reachable));
    }

    private static void reach(Heap heap, int address, Set<HeapObject> reachable,
            ArrayDeque<HeapObject> grey) {
        heap.findObject(address).filter(reachable::add).ifPresent(grey::add);
    }

    /** What a word points to; 0 if it is not a pointer. */
    private static long pointer(Heap heap, HeapObject object, int word) {
        var span = heap.spanOf(object.address());
        var mask = span == null ? null : span.mask(object.index());
        if (mask != null && !mask.isPointer(word % mask.words())) {
            return 0;
        }
        int step = heap.profile().pointerBytes();
        int address = object.address() + word * step;
        return step == Integer.BYTES
                ? Integer.toUnsignedLong(heap.memory().readInt(address))
                : heap.memory().readLong(address);
    }

    private static long compare(Heap heap, Set<HeapObject> reachable) {
        long[] floating = new long[1];
        heap.spans().forEach(span -> {
            int allocated = 0;
            for (int index = 0; index < span.objects(); index++) {
                allocated += span.isAllocated(index) ? 1 : 0;
                var object = new HeapObject(span.addressOf(index), span.elementBytes(), index,
                        span.spanClass());
                if (reachable.contains(object) && !span.isMarked(index)) {
                    throw new HeapCorrupted("object " + index + " of " + span
                            + " is reachable, but not marked");
                }
                floating[0] += span.isMarked(index) && !reachable.contains(object) ? 1 : 0;
            }
            if (allocated != span.allocatedCount()) {
                throw new HeapCorrupted(span + " has " + allocated + " allocated objects");
            }
        });
        return floating[0];
    }
}
