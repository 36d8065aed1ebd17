package dev.hostless.gogc;

/** The heap's books contradict each other: a bug here, or marks that came from no marker. */
public final class HeapCorrupted extends HeapFault {
    private static final long serialVersionUID = 1;

    HeapCorrupted(String message) {
        super(message);
    }
}
