package dev.hostless.gogc;

/**
 * What the guest's write barrier hands over while marking runs: Go's hybrid of Yuasa's deletion
 * barrier and Dijkstra's insertion barrier. The compiled code of the guest puts both pointers, the
 * old and the new one, into a buffer; {@link #bulk} is for memory that is moved as a whole.
 *
 * <p>Where a mask says what is a pointer, only that is shaded. Elsewhere, on stacks and in globals,
 * every word is, which is right and at worst keeps an object until the next cycle.
 */
final class WriteBarrier {
    private final Heap heap;
    private final HeapMemory memory;
    private final Marker marker;
    private final StepCounts steps;
    private final int pointerBytes;

    WriteBarrier(Heap heap, Marker marker) {
        this.heap = heap;
        this.marker = marker;
        memory = heap.memory();
        steps = heap.steps();
        pointerBytes = heap.profile().pointerBytes();
    }

    void shade(int pointer) {
        steps.count(Step.BARRIER_WORD);
        marker.shade(pointer);
        marker.count();
    }

    void bulk(int target, int source, long bytes) {
        check(target, bytes);
        if (source != 0) {
            check(source, bytes);
        }
        int words = (int) (bytes / pointerBytes);
        var span = heap.spanOf(target);
        int index = span == null ? Span.NONE : span.indexOf(target);
        if (span != null && index != Span.NONE && span.noscan()) {
            return;
        }
        // A target may be an array that goes on beyond the object only if the guest lies.
        for (int word = 0; word < words; word++) {
            int offset = word * pointerBytes;
            if (span == null || index == Span.NONE || isPointer(span, index, target + offset)) {
                shadeWord(target + offset);
                if (source != 0) {
                    shadeWord(source + offset);
                }
            }
        }
        marker.count();
    }

    void bulkSource(int source, long bytes) {
        check(source, bytes);
        for (int word = 0; word < bytes / pointerBytes; word++) {
            shadeWord(source + word * pointerBytes);
        }
        marker.count();
    }

    private void shadeWord(int address) {
        steps.count(Step.BARRIER_WORD);
        marker.shade(Words.readPointer(memory.array(), address, pointerBytes));
    }

    private boolean isPointer(Span span, int index, int address) {
        int word = (address - span.addressOf(index)) / pointerBytes;
        if (word >= span.elementBytes() / pointerBytes) {
            return true;
        }
        if (span.hasBitmap()) {
            return (span.pointerBits(index) >>> word & 1) != 0;
        }
        var mask = span.mask(index);
        return mask == null || mask.isPointer(word % mask.words());
    }

    private void check(int address, long bytes) {
        long start = Integer.toUnsignedLong(address);
        if (bytes < 0 || bytes > memory.bytes() || start > memory.bytes() - bytes) {
            throw new InvalidRequest("a barrier for " + bytes + " bytes at "
                    + HeapFault.hex(address) + " is not within the memory of " + memory.bytes()
                    + " bytes");
        }
    }
}
