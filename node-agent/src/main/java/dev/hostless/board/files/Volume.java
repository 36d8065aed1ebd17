package dev.hostless.board.files;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.LongSupplier;

/** What the nodes of one image or disk share: a device number, limits, and what is used. */
final class Volume {
    /** What a node takes beside its content, so that empty files fill a disk too. */
    static final int NODE_BYTES = 512;
    /** An image keeps what was read until the board ends. */
    private static final long IMAGE_BYTES_MAX = 256L << 20;

    final int device;
    final boolean writable;
    private final long bytesMax;
    private final LongSupplier now;
    private long bytes;
    private long inodes;

    private Volume(int device, boolean writable, long bytesMax, LongSupplier now) {
        this.device = device;
        this.writable = writable;
        this.bytesMax = bytesMax;
        this.now = now;
    }

    static Volume image(int device, long epochNanos) {
        return new Volume(device, false, IMAGE_BYTES_MAX, () -> epochNanos);
    }

    static Volume disk(int device, long bytesMax, LongSupplier now) {
        return new Volume(device, true, bytesMax, now);
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(bytes);
        out.writeLong(inodes);
    }

    void restore(DataInput in) throws IOException {
        bytes = in.readLong();
        inodes = in.readLong();
    }

    long nextInode() {
        return ++inodes;
    }

    /** Nanoseconds since 1970: the board's clock on a disk, always its epoch on an image. */
    long now() {
        return now.getAsLong();
    }

    /** Takes room, or says that there is none: a full disk, or an image that is too large. */
    void take(long more) throws FileProblem {
        if (more > bytesMax - bytes) {
            throw new FileProblem(writable ? FileError.NOSPC : FileError.NOMEM);
        }
        bytes += more;
    }

    void giveBack(long less) {
        bytes -= less;
    }

    void requireWritable() throws FileProblem {
        if (!writable) {
            throw new FileProblem(FileError.ROFS);
        }
    }
}
