package dev.hostless.agent;

/** The control plane answered a call, and not with success. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** The credential or the join token is not valid (any more). */
    boolean unauthorized() {
        return status == 401;
    }

    /** The same call would be refused again, however often it is repeated. */
    boolean permanent() {
        return status >= 400 && status < 500 && status != 401 && status != 408 && status != 425
                && status != 429;
    }
}
