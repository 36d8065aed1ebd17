package dev.hostless.devices;

/** What can be wrong with a character on a serial line, in the order of UARTDR's bits. */
public enum LineError {
    /** The stop bit was low: noise, or another speed. */
    FRAMING,
    /** The parity bit did not match. */
    PARITY,
    /** The line stayed low for a whole character. */
    BREAK
}
