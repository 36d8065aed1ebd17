package dev.hostless.board;

/** Unwinds a guest's thread at a safepoint because the board's run is over, by nobody's fault. */
final class RunEnded extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean waiting;

    /** Ends the run in Waiting or in Running. */
    RunEnded(boolean waiting) {
        super("the run ended", null, false, false);
        this.waiting = waiting;
    }

    BoardState state() {
        return waiting ? new BoardState.Waiting() : new BoardState.Running();
    }
}
