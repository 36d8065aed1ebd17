package dev.hostless.board;

import dev.hostless.engine.LinearMemory;
import dev.hostless.gogc.HeapMemory;

/**
 * A guest's linear memory as the heap sees it. Growing copies what there is, so small requests make
 * it grow by an eighth; a large one pays for the copy itself, and it grows by no more.
 */
final class GuestMemory implements HeapMemory {
    private static final int GROWTH_DIVISOR = 8;
    /** A request for so much of the size is large. */
    private static final int LARGE_DIVISOR = 16;

    private final LinearMemory memory;
    private final long limitBytes;

    GuestMemory(LinearMemory memory, long limitBytes) {
        this.memory = memory;
        this.limitBytes = limitBytes;
    }

    @Override
    public byte[] array() {
        return memory.array();
    }

    @Override
    public long bytes() {
        return memory.sizeBytes();
    }

    @Override
    public long limitBytes() {
        return limitBytes;
    }

    @Override
    public boolean grow(long bytes) {
        long size = memory.sizeBytes();
        if (bytes <= size) {
            return true;
        }
        if (bytes >= size + size / LARGE_DIVISOR) {
            return growTo(bytes);
        }
        return growTo(Math.min(limitBytes, size + size / GROWTH_DIVISOR)) || growTo(bytes);
    }

    private boolean growTo(long bytes) {
        long pages = (bytes - memory.sizeBytes() + LinearMemory.PAGE_BYTES - 1)
                / LinearMemory.PAGE_BYTES;
        return memory.grow((int) pages) != LinearMemory.GROW_FAILED;
    }
}
