package dev.hostless.cli;

import java.io.IOException;

/** Nobody reads standard output any more: the command has nothing left to do. */
final class OutputClosed extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutputClosed(IOException cause) {
        super(cause);
    }
}
