package dev.hostless.board;

/** Unwinds a guest's thread because the board's run is over, by no fault of the guest's code. */
final class RunEnded extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient BoardState state;

    /** Ends the run in Waiting or in Running. */
    RunEnded(boolean waiting) {
        this(waiting ? new BoardState.Waiting() : new BoardState.Running());
    }

    RunEnded(BoardState state) {
        super("the run ended", null, false, false);
        this.state = state;
    }

    BoardState state() {
        return state;
    }
}
