package dev.hostless.board;

import java.util.TreeMap;

/**
 * How long pauses were, in buckets whose bounds are at most 1/128 apart: percentiles are exact to
 * 1 %, and a board's pauses take a few hundred bytes.
 */
final class GcPauseCounts {
    private static final int PRECISION_BITS = 7;

    private final TreeMap<Long, Long> byBucket = new TreeMap<>();
    private long count;
    private long max;
    private long sum;
    private long hostNanosMax;
    private long hostNanosSum;

    void add(long cycles, long hostNanos) {
        byBucket.merge(bucket(cycles), 1L, Long::sum);
        count++;
        sum += cycles;
        max = Math.max(max, cycles);
        hostNanosSum += hostNanos;
        hostNanosMax = Math.max(hostNanosMax, hostNanos);
    }

    GcFigures.Pauses figures() {
        return new GcFigures.Pauses(count, percentile(50), percentile(99), max, sum, hostNanosSum,
                hostNanosMax);
    }

    /** The lower bound of the bucket in which the pause of this rank lies. */
    private long percentile(int percent) {
        long rank = (count * percent + 99) / 100;
        for (var bucket : byBucket.entrySet()) {
            rank -= bucket.getValue();
            if (rank <= 0) {
                return bucket.getKey();
            }
        }
        return 0;
    }

    /** Rounds down to the highest bits that count. */
    private static long bucket(long cycles) {
        int dropped = Math.max(0, 63 - Long.numberOfLeadingZeros(cycles | 1) - PRECISION_BITS);
        return cycles >>> dropped << dropped;
    }
}
