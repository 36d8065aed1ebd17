package dev.hostless.engine;

/** Features beyond WebAssembly 1.0 that a module may use. */
public enum Feature {
    SIGN_EXTENSION("sign-extension"), SATURATING_CONVERSIONS(
            "nontrapping-float-to-int"), BULK_MEMORY("bulk-memory"), MUTABLE_GLOBALS(
                    "mutable-globals"), MULTI_VALUE(
                            "multi-value"), REFERENCE_TYPES("reference-types");

    private final String text;

    Feature(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
