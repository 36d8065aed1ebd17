package dev.hostless.devices.register;

/**
 * The guest addressed a register that is not there. It is the guest's fault: the board reports it
 * as a trap and lives on. The message says what was wanted and where, such as
 * "no register at uart0+0x5c".
 */
public final class BusFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BusFault(String message) {
        super(message);
    }
}
