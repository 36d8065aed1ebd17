package dev.hostless.board;

/**
 * Is told what a board does, on the board's own threads, one at a time: it must return soon, and
 * nothing it does reaches the guest. What it throws ends the run as {@link BoardState.Faulted}.
 */
public interface BoardListener {
    /** Hears nothing. */
    BoardListener NONE = new BoardListener() {
    };

    /**
     * UART0 transmitted bytes.
     *
     * @param cycle when the last of them left
     */
    default void console(ConsoleStream stream, byte[] bytes, long cycle) {
    }

    /** The board is in another state since the cycle. */
    default void stateChanged(BoardState state, long cycle) {
    }

    /**
     * The world had stopped for a collector and goes on.
     *
     * @param cycles how long it stood
     * @param hostNanos the same by the clock that the board was given for figures
     */
    default void gcPaused(long cycles, long hostNanos) {
    }

    /** A garbage collection of the guest's heap ended. */
    default void gcFinished(GcCycle gc) {
    }
}
