package dev.hostless.board;

/**
 * How many cores a board has, and how they take turns.
 *
 * @param count 1 to 8; they share the memory of one program
 * @param quantumCycles how far a core may run ahead of the others, 1 to 10,000,000 cycles. A short
 *     quantum interleaves finely and costs host time, since each turn changes the thread
 */
public record CoreSpec(int count, int quantumCycles) {
    public static final int COUNT_MAX = 8;
    public static final int QUANTUM_MAX = 10_000_000;
    /**
     * 6 µs at 168 MHz. Who waits for another core may wait for the rest of its turn, so programs
     * that share much take up to a tenth too long by it; with 10,000 cycles it is two fifths.
     */
    public static final int QUANTUM_DEFAULT = 1_000;

    /** One core, which takes no turns. */
    public static final CoreSpec ONE = new CoreSpec(1, QUANTUM_DEFAULT);

    public CoreSpec {
        requireWithin("cores", count, COUNT_MAX);
        requireWithin("quantumCycles", quantumCycles, QUANTUM_MAX);
    }

    private static void requireWithin(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    what + ": wanted 1 to " + most + ", got " + value);
        }
    }
}
