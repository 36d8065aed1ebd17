package dev.hostless.board;

import dev.hostless.devices.DmaMemory;
import dev.hostless.engine.LinearMemory;
import org.jspecify.annotations.Nullable;

/** A guest's linear memory as a DMA channel reaches it: beyond its end there is nothing. */
final class GuestDmaMemory implements DmaMemory {
    private @Nullable LinearMemory memory;

    /** The guest is there, and this is its memory. */
    void attach(LinearMemory made) {
        memory = made;
    }

    @Override
    public int load(int address) {
        var there = memory;
        return there == null || !holds(there, address)
                ? OUTSIDE
                : there.array()[address] & 0xff;
    }

    @Override
    public boolean store(int address, int value) {
        var there = memory;
        if (there == null || !holds(there, address)) {
            return false;
        }
        there.array()[address] = (byte) value;
        return true;
    }

    private static boolean holds(LinearMemory memory, int address) {
        return Integer.toUnsignedLong(address) < memory.sizeBytes();
    }
}
