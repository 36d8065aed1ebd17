package dev.hostless.engine.compiler;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A table's elements. A function that the module itself put into the table is only a number until
 * it is first used: {@link #elements} is null there, which sends {@code call_indirect} to its slow
 * path, and {@link #pending} says which function it is.
 */
public final class Table {
    private static final Object NULL = new Object();
    private static final int NO_MORE_ELEMENTS = -1;
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

    /** Writes the elements that are not as the module's segments have put them. */
    public void save(DataOutput out, Instance instance) throws IOException {
        out.writeInt(elements.length);
        for (int index = 0; index < elements.length; index++) {
            if (elements[index] != null && !isPending(index, elements[index])) {
                out.writeInt(index);
                instance.saveReference(get(index), out);
            }
        }
        out.writeInt(NO_MORE_ELEMENTS);
    }

    private boolean isPending(int index, Object element) {
        return index < pending.length && element instanceof FunctionReference function
                && function.instance() == owner && function.index() == pending[index] - 1;
    }

    public void restore(DataInput in, Instance instance) throws IOException {
        int size = in.readInt();
        if (size < elements.length || size > limit || maximum >= 0 && size > maximum) {
            throw new IOException("wanted a table of " + elements.length + " or more elements, got "
                    + size);
        }
        // Those that were not written are null beyond what is pending.
        Arrays.fill(elements, null);
        elements = Arrays.copyOf(elements, size);
        for (int at = in.readInt(); at != NO_MORE_ELEMENTS; at = in.readInt()) {
            if (at < 0 || at >= size) {
                throw new IOException("wanted an element of 0 to " + (size - 1) + ", got " + at);
            }
            set(at, instance.restoreReference(in));
        }
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
