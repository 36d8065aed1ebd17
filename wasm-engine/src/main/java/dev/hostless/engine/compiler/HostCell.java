package dev.hostless.engine.compiler;

import org.jspecify.annotations.Nullable;

/** A global that the host made. */
public final class HostCell extends GlobalCell {
    private long bits;
    private @Nullable Object reference;

    public HostCell(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }

    @Override
    public void bits(long value) {
        bits = value;
    }

    @Override
    public @Nullable Object reference() {
        return reference;
    }

    @Override
    public void reference(@Nullable Object value) {
        reference = value;
    }
}
