package dev.hostless.engine.compiler;

import java.util.Arrays;

/**
 * A {@code br_table} with thousands of entries would fill a JVM method, and has few distinct
 * labels: its entries stay in a Java array, and the code switches over the distinct labels.
 */
final class BranchTables {
    /** Four bytes of code for each entry. */
    static final int LARGEST_INLINE = 1000;

    private BranchTables() {
    }

    /** The labels without repetition, in the order in which they appear. */
    static int[] distinct(int[] labels) {
        return Arrays.stream(labels).distinct().toArray();
    }

    /** By index: the label's place in {@link #distinct}. */
    static int[] ordinals(int[] labels) {
        int[] distinct = distinct(labels);
        int[] ordinals = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            int ordinal = 0;
            while (distinct[ordinal] != labels[i]) {
                ordinal++;
            }
            ordinals[i] = ordinal;
        }
        return ordinals;
    }
}
