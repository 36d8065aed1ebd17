package dev.hostless.engine.compiler;

/**
 * A function with its instance: what tables hold and hosts call. For each function type there is
 * one generated subclass, shared by all programs, with the abstract {@code call} and the static
 * {@code indirect}; a function's own class extends that.
 */
public abstract class FunctionReference {
    /** Calls with raw bits; results replace the arguments' array. */
    public abstract long[] invoke(long[] arguments);

    /**
     * Calls with arguments from slots of the interpreter, which belong to the caller; results go
     * to the first of them on. Answers the fuel that is left.
     */
    public abstract int callFrom(long[] slots, int first, Instance caller, int depth, int fuel);

    public abstract Instance instance();

    public abstract int index();

    /** Guest code called from the host starts with what the meter has. */
    public final Meter meter() {
        return instance().meter;
    }
}
