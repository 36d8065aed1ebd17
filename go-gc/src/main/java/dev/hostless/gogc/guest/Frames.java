package dev.hostless.gogc.guest;

import org.jspecify.annotations.Nullable;

/** The frames that have been read, by their program counters: compiled code does not change. */
final class Frames {
    private static final int FIRST_SLOTS = 32;
    private static final int MOST_FRAMES = 1 << 18;
    /** 8 MiB. Beyond it, all is forgotten and read again. */
    private static final long MOST_KEPT_WORDS = 1 << 20;
    /** Part of the key of a frame that was left by a panic; counters have fewer bits. */
    private static final long AFTER_PANIC = 1L << 62;

    private final FrameReader reader;
    private long[] keys = new long[FIRST_SLOTS];
    private @Nullable Frame[] frames = new Frame[FIRST_SLOTS];
    private int count;
    private long keptWords;

    Frames(FrameReader reader) {
        this.reader = reader;
    }

    Frame at(long pc, boolean afterPanic, long room) {
        long key = afterPanic ? pc | AFTER_PANIC : pc;
        var frame = frames[slot(keys, key)];
        return frame != null ? frame : read(key, pc, afterPanic, room);
    }

    private Frame read(long key, long pc, boolean afterPanic, long room) {
        var frame = reader.read(pc, afterPanic, room);
        if (count == MOST_FRAMES || keptWords + frame.weight() > MOST_KEPT_WORDS) {
            keys = new long[FIRST_SLOTS];
            frames = new Frame[FIRST_SLOTS];
            count = 0;
            keptWords = 0;
        }
        if (2 * (count + 1) > keys.length) {
            grow();
        }
        int slot = slot(keys, key);
        keys[slot] = key;
        frames[slot] = frame;
        count++;
        keptWords += frame.weight();
        return frame;
    }

    private void grow() {
        var largerKeys = new long[2 * keys.length];
        var largerFrames = new Frame[2 * keys.length];
        for (int index = 0; index < keys.length; index++) {
            if (keys[index] != 0) {
                int slot = slot(largerKeys, keys[index]);
                largerKeys[slot] = keys[index];
                largerFrames[slot] = frames[index];
            }
        }
        keys = largerKeys;
        frames = largerFrames;
    }

    private static int slot(long[] keys, long key) {
        int last = keys.length - 1;
        int slot = (int) (key * 0x9e37_79b9_7f4a_7c15L >>> 40) & last;
        while (keys[slot] != key && keys[slot] != 0) {
            slot = slot + 1 & last;
        }
        return slot;
    }
}
