package dev.hostless.gogc;

/** Somebody gave back pages that were not theirs. Nothing has changed. */
public final class InvalidFree extends HeapFault {
    private static final long serialVersionUID = 1;

    InvalidFree(String message) {
        super(message);
    }
}
