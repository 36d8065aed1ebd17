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

    /** The board was reset, and its guest starts anew. */
    default void restarted(ResetCause cause, long cycle) {
    }

    /** The world had stopped for a collector and goes on. */
    default void gcPaused(GcPause pause) {
    }

    /** A garbage collection of the guest's heap ended. */
    default void gcFinished(GcCycle gc) {
    }

    /** The collector is in another phase since the cycle. */
    default void collectorMoved(CollectorPhase phase, long cycle) {
    }

    /**
     * The guest took an interrupt.
     *
     * @param line 0 to 31; 32 for the tick
     * @param phase of the collector when it was raised
     */
    default void interruptTaken(int line, CollectorPhase phase, long raisedCycle,
            long takenCycle) {
    }

    /**
     * An interrupt that the guest will not see by itself.
     *
     * @param line 0 to 31; 32 for the tick
     * @param raisedCycle when it was raised
     * @param coalesced the line was pending already; else it was taken back
     */
    default void interruptNotTaken(int line, long raisedCycle, boolean coalesced) {
    }
}
