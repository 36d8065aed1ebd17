package dev.hostless.gogc;

/**
 * The heap has no room for an object, and its memory does not grow. A collection may help; Go's
 * own runtime does not try one.
 */
public final class HeapExhausted extends HeapFault {
    private static final long serialVersionUID = 1;

    HeapExhausted(String message) {
        super(message);
    }
}
