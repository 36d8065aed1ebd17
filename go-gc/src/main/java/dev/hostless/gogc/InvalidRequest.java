package dev.hostless.gogc;

/** A size or an address that nobody may ask for. Nothing has changed. */
public final class InvalidRequest extends HeapFault {
    private static final long serialVersionUID = 1;

    public InvalidRequest(String message) {
        super(message);
    }
}
