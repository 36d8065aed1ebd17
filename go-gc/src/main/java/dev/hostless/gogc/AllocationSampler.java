package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which allocations a heap profile records: one for so many bytes on average, at random distances
 * with an exponential distribution, as in Go. The random numbers come from a seed (SplitMix64), so
 * the same program is sampled in the same places in every run.
 */
final class AllocationSampler {
    private static final long GAMMA = 0x9e37_79b9_7f4a_7c15L;
    private static final int MANTISSA_BITS = 53;

    private long mean;
    private long state;

    /** Begins anew and tells how many bytes pass before the first sample. */
    long start(long bytes, long seed) {
        if (bytes < 0) {
            throw new InvalidRequest("cannot sample every " + bytes + " bytes");
        }
        mean = bytes;
        state = seed;
        return next();
    }

    /** How many bytes pass before the next sample. */
    long next() {
        if (mean <= 1) {
            return mean == 0 ? Long.MAX_VALUE : 0;
        }
        double uniform = (random() >>> Long.SIZE - MANTISSA_BITS) * 0x1p-53;
        return (long) (-StrictMath.log(1 - uniform) * mean);
    }

    private long random() {
        state += GAMMA;
        long mixed = state;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(mean);
        out.writeLong(state);
    }

    void restore(DataInput in) throws IOException {
        mean = in.readLong();
        state = in.readLong();
    }
}
