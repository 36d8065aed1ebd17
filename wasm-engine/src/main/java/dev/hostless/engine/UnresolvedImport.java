package dev.hostless.engine;

/** What the module imports is not offered, or not with the type that it wants. */
public final class UnresolvedImport extends ProgramRejected {
    private static final long serialVersionUID = 1L;

    public UnresolvedImport(String message) {
        super(message);
    }
}
