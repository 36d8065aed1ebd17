package dev.hostless.engine;

/** A module that the engine will not run, and why. The message names what and where. */
public abstract sealed class ProgramRejected extends RuntimeException
        permits MalformedProgram, UnsupportedFeature, LimitExceeded, UnresolvedImport {
    private static final long serialVersionUID = 1L;

    ProgramRejected(String message) {
        super(message);
    }
}
