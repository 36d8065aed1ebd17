package dev.hostless.board;

/** Which of the guest's streams a byte of UART0 came from. */
public enum ConsoleStream {
    /** Standard output, and everything written to the UART's registers. */
    OUT,
    /** Standard error. */
    ERR
}
