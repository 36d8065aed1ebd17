package dev.hostless.devices;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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

    void save(DataOutput out) throws IOException {
        out.writeLong(asserted);
        out.writeLong(delivered);
        out.writeLong(coalesced);
        out.writeLong(lost);
        out.writeLong(latencySumCycles);
        out.writeLong(latencyMaxCycles);
        out.writeLong(pendingSince);
    }

    void restore(DataInput in) throws IOException {
        asserted = in.readLong();
        delivered = in.readLong();
        coalesced = in.readLong();
        lost = in.readLong();
        latencySumCycles = in.readLong();
        latencyMaxCycles = in.readLong();
        pendingSince = in.readLong();
    }

    InterruptFigures snapshot() {
        return new InterruptFigures(asserted, delivered, coalesced, lost, latencySumCycles,
                latencyMaxCycles);
    }
}
