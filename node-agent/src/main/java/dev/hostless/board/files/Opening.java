package dev.hostless.board.files;

/**
 * How a path is opened.
 *
 * @param follow whether a link at the end is followed
 * @param create whether what is missing is made, a file
 * @param exclusive whether it must be missing
 * @param directory whether it must be a folder
 * @param truncate whether its content goes
 */
public record Opening(boolean follow, boolean create, boolean exclusive, boolean directory,
        boolean truncate, boolean read, boolean write, boolean append) {
}
