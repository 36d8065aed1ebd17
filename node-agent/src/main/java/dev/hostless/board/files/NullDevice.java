package dev.hostless.board.files;

/** {@code /dev/null}: it takes all that is written to it and never has anything to read. */
public final class NullDevice extends RegularFile {
    NullDevice(Volume volume) throws FileProblem {
        super(volume);
        linked();
    }

    NullDevice(Volume volume, long inode) {
        super(volume, inode);
    }

    /** Also where nothing else is. */
    @Override
    void requireWritable() {
        // It is no part of what its volume keeps.
    }

    @Override
    public FileType type() {
        return FileType.CHARACTER_DEVICE;
    }

    @Override
    public void write(long offset, byte[] data) {
        // That is what it is for.
    }

    @Override
    public void resize(long newSize) throws FileProblem {
        if (newSize != 0) {
            throw new FileProblem(FileError.INVAL);
        }
    }
}
