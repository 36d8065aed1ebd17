package dev.hostless.agent;

import java.util.concurrent.TimeoutException;

/** Failures of calls in words for a log line or a health page. */
final class Causes {

    private static final int DEPTH_MAX = 8;

    private Causes() {
    }

    /** The innermost cause says what went wrong; what wraps it only says where it was seen. */
    static String sentence(Throwable failure) {
        var cause = failure;
        for (int depth = 0; depth < DEPTH_MAX && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return "nothing came in time (" + cause.getMessage() + ")";
        }
        var message = failure.getMessage() == null ? cause.getMessage() : failure.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
