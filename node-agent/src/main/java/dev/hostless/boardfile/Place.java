package dev.hostless.boardfile;

/** Where something stands in a file; both numbers count from 1. */
record Place(int line, int column) {
    static final Place START = new Place(1, 1);

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
