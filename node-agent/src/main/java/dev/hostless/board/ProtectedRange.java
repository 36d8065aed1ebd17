package dev.hostless.board;

import dev.hostless.engine.MemoryAccess;

/**
 * A range of RAM that the memory protection unit guards. The guest, and calls of the board that act
 * for it, cannot do there what it forbids: that is a trap. A collector in the node sees through it.
 *
 * @param start address of the first byte
 * @param bytes 1 or more; start and end are any address, not only a power of two
 */
public record ProtectedRange(long start, long bytes, Access access) {
    /** What is left to the guest. */
    public enum Access {
        /** It may read and not write. */
        READ_ONLY(MemoryAccess.READ_ONLY),
        /** It may neither read nor write. */
        NONE(MemoryAccess.NONE);

        private final MemoryAccess engine;

        Access(MemoryAccess engine) {
            this.engine = engine;
        }

        MemoryAccess engine() {
            return engine;
        }
    }

    public ProtectedRange {
        if (start < 0 || bytes < 1 || start > BoardSpec.RAM_BYTES_MAX - bytes) {
            throw new IllegalArgumentException("a protected range: wanted 1 byte or more below"
                    + " 0x%x, got %d at 0x%x".formatted(BoardSpec.RAM_BYTES_MAX, bytes, start));
        }
    }

    long end() {
        return start + bytes;
    }

    /** Whether a byte is in both. */
    public boolean overlaps(ProtectedRange other) {
        return start < other.end() && other.start < end();
    }

    /** First and last address. */
    @Override
    public String toString() {
        return "0x%x..0x%x".formatted(start, end() - 1);
    }
}
