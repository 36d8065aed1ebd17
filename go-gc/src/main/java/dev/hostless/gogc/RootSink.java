package dev.hostless.gogc;

/**
 * Takes the words of roots. Any word may be reported: what is in no allocated object is ignored,
 * and what points into an object keeps it.
 */
public abstract sealed class RootSink permits MarkSink, CheckSink {
    private final HeapMemory memory;
    private final int pointerBytes;
    private final StepCounts steps;
    private long bytes;

    /** @param steps where it counts what it looks at */
    RootSink(Heap heap, StepCounts steps) {
        memory = heap.memory();
        pointerBytes = heap.profile().pointerBytes();
        this.steps = steps;
    }

    /** A word that is a pointer or nil. */
    public final void word(int pointer) {
        count(1);
        found(pointer, true);
    }

    /** A 64-bit word that is a pointer or nil; beyond 4 GiB it is neither. */
    public final void word(long pointer) {
        count(1);
        if (pointer >>> Integer.SIZE == 0) {
            found((int) pointer, true);
        }
    }

    /** A word that may be a pointer. */
    public final void maybe(long pointer) {
        count(1);
        if (pointer >>> Integer.SIZE == 0) {
            found((int) pointer, false);
        }
    }

    /** So many frames of a stack were read to find its words. */
    public final void frames(long count) {
        steps.count(Step.SCAN_FRAME, count);
    }

    /**
     * Memory of which every word may be a pointer. Words are aligned; what is left at the ends is
     * none.
     *
     * @throws InvalidRequest if it is not within the memory
     */
    public final void range(int address, long length) {
        long start = start(address, length);
        long end = start + length;
        start = start + pointerBytes - 1 & -pointerBytes;
        byte[] array = memory.array();
        int words = (int) Math.max(0, (end - start) / pointerBytes);
        count(words);
        for (int word = 0; word < words; word++) {
            found(Words.readPointer(array, (int) start + word * pointerBytes, pointerBytes), false);
        }
    }

    /**
     * Memory of which a mask says what is a pointer.
     *
     * @param words how many there are from the address on
     * @param bits one for each word, lowest first
     * @param firstBit the bit of the first word
     * @throws InvalidRequest if it is not within the memory, or the mask is too short
     */
    public final void masked(int address, int words, long[] bits, int firstBit) {
        int start = (int) start(address, (long) words * pointerBytes);
        if (firstBit < 0 || (long) firstBit + words > 64L * bits.length) {
            throw new InvalidRequest("a mask of " + 64L * bits.length + " bits has none from "
                    + firstBit + " on for " + words + " words");
        }
        byte[] array = memory.array();
        int pointers = 0;
        for (int word = 0; word < words; word++) {
            int bit = firstBit + word;
            long rest = bits[bit >>> 6] >>> bit;
            if (rest == 0) {
                // Nothing more in these 64.
                word += 63 - (bit & 63);
            } else if ((rest & 1) != 0) {
                pointers++;
                found(Words.readPointer(array, start + word * pointerBytes, pointerBytes), true);
            }
        }
        count(pointers);
        bytes += (long) (words - pointers) * pointerBytes;
    }

    /** Memory that is a root, of which the words that may be pointers were reported one by one. */
    public final void skipped(long length) {
        bytes += Math.max(0, length);
    }

    /**
     * A pointer, or what may be one.
     *
     * @param sure whether it is no mere number
     */
    abstract void found(int pointer, boolean sure);

    /** Bytes of roots that were looked at so far. */
    public final long bytes() {
        return bytes;
    }

    private void count(int words) {
        steps.count(Step.SCAN_ROOT, words);
        bytes += (long) words * pointerBytes;
    }

    private long start(int address, long length) {
        long start = Integer.toUnsignedLong(address);
        if (length < 0 || length > memory.bytes() || start > memory.bytes() - length) {
            throw new InvalidRequest("roots of " + length + " bytes at " + HeapFault.hex(address)
                    + " are not within the memory of " + memory.bytes() + " bytes");
        }
        return start;
    }
}
