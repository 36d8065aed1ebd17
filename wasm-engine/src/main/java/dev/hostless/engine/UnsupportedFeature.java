package dev.hostless.engine;

/** The module needs a WebAssembly feature that this engine does not have. */
public final class UnsupportedFeature extends ProgramRejected {
    private static final long serialVersionUID = 1L;

    private final String feature;
    private final int offset;

    public UnsupportedFeature(String feature, String what, int offset) {
        super("needs the feature %s, which is not supported: %s at byte 0x%x".formatted(feature,
                what,
                offset));
        this.feature = feature;
        this.offset = offset;
    }

    /** The feature's name as in the list of WebAssembly proposals, for instance {@code simd}. */
    public String feature() {
        return feature;
    }

    /** Where the module needs it: byte offset in the module. */
    public int offset() {
        return offset;
    }
}
