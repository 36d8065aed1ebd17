package dev.hostless.board.files;

import java.nio.charset.StandardCharsets;

/** A name for another path, which need not exist. */
public final class SymbolicLink extends Node {
    private final String target;

    SymbolicLink(Volume volume, String target) throws FileProblem {
        super(volume);
        this.target = target;
    }

    SymbolicLink(Volume volume, long inode, String target) {
        super(volume, inode);
        this.target = target;
    }

    public String target() {
        return target;
    }

    @Override
    public FileType type() {
        return FileType.SYMBOLIC_LINK;
    }

    @Override
    public long sizeBytes() {
        return target.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Targets are short: they are part of the node's own room. */
    @Override
    long contentBytes() {
        return 0;
    }
}
