package dev.hostless.devices.clock;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap in which each alarm knows its own place, so that a cancelled alarm leaves at once:
 * a device that re-arms on every register write would otherwise fill the queue with the dead.
 */
final class AlarmQueue {
    private @Nullable Alarm[] heap = new Alarm[16];
    private int size;

    int size() {
        return size;
    }

    Alarm first() {
        return at(0);
    }

    void add(Alarm alarm) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        size++;
        siftUp(size - 1, alarm);
    }

    void remove(Alarm alarm) {
        int hole = alarm.heapIndex;
        size--;
        var last = at(size);
        heap[size] = null;
        alarm.heapIndex = Alarm.NOT_QUEUED;
        if (last == alarm) {
            return;
        }
        siftDown(hole, last);
        if (last.heapIndex == hole) {
            siftUp(hole, last);
        }
    }

    private void siftUp(int start, Alarm alarm) {
        int index = start;
        while (index > 0) {
            int parent = (index - 1) / 2;
            if (!alarm.isBefore(at(parent))) {
                break;
            }
            place(index, at(parent));
            index = parent;
        }
        place(index, alarm);
    }

    private void siftDown(int start, Alarm alarm) {
        int index = start;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && at(child + 1).isBefore(at(child))) {
                child++;
            }
            if (!at(child).isBefore(alarm)) {
                break;
            }
            place(index, at(child));
            index = child;
        }
        place(index, alarm);
    }

    private void place(int index, Alarm alarm) {
        heap[index] = alarm;
        alarm.heapIndex = index;
    }

    private Alarm at(int index) {
        var alarm = heap[index];
        if (alarm == null) {
            throw new IllegalStateException("BUG: no alarm at " + index + " of " + size);
        }
        return alarm;
    }
}
