package dev.hostless.board;

import java.util.function.LongSupplier;

/** How board time follows host time. Neither the guest nor the trace can see it. */
public interface Pace {
    /** As fast as the host can: a wait with a deadline takes no host time at all. */
    Pace MAX = new Pace() {
        @Override
        public long hostNanosUntil(long virtualNanos) {
            return 0;
        }

        @Override
        public long virtualNanosNow() {
            return 0;
        }
    };

    /** Host time in ns until this board time is due; zero or less when it is. */
    long hostNanosUntil(long virtualNanos);

    /**
     * The board time that is due now. A waiting board that is woken by an input goes on from
     * there; 0 means that host time does not count.
     */
    long virtualNanosNow();

    /**
     * Ties board time to host time. A board that falls more than a second behind does not try to
     * catch up.
     *
     * @param hostNanos a monotonic clock
     * @param ratio board seconds per host second, above 0 to 1,000
     */
    static Pace realTime(LongSupplier hostNanos, double ratio) {
        return new RealTimePace(hostNanos, ratio);
    }
}
