package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which words of a type are pointers, as Go's type.GCData says it. A word has the size of a pointer
 * of the heap's profile. In an array the mask repeats.
 */
public final class PointerMask {
    /** Instead of a word: no pointer follows. */
    static final int NONE = -1;

    private final int words;
    private final long[] bits;
    private final boolean hasPointers;

    /** The mask, repeated as far as 64 words go. */
    private final long pattern;

    /**
     * @param words words of the type, at least 1
     * @param bits bit n of element n / 64 is set if word n is a pointer; what is missing is clear
     */
    public PointerMask(int words, long... bits) {
        if (words < 1) {
            throw new IllegalArgumentException("a type has 1 or more words, not " + words);
        }
        this.words = words;
        this.bits = bits.clone();
        int last = last(this.bits);
        if (last >= words) {
            throw new IllegalArgumentException(
                    "a type of " + words + " words has no pointer in word " + last);
        }
        hasPointers = last != NONE;
        long repeated = bits.length == 0 ? 0 : bits[0];
        for (int shift = words; shift < Long.SIZE; shift += words) {
            repeated |= bits.length == 0 ? 0 : bits[0] << shift;
        }
        pattern = repeated;
    }

    public int words() {
        return words;
    }

    public boolean hasPointers() {
        return hasPointers;
    }

    public boolean isPointer(int word) {
        return word >= 0 && word >>> 6 < bits.length && (bits[word >>> 6] >>> word & 1) != 0;
    }

    /** The bits of an object of 1 to 64 words. */
    long pattern(int count) {
        return pattern & -1L >>> Long.SIZE - count;
    }

    /** The first word from one on that is a pointer. */
    int next(int from) {
        int element = from >>> 6;
        if (element >= bits.length) {
            return NONE;
        }
        long found = bits[element] & -1L << from;
        while (found == 0) {
            element++;
            if (element == bits.length) {
                return NONE;
            }
            found = bits[element];
        }
        return element * 64 + Long.numberOfTrailingZeros(found);
    }

    private static int last(long[] bits) {
        for (int element = bits.length - 1; element >= 0; element--) {
            if (bits[element] != 0) {
                return element * 64 + 63 - Long.numberOfLeadingZeros(bits[element]);
            }
        }
        return NONE;
    }

    /** Writes the mask. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(words);
        Saved.longs(out, bits);
    }

    /** The mask that {@link #save} wrote. */
    public static PointerMask restored(DataInput in) throws IOException {
        return new PointerMask(in.readInt(), Saved.longs(in));
    }
}
