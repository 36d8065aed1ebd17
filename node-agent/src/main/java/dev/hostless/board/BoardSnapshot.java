package dev.hostless.board;

/**
 * A board's figures at one cycle. While the board runs they are at most 10 ms of board time old.
 *
 * @param cycle board time in cycles since reset
 * @param virtualNanos the same in nanoseconds
 * @param hostNanos host time since {@link Board#run()} began
 * @param guestCycles cycles in which the guest computed
 * @param idleCycles cycles in which it waited
 * @param memoryBytes size of the linear memory
 * @param gc collections inside the guest
 */
public record BoardSnapshot(BoardState state, long cycle, long virtualNanos, long hostNanos,
        long guestCycles, long idleCycles, long memoryBytes, Ticks ticks, Interrupts interrupts,
        Uart uart, GcFigures gc) {
    /**
     * The periodic tick that the guest asked for.
     *
     * @param count ticks that fell due
     * @param missed those that fell due before the one before was handled
     */
    public record Ticks(long count, long missed) {
    }

    /**
     * Interrupts on all lines.
     *
     * @param delivered taken by the guest
     * @param coalesced raised while the same line was already pending
     * @param lost raised on a line that the guest had not enabled
     * @param latencyMaxCycles longest time from the raise to the delivery
     */
    public record Interrupts(long delivered, long coalesced, long lost, long latencyMaxCycles) {
    }

    /** UART0. */
    public record Uart(long transmittedBytes, long receivedBytes, long overruns) {
    }
}
