package dev.hostless.board;

import java.util.function.LongSupplier;

/** Board time = anchor + host time since the anchor, times the ratio. Used by one thread. */
final class RealTimePace implements Pace {
    private static final long LAG_MAX_HOST_NANOS = 1_000_000_000L;

    private final LongSupplier hostNanos;
    private final double ratio;
    private boolean anchored;
    private long hostAnchor;
    private long virtualAnchor;

    RealTimePace(LongSupplier hostNanos, double ratio) {
        if (!(ratio > 0 && ratio <= 1_000)) {
            throw new IllegalArgumentException("ratio: wanted above 0 to 1000, got " + ratio);
        }
        this.hostNanos = hostNanos;
        this.ratio = ratio;
    }

    @Override
    public long hostNanosUntil(long virtualNanos) {
        long now = hostNanos.getAsLong();
        if (!anchored) {
            anchor(now, 0);
        }
        long due = hostAnchor + (long) ((virtualNanos - virtualAnchor) / ratio);
        if (now - due > LAG_MAX_HOST_NANOS) {
            anchor(now, virtualNanos);
            return 0;
        }
        return due - now;
    }

    @Override
    public long virtualNanosNow() {
        long now = hostNanos.getAsLong();
        if (!anchored) {
            anchor(now, 0);
        }
        return virtualAnchor + (long) ((now - hostAnchor) * ratio);
    }

    private void anchor(long host, long virtual) {
        anchored = true;
        hostAnchor = host;
        virtualAnchor = virtual;
    }
}
