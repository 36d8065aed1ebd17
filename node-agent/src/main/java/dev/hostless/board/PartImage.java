package dev.hostless.board;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a memory holds when it is soldered in. Two are equal if their bytes are. */
public final class PartImage {
    /** The memory is erased. */
    public static final PartImage EMPTY = new PartImage(new byte[0]);

    private final byte[] bytes;
    private final String digest;

    private PartImage(byte[] bytes) {
        this.bytes = bytes;
        try {
            digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
        }
    }

    public static PartImage of(byte[] bytes) {
        return new PartImage(bytes.clone());
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    int length() {
        return bytes.length;
    }

    /** SHA-256 in hex. */
    String digest() {
        return digest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartImage image && image.digest.equals(digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return bytes.length + " bytes, sha256:" + digest;
    }
}
