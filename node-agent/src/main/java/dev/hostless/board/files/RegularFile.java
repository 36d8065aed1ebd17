package dev.hostless.board.files;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes. Those of an image come from the host when somebody first opens the file. */
public sealed class RegularFile extends Node permits NullDevice {
    private static final byte[] EMPTY = {};
    private static final int CAPACITY_BYTES_MIN = 512;

    /** Where an image's file gets its content. */
    @FunctionalInterface
    interface Content {
        byte[] read() throws FileProblem;
    }

    private @Nullable Content source;
    private byte[] bytes = EMPTY;
    private long sizeBytes;

    /** An empty file of a disk. */
    RegularFile(Volume volume) throws FileProblem {
        super(volume);
    }

    /** A file of an image, of this size when its folder was listed. */
    RegularFile(Volume volume, long sizeBytes, Content source) throws FileProblem {
        super(volume);
        this.sizeBytes = sizeBytes;
        this.source = source;
    }

    RegularFile(Volume volume, long inode) {
        super(volume, inode);
    }

    /** From where the content is to come; null if it is here. */
    @Nullable
    Content source() {
        return source;
    }

    void requireWritable() throws FileProblem {
        volume.requireWritable();
    }

    @Override
    void save(DataOutput out) throws IOException {
        super.save(out);
        out.writeLong(sizeBytes);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Takes over what was saved; what is not here yet comes from a source. */
    void restore(DataInput in, @Nullable Content from) throws IOException {
        restore(in);
        sizeBytes = in.readLong();
        bytes = new byte[in.readInt()];
        in.readFully(bytes);
        source = from;
    }

    @Override
    public FileType type() {
        return FileType.REGULAR_FILE;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    long contentBytes() {
        return bytes.length;
    }

    /** Makes the content present. */
    void load() throws FileProblem {
        var from = source;
        if (from != null) {
            bytes = from.read();
            sizeBytes = bytes.length;
            source = null;
        }
    }

    /** The array that the content is in; valid up to the size, until the next write. */
    public byte[] content() {
        return bytes;
    }

    /** Writes all of it; a gap before it becomes zeros. */
    public void write(long offset, byte[] data) throws FileProblem {
        requireWritable();
        if (data.length == 0) {
            return;
        }
        if (offset > Integer.MAX_VALUE - data.length) {
            throw new FileProblem(FileError.FBIG);
        }
        reserve(offset + data.length);
        System.arraycopy(data, 0, bytes, (int) offset, data.length);
        sizeBytes = Math.max(sizeBytes, offset + data.length);
        modified();
    }

    /** Cuts the content or adds zeros. */
    public void resize(long newSize) throws FileProblem {
        requireWritable();
        if (newSize < 0) {
            throw new FileProblem(FileError.INVAL);
        }
        if (newSize > sizeBytes) {
            reserve(newSize);
        } else if (newSize == 0) {
            volume.giveBack(bytes.length);
            bytes = EMPTY;
        } else {
            // What lies behind the end is zero, so that growing again shows nothing old.
            Arrays.fill(bytes, (int) newSize, (int) sizeBytes, (byte) 0);
        }
        sizeBytes = newSize;
        modified();
    }

    /** Doubles, so that appending is linear; takes only what is needed when the disk is full. */
    private void reserve(long wanted) throws FileProblem {
        if (wanted <= bytes.length) {
            return;
        }
        if (wanted > VolumeSpec.RamDisk.BYTES_MAX) {
            throw new FileProblem(FileError.FBIG);
        }
        long roomy = Math.min(VolumeSpec.RamDisk.BYTES_MAX,
                Math.max(Math.max(CAPACITY_BYTES_MIN, 2L * bytes.length), wanted));
        long taken;
        try {
            volume.take(roomy - bytes.length);
            taken = roomy;
        } catch (FileProblem full) {
            volume.take(wanted - bytes.length);
            taken = wanted;
        }
        bytes = Arrays.copyOf(bytes, (int) taken);
    }
}
