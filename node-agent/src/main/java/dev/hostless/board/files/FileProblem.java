package dev.hostless.board.files;

/** A call of the guest's that cannot be done. It is an answer, so it carries no stack. */
public final class FileProblem extends Exception {
    private static final long serialVersionUID = 1;

    private final FileError error;

    public FileProblem(FileError error) {
        super(error.name(), null, false, false);
        this.error = error;
    }

    public FileError error() {
        return error;
    }
}
