package dev.hostless.devices;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A bounded first-in first-out queue of words; it holds no memory before its first word, and grows
 * to its limit only when it must.
 */
final class WordQueue {
    private static final int FIRST_WORDS = 16;
    private static final int[] NONE = {};

    private final int limit;
    private int[] words = NONE;
    private int first;
    private int size;

    WordQueue(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size == limit;
    }

    void clear() {
        first = 0;
        size = 0;
    }

    void add(int word) {
        if (isFull()) {
            throw new IllegalStateException("BUG: a queue of " + limit + " words is full");
        }
        if (size == words.length) {
            unroll(Math.min(limit, Math.max(FIRST_WORDS, 2 * words.length)));
        }
        words[(first + size) % words.length] = word;
        size++;
    }

    int take() {
        if (isEmpty()) {
            throw new IllegalStateException("BUG: a queue is empty");
        }
        int word = words[first];
        first = (first + 1) % words.length;
        size--;
        return word;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int index = 0; index < size; index++) {
            out.writeInt(words[(first + index) % words.length]);
        }
    }

    void restore(DataInput in) throws IOException {
        clear();
        int count = in.readInt();
        if (count < 0 || count > limit) {
            throw new IOException("wanted 0 to " + limit + " words in a queue, got " + count);
        }
        for (int index = 0; index < count; index++) {
            add(in.readInt());
        }
    }

    private void unroll(int length) {
        int[] longer = Arrays.copyOfRange(words, first, first + length);
        System.arraycopy(words, 0, longer, words.length - first, first);
        words = longer;
        first = 0;
    }
}
