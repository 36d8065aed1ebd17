package dev.hostless.gogc;

/**
 * The checks found a use of a freed object: a word that is a pointer leads into one, or one was
 * written to.
 */
public final class BadPointer extends HeapFault {
    private static final long serialVersionUID = 1;

    BadPointer(String message) {
        super(message);
    }
}
