package dev.hostless.engine;

/** What can be imported and exported. The order is that of the binary format. */
public enum ExternKind {
    // @formatter:off
    FUNCTION,
    TABLE,
    MEMORY,
    GLOBAL
    // @formatter:on
}
