package dev.hostless.board.files;

/** What a node is, numbered as {@code filetype} of WASI preview 1 is. */
public enum FileType {
    DIRECTORY(3), REGULAR_FILE(4), SYMBOLIC_LINK(7), CHARACTER_DEVICE(2);

    private final int number;

    FileType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
