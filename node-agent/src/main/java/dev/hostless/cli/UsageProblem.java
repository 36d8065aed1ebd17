package dev.hostless.cli;

/** What the caller asked for cannot be done; the message says what was wanted and what came. */
final class UsageProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageProblem(String message) {
        super(message);
    }
}
