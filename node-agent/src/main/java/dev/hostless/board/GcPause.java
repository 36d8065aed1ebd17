package dev.hostless.board;

/**
 * A stop of the world for a collector that is over.
 *
 * @param stop why it was
 * @param startCycle board cycle since which the world stood
 * @param endCycle board cycle at which it goes on
 * @param hostNanos how long it stood by the clock that the board was given for figures
 */
public record GcPause(Stop stop, long startCycle, long endCycle, long hostNanos) {
    /** Which of the two stops of a collection. */
    public enum Stop {
        /** A collection begins. */
        SWEEP_TERMINATION,
        /** Marking seems to be over; sometimes there is more to mark, and the world stops again. */
        MARK_TERMINATION
    }

    /** How long it stood. */
    public long cycles() {
        return endCycle - startCycle;
    }
}
