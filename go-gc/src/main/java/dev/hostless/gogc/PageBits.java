package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** One bit a page, set for pages in use. Nothing but bits: Go's pallocBits. */
final class PageBits {
    private final long[] words;

    /** So many bits, all set. */
    PageBits(int count) {
        words = new long[(count + 63) / 64];
        Arrays.fill(words, -1);
    }

    void setRange(int from, int count) {
        int last = from + count - 1;
        for (int word = from >> 6; word <= last >> 6; word++) {
            words[word] |= mask(word, from, last);
        }
    }

    void clearRange(int from, int count) {
        int last = from + count - 1;
        for (int word = from >> 6; word <= last >> 6; word++) {
            words[word] &= ~mask(word, from, last);
        }
    }

    /** The first set bit from a place on, the end if there is none before it. */
    int nextSet(int from, int end) {
        return next(from, end, 0);
    }

    /** The first clear bit from a place on, the end if there is none before it. */
    int nextClear(int from, int end) {
        return next(from, end, -1);
    }

    long summary(int from, int count) {
        int end = from + count;
        int start = nextSet(from, end) - from;
        int max = start;
        int atEnd = start;
        int page = from + start;
        while (page < end) {
            int free = nextClear(page, end);
            page = nextSet(free, end);
            atEnd = page - free;
            max = Math.max(max, atEnd);
            if (page < end) {
                atEnd = 0;
            }
        }
        return PageSummary.of(start, max, atEnd);
    }

    /** Runs of clear bits within a range. */
    int clearRuns(int from, int end) {
        int runs = 0;
        int bit = nextClear(from, end);
        while (bit < end) {
            runs++;
            bit = nextClear(nextSet(bit, end), end);
        }
        return runs;
    }

    /** Bits of the longest run of clear bits within a range. */
    int longestClearRun(int from, int end) {
        int longest = 0;
        int bit = nextClear(from, end);
        while (bit < end) {
            int used = nextSet(bit, end);
            longest = Math.max(longest, used - bit);
            bit = nextClear(used, end);
        }
        return longest;
    }

    long bytes() {
        return 8L * words.length;
    }

    private int next(int from, int end, long flip) {
        if (from >= end) {
            return end;
        }
        int word = from >> 6;
        long found = (words[word] ^ flip) & -1L << from;
        while (found == 0) {
            word++;
            if (word << 6 >= end) {
                return end;
            }
            found = words[word] ^ flip;
        }
        return Math.min(end, (word << 6) + Long.numberOfTrailingZeros(found));
    }

    private static long mask(int word, int from, int last) {
        long mask = -1;
        if (word == from >> 6) {
            mask &= -1L << from;
        }
        if (word == last >> 6) {
            mask &= -1L >>> 63 - (last & 63);
        }
        return mask;
    }

    void save(DataOutput out) throws IOException {
        Saved.longs(out, words);
    }

    void restore(DataInput in) throws IOException {
        Saved.into(words, in);
    }
}
