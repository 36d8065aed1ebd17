package dev.hostless.engine;

/** A global variable: of a guest, or made by the host to be imported. */
public final class GuestGlobal implements Extern {
    private final ValueType type;
    private final boolean mutable;
    private long bits;

    /** A global that the host creates; a reference type is not possible. */
    public GuestGlobal(ValueType type, boolean mutable, long bits) {
        this.type = type;
        this.mutable = mutable;
        this.bits = bits;
    }

    public ValueType type() {
        return type;
    }

    public boolean mutable() {
        return mutable;
    }

    /** The value's raw bits. */
    public long bits() {
        return bits;
    }

    /**
     * Sets the value's raw bits.
     *
     * @throws IllegalStateException if the global is immutable
     */
    public void bits(long value) {
        if (!mutable) {
            throw new IllegalStateException("an immutable global cannot be set");
        }
        bits = value;
    }

    @Override
    public String description() {
        return "global %s%s".formatted(mutable ? "mut " : "", type);
    }
}
