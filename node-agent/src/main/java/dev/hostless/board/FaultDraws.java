package dev.hostless.board;

import dev.hostless.board.Fault.BitFlip;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Random numbers for faults: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom
 * Number Generators", 2014). They follow from the board's seed, but each source of faults has a
 * stream of its own, and none is the random number generator's: a fault more or less changes
 * nothing that the guest draws.
 */
final class FaultDraws {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    /** "faults". */
    private static final long SALT = 0x6661756c7473L;
    /** No time between two faults is more than so many means; e to the -64 never happens. */
    private static final int MEANS_MAX = 64;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    /** @param stream which of the board's streams, 0 or more */
    FaultDraws(long seed, int stream) {
        // The mixed seed is far from where the generator's own sequence, or a neighbour's, passes.
        state = mix(mix(seed ^ SALT) + stream);
    }

    long state() {
        return state;
    }

    void state(long value) {
        state = value;
    }

    private long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /** A number from 0 to before the bound, which is small. */
    private int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(next(), bound);
    }

    /** Cycles until the next of events that come at random, on average after so many. */
    long gap(long meanCycles) {
        // From above 0 to 1. StrictMath gives the same bits on every machine.
        double uniform = ((next() >>> 11) + 1) * UNIT;
        double means = Math.min(MEANS_MAX, -StrictMath.log(uniform));
        return Math.max(1, (long) (means * meanCycles));
    }

    /** The fault with what it left open. */
    Fault resolved(Fault fault, int memoryBytes) {
        return switch (fault) {
            case BitFlip flip when flip.place().isEmpty() && memoryBytes > 0 -> new BitFlip(
                    Optional.of(new BitFlip.Place(below(memoryBytes), below(Byte.SIZE))));
            case Fault.UartNoise noise when noise.bit().isEmpty() -> new Fault.UartNoise(
                    noise.uart(), OptionalInt.of(below(Fault.UART_BITS)));
            case BitFlip _,Fault.UartNoise _,Fault.PowerLoss _,Fault.BrownOut _ -> fault;
            case Fault.StuckLine _,Fault.DroppedInterrupt _,Fault.SpuriousInterrupt _ -> fault;
            case Fault.UartOverrun _,Fault.ClockDrift _,Fault.I2cNak _ -> fault;
        };
    }
}
