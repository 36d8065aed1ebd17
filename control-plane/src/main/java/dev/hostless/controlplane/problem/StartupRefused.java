package dev.hostless.controlplane.problem;

import org.jspecify.annotations.Nullable;

/** The service cannot start as it was asked to; the message says why and what to change. */
public final class StartupRefused extends RuntimeException {

    public StartupRefused(String message) {
        super(message);
    }

    public StartupRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
