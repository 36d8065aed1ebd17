package dev.hostless.board;

import dev.hostless.engine.LinearMemory;
import dev.hostless.gogc.HeapMemory;

/**
 * A guest's linear memory as the heap sees it. It grows by an eighth at least, since growing copies
 * what there is.
 */
final class GuestMemory implements HeapMemory {
    private static final int GROWTH_DIVISOR = 8;

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
        long wanted = Math.min(limitBytes, Math.max(bytes, size + size / GROWTH_DIVISOR));
        return growTo(wanted) || growTo(bytes);
    }

    private boolean growTo(long bytes) {
        long pages = (bytes - memory.sizeBytes() + LinearMemory.PAGE_BYTES - 1)
                / LinearMemory.PAGE_BYTES;
        return memory.grow((int) pages) != LinearMemory.GROW_FAILED;
    }
}
