package dev.hostless.engine.compiler;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A table's elements. A function that the module itself put into the table is only a number until
 * it is first used: its place in {@link #elements} is null, which sends {@code call_indirect} to
 * its slow path, and {@link #pending} says which function it is.
 *
 * <p>Elements before and behind {@link #elements} are null. A Go program's functions begin at
 * element 4096, and what is before them would be most of what a table takes.
 */
public final class Table {
    private static final @Nullable Object[] NONE = {};
    private static final Object NULL = new Object();
    private static final int NO_MORE_ELEMENTS = -1;
    /** What {@link #grow} answers when it cannot. */
    static final int GROW_FAILED = -1;

    /** A function reference or host object; null where {@link #pending} decides. */
    public @Nullable Object[] elements = NONE;
    /** The number of the first of them. */
    public int first;
    private final long maximum;
    private final int limit;
    private int size;
    /** Function index plus one by element, 0 for none; shared by all guests of a program. */
    private int[] pending = new int[0];
    private @Nullable Instance owner;

    public Table(int size, long maximum, int limit) {
        this.size = size;
        this.maximum = maximum;
        this.limit = limit;
    }

    /** The declared maximum, or a negative number. */
    public long maximum() {
        return maximum;
    }

    public int size() {
        return size;
    }

    /** Says what the module's segments have put into the table, which is new. */
    void pending(int[] functions, Instance instance) {
        pending = functions;
        owner = instance;
        while (first < functions.length && functions[first] == 0) {
            first++;
        }
        elements = new Object[functions.length - first];
    }

    /** @param index one of the table's */
    public @Nullable Object get(int index) {
        int at = index - first;
        if (at < 0 || at >= elements.length) {
            return null;
        }
        var element = elements[at];
        if (element != null) {
            return element == NULL ? null : element;
        }
        var instance = owner;
        if (instance == null || index >= pending.length || pending[index] == 0) {
            return null;
        }
        var reference = instance.functionReference(pending[index] - 1);
        elements[at] = reference;
        return reference;
    }

    /** @param index one of the table's */
    public void set(int index, @Nullable Object value) {
        int at = index - first;
        if (at >= 0 && at < elements.length) {
            elements[at] = value == null && index < pending.length ? NULL : value;
        } else if (value != null) {
            cover();
            elements[index] = value;
        }
    }

    /** Makes room for all elements. */
    private void cover() {
        var all = new Object[size];
        System.arraycopy(elements, 0, all, first, elements.length);
        elements = all;
        first = 0;
    }

    /** Writes the elements that are not as the module's segments have put them. */
    public void save(DataOutput out, Instance instance) throws IOException {
        out.writeInt(size);
        for (int at = 0; at < elements.length; at++) {
            if (elements[at] != null && !isPending(first + at, elements[at])) {
                out.writeInt(first + at);
                instance.saveReference(get(first + at), out);
            }
        }
        out.writeInt(NO_MORE_ELEMENTS);
    }

    private boolean isPending(int index, Object element) {
        return index < pending.length && element instanceof FunctionReference function
                && function.instance() == owner && function.index() == pending[index] - 1;
    }

    public void restore(DataInput in, Instance instance) throws IOException {
        int saved = in.readInt();
        if (saved < size || saved > limit || maximum >= 0 && saved > maximum) {
            throw new IOException("wanted a table of " + size + " or more elements, got " + saved);
        }
        // Those that were not written are null beyond what is pending.
        Arrays.fill(elements, null);
        size = saved;
        for (int at = in.readInt(); at != NO_MORE_ELEMENTS; at = in.readInt()) {
            if (at < 0 || at >= size) {
                throw new IOException("wanted an element of 0 to " + (size - 1) + ", got " + at);
            }
            set(at, instance.restoreReference(in));
        }
    }

    int grow(@Nullable Object value, int count) {
        int old = size;
        long wanted = old + Integer.toUnsignedLong(count);
        if (wanted > limit || maximum >= 0 && wanted > maximum) {
            return GROW_FAILED;
        }
        size = (int) wanted;
        if (value != null && size > old) {
            cover();
            Arrays.fill(elements, old, size, value);
        }
        return old;
    }
}
