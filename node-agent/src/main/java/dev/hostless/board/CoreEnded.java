package dev.hostless.board;

/** What ended the run on another core than the first; carries it to the board's own thread. */
final class CoreEnded extends RuntimeException {
    private static final long serialVersionUID = 1;

    CoreEnded(Throwable cause) {
        super("a core ended the run", cause, false, false);
    }
}
