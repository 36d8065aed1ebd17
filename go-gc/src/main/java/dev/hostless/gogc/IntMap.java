package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Ints by ints that are not 0, in one table with open addressing. */
final class IntMap {
    private static final int FIRST_CAPACITY = 16;
    private static final int SPREAD = 0x9e37_79b9;

    private int[] keys = new int[FIRST_CAPACITY];
    private int[] values = new int[FIRST_CAPACITY];
    private int size;

    /** The value of a key; another if it has none. */
    int of(int key, int otherwise) {
        int index = indexOf(key);
        return keys[index] == key ? values[index] : otherwise;
    }

    void put(int key, int value) {
        int index = indexOf(key);
        if (keys[index] != key) {
            keys[index] = key;
            size++;
        }
        values[index] = value;
        if (2 * size > keys.length) {
            resize(2 * keys.length);
        }
    }

    void remove(int key) {
        int hole = indexOf(key);
        if (keys[hole] != key) {
            return;
        }
        size--;
        int mask = keys.length - 1;
        int index = hole;
        while (true) {
            keys[hole] = 0;
            int home;
            do {
                index = index + 1 & mask;
                if (keys[index] == 0) {
                    return;
                }
                home = home(keys[index]);
            } while ((index - home & mask) < (index - hole & mask));
            keys[hole] = keys[index];
            values[hole] = values[index];
            hole = index;
        }
    }

    int size() {
        return size;
    }

    /** All keys, in no order that means anything, but the same for the same calls. */
    int[] keys() {
        return Arrays.stream(keys).filter(key -> key != 0).toArray();
    }

    private void resize(int capacity) {
        int[] oldKeys = keys;
        int[] oldValues = values;
        keys = new int[capacity];
        values = new int[capacity];
        for (int index = 0; index < oldKeys.length; index++) {
            if (oldKeys[index] != 0) {
                int place = indexOf(oldKeys[index]);
                keys[place] = oldKeys[index];
                values[place] = oldValues[index];
            }
        }
    }

    private int indexOf(int key) {
        int index = home(key);
        while (keys[index] != 0 && keys[index] != key) {
            index = index + 1 & keys.length - 1;
        }
        return index;
    }

    private int home(int key) {
        return key * SPREAD >>> Integer.numberOfLeadingZeros(keys.length - 1);
    }

    void save(DataOutput out) throws IOException {
        Saved.ints(out, keys);
        Saved.ints(out, values);
        out.writeInt(size);
    }

    void restore(DataInput in) throws IOException {
        keys = Saved.ints(in);
        values = Saved.ints(in);
        size = in.readInt();
    }
}
