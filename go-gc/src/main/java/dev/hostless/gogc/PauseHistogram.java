package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Durations in cycles, in buckets: exact below {@value #LINEAR}, and from there {@value #PARTS}
 * buckets for each power of two. A percentile is the upper end of its bucket, so it is never below
 * the true value and at most 1/{@value #PARTS} (3.2 %) above it, and never above the exact maximum.
 * There are {@value #BUCKET_LIMIT} buckets at most, and memory only up to the longest duration:
 * 6.6 KiB for one of 2^30 cycles.
 */
public final class PauseHistogram {
    private static final int PART_BITS = 5;
    private static final int PARTS = 1 << PART_BITS;
    private static final int LINEAR = 2 * PARTS;
    private static final int BUCKET_LIMIT = (63 - PART_BITS + 1) * PARTS;

    private long[] counts = {};
    private long count;
    private long sum;
    private long max;

    /** Counts a duration, 0 or more. */
    public void record(long cycles) {
        int index = index(cycles);
        if (index >= counts.length) {
            counts = Arrays.copyOf(counts, Math.min(BUCKET_LIMIT, index + PARTS));
        }
        counts[index]++;
        count++;
        sum += cycles;
        max = Math.max(max, cycles);
    }

    /** The duration that so many percent of all do not exceed; 0 when there are none. */
    long percentile(int percent) {
        long rank = count / 100 * percent + (count % 100 * percent + 99) / 100;
        long seen = 0;
        for (int index = 0; index < counts.length; index++) {
            seen += counts[index];
            if (seen >= rank && seen > 0) {
                return Math.min(max, last(index));
            }
        }
        return max;
    }

    /** What there is to say of all that were counted. */
    public PauseFigures figures() {
        return new PauseFigures(count, sum, max, percentile(50), percentile(99));
    }

    static int index(long cycles) {
        if (cycles < LINEAR) {
            return (int) cycles;
        }
        int shift = 63 - Long.numberOfLeadingZeros(cycles) - PART_BITS;
        return (shift << PART_BITS) + (int) (cycles >>> shift);
    }

    /** The longest duration that falls into the bucket. */
    static long last(int index) {
        if (index < LINEAR) {
            return index;
        }
        int shift = (index >>> PART_BITS) - 1;
        long first = (long) (index & PARTS - 1 | PARTS) << shift;
        return first + (1L << shift) - 1;
    }

    /** Writes all down. */
    public void save(DataOutput out) throws IOException {
        Saved.longs(out, counts);
        out.writeLong(count);
        out.writeLong(sum);
        out.writeLong(max);
    }

    /** Takes up what was written. */
    public void restore(DataInput in) throws IOException {
        counts = Saved.longs(in);
        count = in.readLong();
        sum = in.readLong();
        max = in.readLong();
    }
}
