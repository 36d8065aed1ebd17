package dev.hostless.engine.compiler;

import org.jspecify.annotations.Nullable;

/** How references cross to a host that sees them as numbers. */
public final class References {
    /** The number of a null reference. */
    public static final long NULL = -1;

    private References() {
    }

    /** The host's number of an externref, or the function's index. */
    public static long toBits(@Nullable Object reference) {
        return switch (reference) {
            case null -> NULL;
            case FunctionReference function -> function.index();
            case Long number -> number;
            default -> throw new IllegalStateException("BUG: no reference: " + reference);
        };
    }

    /** An externref from the host's number. */
    public static @Nullable Object extern(long bits) {
        return bits == NULL ? null : (Object) bits;
    }
}
