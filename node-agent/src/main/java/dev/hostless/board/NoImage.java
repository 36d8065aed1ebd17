package dev.hostless.board;

/** Of what a board is now, no image can be taken. */
public final class NoImage extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NoImage(String why) {
        super(why);
    }
}
