package dev.hostless.boardfile;

import java.nio.file.Path;

/** What is wrong with a board file; the message begins with file, line and column. */
public final class BoardFileProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    BoardFileProblem(Path file, Place place, String reason) {
        super(file + ":" + place + ": " + reason);
    }

    BoardFileProblem(Path file, String reason) {
        super(file + ": " + reason);
    }
}
