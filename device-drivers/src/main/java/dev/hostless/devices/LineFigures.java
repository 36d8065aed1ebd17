package dev.hostless.devices;

/** Counts what becomes of one line's assertions; see {@link InterruptFigures}. */
final class LineFigures {
    private long asserted;
    private long delivered;
    private long coalesced;
    private long lost;
    private long latencySumCycles;
    private long latencyMaxCycles;
    private long pendingSince;

    void raise(long now) {
        asserted++;
        pendingSince = now;
    }

    void coalesce() {
        asserted++;
        coalesced++;
    }

    void lose() {
        lost++;
    }

    long deliver(long now) {
        long latency = now - pendingSince;
        delivered++;
        latencySumCycles += latency;
        latencyMaxCycles = Math.max(latencyMaxCycles, latency);
        return latency;
    }

    InterruptFigures snapshot() {
        return new InterruptFigures(asserted, delivered, coalesced, lost, latencySumCycles,
                latencyMaxCycles);
    }
}
