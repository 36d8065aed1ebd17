package dev.hostless.board.files;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A file, folder or link. It lives while a folder names it or a descriptor holds it; then a disk
 * gets its room back.
 */
public abstract sealed class Node permits Directory, RegularFile, SymbolicLink {
    final Volume volume;
    private final long inode;
    private int links;
    private int holders;
    private long accessedNanos;
    private long modifiedNanos;
    private long changedNanos;

    Node(Volume volume) throws FileProblem {
        volume.take(Volume.NODE_BYTES);
        this.volume = volume;
        inode = volume.nextInode();
        accessedNanos = volume.now();
        modifiedNanos = accessedNanos;
        changedNanos = accessedNanos;
    }

    /** A node that was saved; its volume has counted it already. */
    Node(Volume volume, long inode) {
        this.volume = volume;
        this.inode = inode;
    }

    /** Writes all but what it is named by and what it leads to. */
    void save(DataOutput out) throws IOException {
        out.writeInt(links);
        out.writeInt(holders);
        out.writeLong(accessedNanos);
        out.writeLong(modifiedNanos);
        out.writeLong(changedNanos);
    }

    void restore(DataInput in) throws IOException {
        links = in.readInt();
        holders = in.readInt();
        accessedNanos = in.readLong();
        modifiedNanos = in.readLong();
        changedNanos = in.readLong();
    }

    public abstract FileType type();

    public abstract long sizeBytes();

    public final int device() {
        return volume.device;
    }

    public final long inode() {
        return inode;
    }

    public final int links() {
        return links;
    }

    public final long accessedNanos() {
        return accessedNanos;
    }

    public final long modifiedNanos() {
        return modifiedNanos;
    }

    public final long changedNanos() {
        return changedNanos;
    }

    /** Sets the times that the guest may set. */
    public final void times(long accessed, long modified) throws FileProblem {
        volume.requireWritable();
        accessedNanos = accessed;
        modifiedNanos = modified;
        changedNanos = volume.now();
    }

    /** Nanoseconds since 1970 on the clock of this node's times. */
    public final long now() {
        return volume.now();
    }

    final void modified() {
        modifiedNanos = volume.now();
        changedNanos = modifiedNanos;
    }

    final void linked() {
        links++;
        changedNanos = volume.now();
    }

    final void unlinked() {
        links--;
        changedNanos = volume.now();
        release();
    }

    final void held() {
        holders++;
    }

    final void letGo() {
        holders--;
        release();
    }

    private void release() {
        if (links == 0 && holders == 0) {
            volume.giveBack(Volume.NODE_BYTES + contentBytes());
        }
    }

    /** The room that the content takes on its volume. */
    abstract long contentBytes();
}
