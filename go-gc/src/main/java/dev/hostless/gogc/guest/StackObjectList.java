package dev.hostless.gogc.guest;

import java.util.Arrays;

/**
 * The stack objects of the stacks that are scanned together, in order of address. Each is handed
 * out once, when the first pointer to it is found.
 */
final class StackObjectList {
    private static final int FIRST_LENGTH = 64;

    private long[] starts = {};
    private int[] sizes = {};
    private long[][] masks = {};
    private boolean[] found = {};
    private int count;
    private int last;

    void clear() {
        // A deep stack of one goroutine shall not cost memory for ever.
        if (count > 16 * FIRST_LENGTH) {
            starts = new long[FIRST_LENGTH];
            sizes = new int[FIRST_LENGTH];
            masks = new long[FIRST_LENGTH][];
            found = new boolean[FIRST_LENGTH];
        }
        count = 0;
        last = 0;
    }

    void add(long start, int size, long[] mask) {
        if (count > 0 && start < starts[count - 1] + sizes[count - 1]) {
            throw new GuestLayoutProblem(start, "stack objects that overlap");
        }
        if (count == starts.length) {
            int length = Math.max(FIRST_LENGTH, 2 * count);
            starts = Arrays.copyOf(starts, length);
            sizes = Arrays.copyOf(sizes, length);
            masks = Arrays.copyOf(masks, length);
            found = Arrays.copyOf(found, length);
        }
        starts[count] = start;
        sizes[count] = size;
        masks[count] = mask;
        found[count] = false;
        count++;
    }

    /** The object that an address is in, if that is new; else NONE. */
    int find(long address) {
        int index = indexOf(address);
        if (index == FunctionTable.NONE || found[index]) {
            return FunctionTable.NONE;
        }
        found[index] = true;
        last = index;
        return index;
    }

    private int indexOf(long address) {
        // Pointers are taken from the outermost frame inwards, and lead to the frames around.
        for (int near = Math.max(0, last - 1); near < Math.min(count, last + 2); near++) {
            if (contains(near, address)) {
                return near;
            }
        }
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (address < starts[middle]) {
                high = middle - 1;
            } else if (contains(middle, address)) {
                return middle;
            } else {
                low = middle + 1;
            }
        }
        return FunctionTable.NONE;
    }

    private boolean contains(int index, long address) {
        return address >= starts[index] && address < starts[index] + sizes[index];
    }

    long start(int index) {
        return starts[index];
    }

    long[] mask(int index) {
        return masks[index];
    }
}
