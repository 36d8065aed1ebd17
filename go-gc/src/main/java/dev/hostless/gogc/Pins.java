package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.IntConsumer;

/** Objects that are kept whoever refers to them, each as often as it was pinned. */
final class Pins {
    private final Heap heap;
    private final IntMap counts = new IntMap();

    Pins(Heap heap) {
        this.heap = heap;
    }

    /** Pins the object that an address is in, and returns where it begins. */
    int add(int address) {
        int object = object(address);
        counts.put(object, counts.of(object, 0) + 1);
        return object;
    }

    void remove(int address) {
        int object = object(address);
        int count = counts.of(object, 0);
        if (count == 0) {
            throw new InvalidRequest("the object at " + HeapFault.hex(object) + " is not pinned");
        }
        if (count == 1) {
            counts.remove(object);
        } else {
            counts.put(object, count - 1);
        }
    }

    int[] addresses() {
        return counts.keys();
    }

    void forEach(IntConsumer action) {
        for (int address : counts.keys()) {
            action.accept(address);
        }
    }

    private int object(int address) {
        int object = heap.objectBase(address);
        if (object == 0) {
            throw new InvalidRequest("no object is at " + HeapFault.hex(address)
                    + ", so it can have no pin");
        }
        return object;
    }

    void save(DataOutput out) throws IOException {
        counts.save(out);
    }

    void restore(DataInput in) throws IOException {
        counts.restore(in);
    }
}
