package dev.hostless.engine.differential;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A growing sequence of bytes with the encodings of the Wasm binary format. */
public final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Appends single bytes, for instance opcodes. */
    public Bytes raw(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    /** Appends an unsigned LEB128 number of at most 32 bits. */
    public Bytes unsigned(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return this;
    }

    /** Appends a signed LEB128 number; i32 constants are passed sign-extended. */
    public Bytes signed(long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>= 7;
        }
        out.write((int) rest & 0x7f);
        return this;
    }

    /** Appends the lowest {@code bytes} bytes of the value, lowest first. */
    public Bytes littleEndian(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> 8 * i));
        }
        return this;
    }

    /** Appends a name: its length in bytes and its UTF-8 form. */
    public Bytes name(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        unsigned(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    /** Appends the content of another sequence. */
    public Bytes append(Bytes other) {
        out.writeBytes(other.out.toByteArray());
        return this;
    }

    /** Appends the content of another sequence, led by its length. */
    public Bytes sized(Bytes other) {
        return unsigned(other.size()).append(other);
    }

    public int size() {
        return out.size();
    }

    public byte[] toArray() {
        return out.toByteArray();
    }
}
