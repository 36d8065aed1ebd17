package dev.hostless.engine;

/** One running instance of a program. A guest belongs to one thread at a time. */
public final class Guest {
    /** The raw bits of a null reference where references cross as {@code long}. */
    public static final long NULL_REFERENCE = -1;

    Guest() {
    }

    /**
     * Calls an exported function; see {@link GuestFunction#call}.
     *
     * @throws Trap the guest's fault
     * @throws GuestExit a host function ended the run
     * @throws GuestCancelled the run was ended from outside
     */
    public long[] call(String export, long... arguments) {
        return function(export).call(arguments);
    }

    /** The exported function of that name. */
    public GuestFunction function(String export) {
        throw new UnsupportedOperationException();
    }

    /** Memory 0. */
    public LinearMemory memory() {
        throw new UnsupportedOperationException();
    }

    public boolean hasExport(String name) {
        throw new UnsupportedOperationException();
    }

    public Extern export(String name) {
        throw new UnsupportedOperationException();
    }

    /** Raw bits of a global by its index in the module, exported or not. */
    public long global(int index) {
        throw new UnsupportedOperationException();
    }

    public Cpu cpu() {
        throw new UnsupportedOperationException();
    }

    public Program program() {
        throw new UnsupportedOperationException();
    }
}
