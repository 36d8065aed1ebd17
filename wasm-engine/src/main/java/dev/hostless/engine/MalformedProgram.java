package dev.hostless.engine;

/** The bytes are not a WebAssembly module, or the module breaks a rule of validation. */
public final class MalformedProgram extends ProgramRejected {
    private static final long serialVersionUID = 1L;

    private final boolean invalid;

    public MalformedProgram(String message, boolean invalid) {
        super(message);
        this.invalid = invalid;
    }

    /** True if only validation failed: the specification calls that invalid, not malformed. */
    public boolean invalid() {
        return invalid;
    }
}
