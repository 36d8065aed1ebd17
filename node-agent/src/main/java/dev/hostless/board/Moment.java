package dev.hostless.board;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A point or a length of board time, as it was written: a board's clock turns it into cycles. */
public sealed interface Moment {
    /** At reset, or no time at all. */
    Moment ZERO = new Cycle(0);

    /** So many cycles. */
    record Cycle(long cycles) implements Moment {
        public Cycle {
            requireNotNegative(cycles);
        }

        @Override
        public String toString() {
            return Long.toString(cycles);
        }
    }

    /** So many nanoseconds. */
    record Nanos(long nanos) implements Moment {
        public Nanos {
            requireNotNegative(nanos);
        }

        @Override
        public String toString() {
            return nanos + "ns";
        }
    }

    /**
     * The cycle on a clock of this speed, rounded up.
     *
     * @throws IllegalArgumentException if it is beyond the last one
     */
    default long cycle(long clockHz) {
        return switch (this) {
            case Cycle cycle -> cycle.cycles();
            case Nanos time -> cycles(time.nanos(), clockHz);
        };
    }

    /** The same; what is beyond the last cycle is {@link Long#MAX_VALUE}. */
    default long cycleOrLast(long clockHz) {
        try {
            return cycle(clockHz);
        } catch (IllegalArgumentException beyond) {
            return Long.MAX_VALUE;
        }
    }

    private static long cycles(long nanos, long clockHz) {
        try {
            return BigDecimal.valueOf(nanos).multiply(BigDecimal.valueOf(clockHz))
                    .movePointLeft(9).setScale(0, RoundingMode.CEILING).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    nanos + " ns at " + clockHz + " Hz are more cycles than a board can count", e);
        }
    }

    private static void requireNotNegative(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("a time: wanted 0 or more, got " + amount);
        }
    }
}
