package dev.hostless.gogc;

/**
 * Stop-the-world pauses in cycles. Count, sum and maximum are exact; the percentiles are at most
 * 3.2 % above the true values, and 0 when there was no pause.
 */
public record PauseFigures(long count, long sumCycles, long maxCycles, long p50Cycles,
        long p99Cycles) {
}
