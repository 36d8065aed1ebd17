package dev.hostless.cli;

/** What a command's end tells the shell. A guest's own exit code passes through unchanged. */
final class ExitCode {
    static final int OK = 0;
    /** {@code inspect}: the firmware runs on no board. */
    static final int WOULD_NOT_RUN = 1;
    /** {@code run --sweep-irq}: the guest never took the interrupt. */
    static final int NOTHING_FOUND = 1;
    /** EX_USAGE: wrong arguments, or a firmware that is no firmware. */
    static final int USAGE = 64;
    /** EX_DATAERR: a recording that is none, is of another run, or differs from this one. */
    static final int DATA = 65;
    /** EX_IOERR: a recording that could not be written to its end. */
    static final int IO = 74;
    /** EX_SOFTWARE: a bug of Hostless. */
    static final int FAULT = 70;
    /** 128 + SIGINT. */
    static final int INTERRUPTED = 130;
    /** 128 + SIGABRT, which is what a trap is to a process. */
    static final int TRAP = 134;
    /** 128 + SIGPIPE: nobody reads standard output any more. */
    static final int BROKEN_PIPE = 141;

    private ExitCode() {
    }
}
