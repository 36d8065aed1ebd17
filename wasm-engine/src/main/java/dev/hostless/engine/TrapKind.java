package dev.hostless.engine;

import java.util.Locale;

/** Why a guest was stopped, in the words of the specification's tests. */
public enum TrapKind {
    // @formatter:off
    UNREACHABLE,
    INTEGER_DIVIDE_BY_ZERO,
    INTEGER_OVERFLOW,
    INVALID_CONVERSION_TO_INTEGER,
    OUT_OF_BOUNDS_MEMORY_ACCESS,
    OUT_OF_BOUNDS_TABLE_ACCESS,
    UNDEFINED_ELEMENT,
    UNINITIALIZED_ELEMENT,
    INDIRECT_CALL_TYPE_MISMATCH,
    CALL_STACK_EXHAUSTED,
    /** An access that a protected range of the memory forbids. */
    MEMORY_PROTECTION,
    UNALIGNED_ATOMIC,
    EXPECTED_SHARED_MEMORY,
    /** A wait that nothing can end. */
    DEADLOCK;
    // @formatter:on

    private final String wording = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    /** The specification's wording. */
    public String wording() {
        return wording;
    }
}
