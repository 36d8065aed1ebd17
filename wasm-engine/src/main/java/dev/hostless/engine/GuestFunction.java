package dev.hostless.engine;

/** A function of a guest, resolved once and called often. */
public final class GuestFunction implements Extern {
    private final FunctionType type;

    GuestFunction(FunctionType type) {
        this.type = type;
    }

    public FunctionType type() {
        return type;
    }

    /**
     * Calls the function with raw bits and answers raw bits: an f32 is in the low 32 bits; a
     * reference is {@link Guest#NULL_REFERENCE}, or a number that the host chose (externref), or
     * the index of a function of this guest (funcref).
     */
    public long[] call(long... arguments) {
        throw new UnsupportedOperationException("not linked");
    }

    @Override
    public String description() {
        return type.toString();
    }
}
