package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * One span of each class to allocate from, and the block that the tiny allocator cuts up: Go's
 * mcache, of which each processor has one.
 *
 * <p>The tiny allocator puts objects without pointers that are smaller than
 * {@link HeapProfile#TINY_SIZE} bytes together into one block, which lives as long as one of them.
 */
final class SpanCache {
    private static final int NONE = -1;

    private final Span empty = Span.empty();
    private final Span[] spans;

    /** The block; 0 if there is none. */
    private int tiny;
    private int tinyOffset;
    private long tinyAllocations;

    SpanCache(int spanClasses) {
        spans = new Span[spanClasses];
        Arrays.fill(spans, empty);
    }

    /** The span of a class, by the class's index; full if there is none. */
    Span span(int spanClass) {
        return spans[spanClass];
    }

    void put(Span span) {
        spans[span.spanClass().index()] = span;
    }

    /** Takes the span of a class out; false if there is none. */
    boolean remove(int spanClass) {
        boolean isThere = spans[spanClass] != empty;
        spans[spanClass] = empty;
        return isThere;
    }

    /** A place in the block for so many bytes, aligned as they may need; 0 if none is left. */
    int allocateTiny(int bytes, int pointerBytes) {
        int alignment = bytes == 12 && pointerBytes == 4 ? 8 : Math.min(8, bytes & -bytes);
        int offset = tinyOffset + alignment - 1 & -alignment;
        if (tiny == 0 || offset + bytes > HeapProfile.TINY_SIZE) {
            return 0;
        }
        tinyOffset = offset + bytes;
        tinyAllocations++;
        return tiny + offset;
    }

    /** Offers a new block whose first bytes are in use; it is kept if it has more left. */
    void offerTiny(int block, int usedBytes) {
        if (tiny == 0 || usedBytes < tinyOffset) {
            tiny = block;
            tinyOffset = usedBytes;
        }
    }

    /** The block that the tiny allocator cuts up; 0 if there is none. */
    int tinyBlock() {
        return tiny;
    }

    /** Forgets the block, which nothing may keep alive. */
    void dropTiny() {
        tiny = 0;
        tinyOffset = 0;
    }

    /** Objects that found a place in a block. */
    long tinyAllocations() {
        return tinyAllocations;
    }

    void save(DataOutput out) throws IOException {
        for (var span : spans) {
            out.writeInt(span == empty ? NONE : span.startPage());
        }
        out.writeInt(tiny);
        out.writeInt(tinyOffset);
        out.writeLong(tinyAllocations);
    }

    void restore(DataInput in, IntFunction<Span> from) throws IOException {
        for (int index = 0; index < spans.length; index++) {
            int page = in.readInt();
            spans[index] = page == NONE ? empty : from.apply(page);
        }
        tiny = in.readInt();
        tinyOffset = in.readInt();
        tinyAllocations = in.readLong();
    }
}
