package dev.hostless.engine;

/** A table of a guest. */
public final class GuestTable implements Extern {
    /** Elements. */
    public int size() {
        return 0;
    }

    @Override
    public String description() {
        return "table of %d elements".formatted(size());
    }
}
