package dev.hostless.gogc;

import org.jspecify.annotations.Nullable;

/**
 * Finds what is reachable, object by object: white objects are not marked, grey ones are marked
 * and in the queue, black ones are marked and scanned. It reads the pointers that an object's mask
 * names, and every word of an object without a mask.
 */
final class Marker {
    private final Heap heap;
    private final HeapMemory memory;
    private final StepCounts steps;
    private final int pointerBytes;
    private final MarkQueue grey = new MarkQueue();
    private long objects;
    private long bytes;
    private long scannedWords;

    Marker(Heap heap) {
        this.heap = heap;
        memory = heap.memory();
        steps = heap.steps();
        pointerBytes = heap.profile().pointerBytes();
    }

    /** Marks all that the roots reach, in a heap that is swept and does not change meanwhile. */
    MarkFigures mark(RootSet roots) {
        if (!heap.isSwept()) {
            throw new IllegalStateException("BUG: marking began before the last sweep was done");
        }
        objects = 0;
        bytes = 0;
        scannedWords = 0;
        roots.report(this::shade);
        drain();
        return new MarkFigures(objects, bytes, scannedWords);
    }

    /** Makes the white object that an address is in grey, or black if it has no pointers. */
    private void shade(int address) {
        var span = heap.spanOf(address);
        if (span == null) {
            return;
        }
        int index = span.indexOf(address);
        if (index == Span.NONE || !span.isAllocated(index) || !span.mark(index)) {
            return;
        }
        steps.count(Step.MARK_OBJECT);
        objects++;
        bytes += span.elementBytes();
        if (!span.spanClass().noscan()) {
            grey.put(span.addressOf(index));
        }
    }

    private void drain() {
        while (!grey.isEmpty()) {
            int address = grey.take();
            var span = heap.spanOf(address);
            if (span == null) {
                throw new HeapCorrupted("a grey object at 0x" + Integer.toHexString(address)
                        + " is in no span");
            }
            scan(address, span.elementBytes(), span.mask(span.indexOf(address)));
        }
    }

    private void scan(int address, int length, @Nullable PointerMask mask) {
        int words = length / pointerBytes;
        long before = scannedWords;
        if (mask == null) {
            for (int word = 0; word < words; word++) {
                scanWord(address + word * pointerBytes);
            }
        } else {
            for (int first = 0; first < words; first += mask.words()) {
                int word = mask.next(0);
                while (word != PointerMask.NONE && first + word < words) {
                    scanWord(address + (first + word) * pointerBytes);
                    word = mask.next(word + 1);
                }
            }
        }
        steps.count(Step.SCAN_WORD, scannedWords - before);
    }

    private void scanWord(int address) {
        scannedWords++;
        if (pointerBytes == Integer.BYTES) {
            shade(memory.readInt(address));
            return;
        }
        long pointer = memory.readLong(address);
        if (pointer >>> Integer.SIZE == 0) {
            shade((int) pointer);
        }
    }
}
