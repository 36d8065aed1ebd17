package dev.hostless.engine.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last slots of an activation: they hold the function's constants, each once. */
final class ConstantSlots {
    private final int first;
    private final Map<Long, Integer> slots = new HashMap<>();
    private final List<Long> values = new ArrayList<>();

    ConstantSlots(int first) {
        this.first = first;
    }

    /** The slot that holds these bits. */
    int slot(long bits) {
        return slots.computeIfAbsent(bits, value -> {
            values.add(value);
            return first + values.size() - 1;
        });
    }

    /** The slots of an activation at its beginning. */
    long[] activation() {
        long[] activation = new long[first + values.size()];
        for (int i = 0; i < values.size(); i++) {
            activation[first + i] = values.get(i);
        }
        return activation;
    }
}
