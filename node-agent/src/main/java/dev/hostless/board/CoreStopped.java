package dev.hostless.board;

/** Unwinds the thread of a core whose board has ended elsewhere. */
final class CoreStopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    CoreStopped() {
        super("the board has ended", null, false, false);
    }
}
