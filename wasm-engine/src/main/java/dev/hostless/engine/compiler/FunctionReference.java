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
     * Calls with arguments from the interpreter's slots; a result goes to the first of them.
     * Answers the fuel that is left. Overridden where all types are numbers and the results are not
     * several: the interpreter leaves other functions to compiled code.
     */
    public int callFrom(long[] slots, int first, int depth, int fuel) {
        throw new IllegalStateException(
                "BUG: function " + index() + " cannot be called from slots");
    }

    public abstract Instance instance();

    public abstract int index();

    /** Guest code called from the host starts with what the meter has. */
    public final Meter meter() {
        return instance().meter;
    }
}
