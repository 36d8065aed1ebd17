package dev.hostless.cli;

/** Why {@code up} cannot go on, in words for the operator. */
class UpFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UpFailure(String message) {
        super(message);
    }

    UpFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
