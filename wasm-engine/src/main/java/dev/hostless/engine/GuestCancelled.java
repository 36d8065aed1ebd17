package dev.hostless.engine;

/** The run was ended from outside by {@link Cpu#cancel()}. */
public final class GuestCancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GuestCancelled() {
        super("cancelled", null, false, false);
    }
}
