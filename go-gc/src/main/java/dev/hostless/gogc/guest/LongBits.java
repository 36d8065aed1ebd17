package dev.hostless.gogc.guest;

import java.util.Arrays;

/** Bitmaps in elements of 64 bits. */
final class LongBits {
    private LongBits() {
    }

    /** Sets the bits of a bitmap in another one, from a position on. */
    static void or(long[] target, long position, long[] source) {
        int element = (int) (position >>> 6);
        int shift = (int) (position & 63);
        for (long bits : source) {
            if (bits != 0) {
                target[element] |= bits << shift;
                if (shift != 0 && bits >>> 64 - shift != 0) {
                    target[element + 1] |= bits >>> 64 - shift;
                }
            }
            element++;
        }
    }

    /** The bitmap without the zeros at its end. */
    static long[] trimmed(long[] bits) {
        int length = bits.length;
        while (length > 0 && bits[length - 1] == 0) {
            length--;
        }
        return length == bits.length ? bits : Arrays.copyOf(bits, length);
    }
}
