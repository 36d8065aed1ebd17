package dev.hostless.board;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something that goes wrong with a board's hardware. Faults come from outside, so they are inputs
 * of a run; what a fault leaves open is drawn from the board's seed. docs/faults.md says what each
 * does; {@link FaultText} reads and writes them.
 */
public sealed interface Fault {
    /** Most parts per million that a clock can be off: a tenth. */
    int DRIFT_PPM_MAX = 100_000;
    int UARTS = 2;
    int TIMES_MAX = 1_000;
    /** The bits of a character, and behind them its stop bit. */
    int UART_BITS = 9;

    /** The supply goes away, and comes back after a time. */
    record PowerLoss(Moment off) implements Fault {
    }

    /** The supply dips below what the processor needs: a reset. */
    record BrownOut() implements Fault {
    }

    /**
     * A particle hits a cell of the RAM.
     *
     * @param place where; drawn among the bits of the guest's memory if it is not said
     */
    record BitFlip(Optional<Place> place) implements Fault {
        /**
         * A bit of the RAM.
         *
         * @param address unsigned
         * @param bit 0 to 7
         */
        public record Place(int address, int bit) {
            public Place {
                within("bit", bit, 0, Byte.SIZE - 1);
            }
        }
    }

    /**
     * An interrupt line is stuck at a level.
     *
     * @param time how long; for ever if it is not said
     */
    record StuckLine(int line, boolean high, Optional<Moment> time) implements Fault {
        public StuckLine {
            within("line", line, 0, Lines.COUNT - 1);
        }
    }

    /** The next rise of an interrupt line does not arrive. */
    record DroppedInterrupt(int line) implements Fault {
        public DroppedInterrupt {
            within("line", line, 0, Lines.COUNT - 1);
        }
    }

    /** A pulse on an interrupt line that no device has sent. */
    record SpuriousInterrupt(int line) implements Fault {
        public SpuriousInterrupt {
            within("line", line, 0, Lines.COUNT - 1);
        }
    }

    /**
     * A bit of the next character to arrive at a UART is inverted.
     *
     * @param bit 0 to 7, or 8 for the stop bit, which is a framing error; drawn if it is not said
     */
    record UartNoise(int uart, OptionalInt bit) implements Fault {
        public UartNoise {
            within("uart", uart, 0, UARTS - 1);
            bit.ifPresent(value -> within("bit", value, 0, UART_BITS - 1));
        }
    }

    /** The next character to arrive at a UART is lost as if nobody had read in time. */
    record UartOverrun(int uart) implements Fault {
        public UartOverrun {
            within("uart", uart, 0, UARTS - 1);
        }
    }

    /**
     * A part on i2c0 does not acknowledge its address.
     *
     * @param times that it does not, 1 to 1,000
     */
    record I2cNak(int address, int times) implements Fault {
        public I2cNak {
            within("address", address, 0x08, 0x77);
            within("times", times, 1, TIMES_MAX);
        }
    }

    /** From now on the calendar clock's crystal is so many parts per million fast. */
    record ClockDrift(int ppm) implements Fault {
        public ClockDrift {
            within("ppm", ppm, -DRIFT_PPM_MAX, DRIFT_PPM_MAX);
        }
    }

    /** The word for it on the command line, in board files and in reports. */
    default String kind() {
        return switch (this) {
            case PowerLoss _ -> "power-loss";
            case BrownOut _ -> "brown-out";
            case BitFlip _ -> "bit-flip";
            case StuckLine _ -> "stuck-line";
            case DroppedInterrupt _ -> "dropped-irq";
            case SpuriousInterrupt _ -> "spurious-irq";
            case UartNoise _ -> "uart-noise";
            case UartOverrun _ -> "uart-overrun";
            case I2cNak _ -> "i2c-nak";
            case ClockDrift _ -> "clock-drift";
        };
    }

    private static void within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "%s of a fault: wanted %d to %d, got %d", what, least, most, value));
        }
    }
}
