package dev.hostless.gogc;

import java.util.Arrays;

/** The grey objects, by address; last in, first out. An object gets in at most once a marking. */
final class MarkQueue {
    private static final int FIRST_CAPACITY = 256;

    private int[] addresses = {};
    private int count;

    void put(int address) {
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, Math.max(FIRST_CAPACITY, 2 * count));
        }
        addresses[count++] = address;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int take() {
        return addresses[--count];
    }
}
