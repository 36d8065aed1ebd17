package dev.hostless.board;

import java.util.Optional;

/** Unwinds a guest's thread at a safepoint because the board is reset; its program starts anew. */
final class BoardReset extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A reset that was asked for.
     *
     * @param off how long the board has no power, in cycles; nothing if it keeps it
     */
    record Wish(ResetCause cause, Optional<Long> off) {
    }

    private final transient Wish wish;

    BoardReset(Wish wish) {
        super("the board was reset: " + wish.cause().title(), null, false, false);
        this.wish = wish;
    }

    Wish wish() {
        return wish;
    }
}
