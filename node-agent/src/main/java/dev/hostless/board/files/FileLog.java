package dev.hostless.board.files;

/** Is told what enters the board from the host's files. */
@FunctionalInterface
public interface FileLog {
    /**
     * A folder was listed or a file was read, for the first and only time.
     *
     * @param path as the guest sees it
     * @param digest SHA-256 of the file, or of the folder's entries
     */
    void entered(String path, byte[] digest);
}
