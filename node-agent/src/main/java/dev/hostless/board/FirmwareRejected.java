package dev.hostless.board;

/** The bytes are no module that a board can run; the message says what was wrong and where. */
public final class FirmwareRejected extends Exception {
    private static final long serialVersionUID = 1;

    public FirmwareRejected(String message) {
        super(message);
    }

    public FirmwareRejected(String message, Throwable cause) {
        super(message, cause);
    }
}
