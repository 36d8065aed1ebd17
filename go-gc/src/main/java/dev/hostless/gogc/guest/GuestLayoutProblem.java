package dev.hostless.gogc.guest;

/**
 * What a guest keeps in its memory is not what a Go runtime keeps there. Whoever reads a guest's
 * structures ends its board with this; nothing else is thrown for what a guest wrote.
 */
public final class GuestLayoutProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long address;
    private final String reason;

    GuestLayoutProblem(long address, String reason) {
        super(reason + " at 0x" + Long.toHexString(address));
        this.address = address;
        this.reason = reason;
    }

    /** The address, or the program counter, where it shows. */
    public long address() {
        return address;
    }

    public String reason() {
        return reason;
    }
}
