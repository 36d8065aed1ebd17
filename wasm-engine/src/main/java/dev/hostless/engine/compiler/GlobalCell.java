package dev.hostless.engine.compiler;

import org.jspecify.annotations.Nullable;

/** A mutable global that more than one instance sees. */
public abstract class GlobalCell {
    /** Raw bits of a number. */
    public abstract long bits();

    public abstract void bits(long value);

    public abstract @Nullable Object reference();

    public abstract void reference(@Nullable Object value);
}
