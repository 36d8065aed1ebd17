package dev.hostless.engine;

import java.util.Locale;

/** Features beyond WebAssembly 1.0 that a module may use. */
public enum Feature {
    // @formatter:off
    SIGN_EXTENSION,
    SATURATING_CONVERSIONS,
    BULK_MEMORY,
    MUTABLE_GLOBALS,
    MULTI_VALUE,
    REFERENCE_TYPES,
    THREADS;
    // @formatter:on

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
