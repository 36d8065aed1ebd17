package dev.hostless.engine.compiler;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A table's elements. A function that the module itself put into the table is only a number until
 * it is first used: {@link #elements} is null there, which sends {@code call_indirect} to its slow
 * path, and {@link #pending} says which function it is.
 */
public final class Table {
    private static final Object NULL = new Object();
    /** What {@link #grow} answers when it cannot. */
    static final int GROW_FAILED = -1;

    /** A function reference or host object; null where {@link #pending} decides. */
    public @Nullable Object[] elements;
    private final long maximum;
    private final int limit;
    /** Function index plus one by element, 0 for none; shared by all guests of a program. */
    private int[] pending = new int[0];
    private @Nullable Instance owner;

    public Table(int size, long maximum, int limit) {
        this.elements = new Object[size];
        this.maximum = maximum;
        this.limit = limit;
    }

    /** The declared maximum, or a negative number. */
    public long maximum() {
        return maximum;
    }

    public int size() {
        return elements.length;
    }

    void pending(int[] functions, Instance instance) {
        pending = functions;
        owner = instance;
    }

    public @Nullable Object get(int index) {
        var element = elements[index];
        if (element != null) {
            return element == NULL ? null : element;
        }
        var instance = owner;
        if (instance == null || index >= pending.length || pending[index] == 0) {
            return null;
        }
        var reference = instance.functionReference(pending[index] - 1);
        elements[index] = reference;
        return reference;
    }

    public void set(int index, @Nullable Object value) {
        elements[index] = value == null && index < pending.length ? NULL : value;
    }

    int grow(@Nullable Object value, int count) {
        int old = elements.length;
        long wanted = old + Integer.toUnsignedLong(count);
        if (wanted > limit || maximum >= 0 && wanted > maximum) {
            return GROW_FAILED;
        }
        elements = Arrays.copyOf(elements, (int) wanted);
        Arrays.fill(elements, old, elements.length, value);
        return old;
    }
}
