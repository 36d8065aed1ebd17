package dev.hostless.engine.compiler;

import java.util.AbstractList;
import java.util.RandomAccess;

/** Raw bits of slots as they were; boxed only when somebody looks, since few do at every step. */
final class SlotValues extends AbstractList<Long> implements RandomAccess {
    private final long[] values;

    /** @param values not to be changed any more */
    SlotValues(long[] values) {
        this.values = values;
    }

    @Override
    public Long get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }
}
