package dev.hostless.board.files;

import java.util.List;

/** What a descriptor stands for: a node, what may be done with it, and where it is read. */
public final class OpenFile {
    private final Node node;
    private final boolean readable;
    private final boolean writable;
    private boolean append;
    private long position;
    private List<Directory.Entry> listing = List.of();

    OpenFile(Node node, boolean readable, boolean writable, boolean append) {
        this.node = node;
        this.readable = readable;
        this.writable = writable;
        this.append = append;
        node.held();
    }

    /** One that was saved: its node knows of it already. */
    OpenFile(Node node, boolean[] readableWritableAppend, long position,
            List<Directory.Entry> listing) {
        this.node = node;
        this.readable = readableWritableAppend[0];
        this.writable = readableWritableAppend[1];
        this.append = readableWritableAppend[2];
        this.position = position;
        this.listing = listing;
    }

    List<Directory.Entry> listing() {
        return listing;
    }

    public Node node() {
        return node;
    }

    public boolean readable() {
        return readable;
    }

    public boolean writable() {
        return writable;
    }

    public boolean append() {
        return append;
    }

    public void append(boolean on) {
        append = on;
    }

    public long position() {
        return position;
    }

    /** Moves the place at which it is read and written; beyond the end is allowed. */
    public void position(long to) throws FileProblem {
        if (to < 0) {
            throw new FileProblem(FileError.INVAL);
        }
        position = to;
    }

    public Directory directory() throws FileProblem {
        if (node instanceof Directory folder) {
            return folder;
        }
        throw new FileProblem(FileError.NOTDIR);
    }

    public RegularFile fileToRead() throws FileProblem {
        return file(readable);
    }

    public RegularFile fileToWrite() throws FileProblem {
        return file(writable);
    }

    private RegularFile file(boolean allowed) throws FileProblem {
        if (!(node instanceof RegularFile file)) {
            throw new FileProblem(FileError.ISDIR);
        }
        if (!allowed) {
            throw new FileProblem(FileError.BADF);
        }
        return file;
    }

    /** The entries as they were when the listing was last begun: deleting in between is fine. */
    public List<Directory.Entry> listingFrom(long cookie) throws FileProblem {
        if (cookie == 0) {
            listing = directory().entries();
        }
        directory();
        if (cookie < 0 || cookie > listing.size()) {
            throw new FileProblem(FileError.INVAL);
        }
        return listing.subList((int) cookie, listing.size());
    }

    /** To be called once, when the last descriptor is closed. */
    public void close() {
        node.letGo();
    }
}
