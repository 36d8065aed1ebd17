package dev.hostless.cli.recording;

/** A recording cannot be read, or is of another run than was asked for. */
public final class RecordingProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    RecordingProblem(String message) {
        super(message);
    }
}
