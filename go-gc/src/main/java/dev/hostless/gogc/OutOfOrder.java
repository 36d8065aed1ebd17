package dev.hostless.gogc;

/** A call that does not fit the phase of the collection. Nothing has changed. */
public final class OutOfOrder extends HeapFault {
    private static final long serialVersionUID = 1;

    public OutOfOrder(String message) {
        super(message);
    }
}
