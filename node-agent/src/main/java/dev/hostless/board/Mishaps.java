package dev.hostless.board;

import dev.hostless.devices.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run has to remember of the guests that a reset has ended. */
final class Mishaps implements Stateful {
    private final int[] resets = new int[ResetCause.values().length];
    private SortedMap<String, Long> byCause = Collections.emptySortedMap();
    private long gcCycles;

    /** The board is reset. */
    void reset(ResetCause cause) {
        resets[cause.ordinal()]++;
        count();
    }

    private void count() {
        var counted = new TreeMap<String, Long>();
        for (var cause : ResetCause.values()) {
            if (resets[cause.ordinal()] > 0) {
                counted.put(cause.title(), (long) resets[cause.ordinal()]);
            }
        }
        byCause = Collections.unmodifiableSortedMap(counted);
    }

    int resetCount() {
        int sum = 0;
        for (int count : resets) {
            sum += count;
        }
        return sum;
    }

    /** By the titles of their causes. */
    SortedMap<String, Long> resets() {
        return byCause;
    }

    /** Cycles that collections have taken before the last reset. */
    long gcCycles() {
        return gcCycles;
    }

    void gcCycles(long all) {
        gcCycles = all;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (int count : resets) {
            out.writeInt(count);
        }
        out.writeLong(gcCycles);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        for (int cause = 0; cause < resets.length; cause++) {
            resets[cause] = in.readInt();
        }
        gcCycles = in.readLong();
        count();
    }
}
