package dev.hostless.gogc;

import java.util.function.IntConsumer;

/** Where marking begins: the words outside the heap that may point into it. */
@FunctionalInterface
public interface RootSet {
    /**
     * Reports every such word. What is no address of an object does no harm; what points into an
     * object, to its start or not, keeps it.
     */
    void report(IntConsumer root);
}
