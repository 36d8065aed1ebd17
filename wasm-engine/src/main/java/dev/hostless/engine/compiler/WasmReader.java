package dev.hostless.engine.compiler;

import dev.hostless.engine.MalformedProgram;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A cursor over a module's bytes. */
final class WasmReader {
    private final byte[] bytes;
    private int position;
    private final int end;

    WasmReader(byte[] bytes, int position, int end) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    int position() {
        return position;
    }

    void position(int value) {
        position = value;
    }

    int end() {
        return end;
    }

    boolean atEnd() {
        return position >= end;
    }

    int remaining() {
        return end - position;
    }

    int peek() {
        return position < end ? bytes[position] & 0xff : -1;
    }

    int u8() {
        if (position >= end) {
            throw malformed("unexpected end");
        }
        return bytes[position++] & 0xff;
    }

    /** An unsigned 32-bit LEB128 number. */
    int u32() {
        int first = u8();
        if (first < 0x80) {
            return first;
        }
        int result = first & 0x7f;
        for (int shift = 7; shift < 35; shift += 7) {
            int next = u8();
            result |= (next & 0x7f) << shift;
            if (next < 0x80) {
                if (shift == 28 && next > 0x0f) {
                    throw malformed("integer too large");
                }
                return result;
            }
        }
        throw malformed("integer representation too long");
    }

    /** An unsigned number that counts things of at least one byte each. */
    int count(String what) {
        int at = position;
        int count = u32();
        if (count < 0 || count > remaining()) {
            position = at;
            throw malformed("unexpected end: %s wants %d entries".formatted(what,
                    Integer.toUnsignedLong(count)));
        }
        return count;
    }

    int s32() {
        return (int) signed(32);
    }

    long s33() {
        return signed(33);
    }

    long s64() {
        return signed(64);
    }

    int fixed32() {
        int result = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            result |= u8() << shift;
        }
        return result;
    }

    long fixed64() {
        return Integer.toUnsignedLong(fixed32()) | (long) fixed32() << 32;
    }

    void skip(int count) {
        if (count < 0 || count > remaining()) {
            throw malformed("unexpected end");
        }
        position += count;
    }

    String name() {
        int length = u32();
        int start = position;
        skip(length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            position = start;
            throw malformed("malformed UTF-8 encoding");
        }
    }

    MalformedProgram malformed(String what) {
        return new MalformedProgram("%s at byte 0x%x".formatted(what, position), false);
    }

    private long signed(int bits) {
        long result = 0;
        int shift = 0;
        while (true) {
            int next = u8();
            result |= (long) (next & 0x7f) << shift;
            if (next < 0x80 && shift + 7 > bits) {
                // The bits beyond the number repeat its sign.
                int used = bits - shift;
                int beyond = 0x7f & -(1 << used - 1);
                if ((next & beyond) != 0 && (next & beyond) != beyond) {
                    throw malformed("integer too large");
                }
            }
            shift += 7;
            if (next < 0x80) {
                if (shift < 64) {
                    result = result << (64 - shift) >> (64 - shift);
                }
                return bits == 32 ? (int) result : result;
            }
            if (shift >= bits) {
                throw malformed("integer representation too long");
            }
        }
    }
}
