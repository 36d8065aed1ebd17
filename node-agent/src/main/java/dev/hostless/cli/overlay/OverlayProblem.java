package dev.hostless.cli.overlay;

/** Why there is no overlay, for the user. */
public final class OverlayProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    OverlayProblem(String message) {
        super(message);
    }
}
