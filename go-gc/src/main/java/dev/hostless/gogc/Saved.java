package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;

/** How arrays and constants are written into a saved state. */
final class Saved {
    /** More elements than any array of a heap has. */
    private static final int LENGTH_MAX = 1 << 28;

    private Saved() {
    }

    static void longs(DataOutput out, long[] words) throws IOException {
        out.writeInt(words.length);
        for (long word : words) {
            out.writeLong(word);
        }
    }

    static long[] longs(DataInput in) throws IOException {
        var words = new long[length(in)];
        for (int index = 0; index < words.length; index++) {
            words[index] = in.readLong();
        }
        return words;
    }

    /** Fills an array whose length follows from how its owner was made. */
    static void into(long[] target, DataInput in) throws IOException {
        int length = in.readInt();
        if (length != target.length) {
            throw new IOException("wanted " + target.length + " words, got " + length);
        }
        for (int index = 0; index < length; index++) {
            target[index] = in.readLong();
        }
    }

    static void into(BitSet target, DataInput in) throws IOException {
        target.clear();
        target.or(BitSet.valueOf(longs(in)));
    }

    static void ints(DataOutput out, int[] words) throws IOException {
        out.writeInt(words.length);
        for (int word : words) {
            out.writeInt(word);
        }
    }

    static int[] ints(DataInput in) throws IOException {
        var words = new int[length(in)];
        for (int index = 0; index < words.length; index++) {
            words[index] = in.readInt();
        }
        return words;
    }

    static <T> T constant(T[] constants, DataInput in) throws IOException {
        int ordinal = in.readByte();
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new IOException("wanted a constant of 0 to " + (constants.length - 1) + ", got "
                    + ordinal);
        }
        return constants[ordinal];
    }

    private static int length(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LENGTH_MAX) {
            throw new IOException("wanted an array of 0 to " + LENGTH_MAX + " elements, got "
                    + length);
        }
        return length;
    }
}
