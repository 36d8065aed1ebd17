package dev.hostless.devices;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** A bounded first-in first-out queue of words; it grows to its limit only when it must. */
final class WordQueue {
    private final int limit;
    private int[] words;
    private int first;
    private int size;

    WordQueue(int limit) {
        this.limit = limit;
        this.words = new int[Math.min(limit, 16)];
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
            unroll(Math.min(limit, 2 * words.length));
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
