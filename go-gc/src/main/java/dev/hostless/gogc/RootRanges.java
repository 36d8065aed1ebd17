package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Roots that a guest names itself, range by range: for C and for TinyGo, whose compilers do not
 * tell where pointers are. Every word of a range may be a pointer.
 */
public final class RootRanges implements Roots {
    /** Ranges that a guest may name at a time. */
    public static final int LIMIT = 4096;

    private int[] starts = new int[16];
    private long[] lengths = new long[16];
    private int count;

    /**
     * Adds a range. Where one begins already, it is replaced, as that of a stack that has grown.
     *
     * @throws InvalidRequest if there are too many, or it has no length
     */
    public void add(int address, long bytes) {
        if (bytes < 1) {
            throw new InvalidRequest("roots at " + HeapFault.hex(address) + " cannot be " + bytes
                    + " bytes");
        }
        int index = find(address);
        if (index == count) {
            if (count == LIMIT) {
                throw new InvalidRequest("a guest can name " + LIMIT + " ranges of roots");
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                lengths = Arrays.copyOf(lengths, 2 * count);
            }
            count++;
        }
        starts[index] = address;
        lengths[index] = bytes;
    }

    /**
     * @throws InvalidRequest if no range begins there
     */
    public void remove(int address) {
        int index = find(address);
        if (index == count) {
            throw new InvalidRequest("no roots begin at " + HeapFault.hex(address));
        }
        count--;
        starts[index] = starts[count];
        lengths[index] = lengths[count];
    }

    @Override
    public int begin() {
        return count;
    }

    @Override
    public boolean isUrgent(int job) {
        return false;
    }

    @Override
    public RootKind kind(int job) {
        return RootKind.GLOBALS;
    }

    @Override
    public boolean scan(int job, RootSink sink) {
        // The guest may have removed some since marking began.
        if (job < count) {
            sink.range(starts[job], lengths[job]);
        }
        return true;
    }

    private int find(int address) {
        int index = 0;
        while (index < count && starts[index] != address) {
            index++;
        }
        return index;
    }

    /** Writes the ranges. */
    public void save(DataOutput out) throws IOException {
        Saved.ints(out, starts);
        Saved.longs(out, lengths);
        out.writeInt(count);
    }

    /** Takes over what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        starts = Saved.ints(in);
        lengths = Saved.longs(in);
        count = in.readInt();
    }
}
