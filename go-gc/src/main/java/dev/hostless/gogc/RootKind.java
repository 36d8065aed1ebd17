package dev.hostless.gogc;

/** What a root job reads; the pacer and the trace tell them apart. */
public enum RootKind {
    /** Global variables. */
    GLOBALS,
    /** The stack of a goroutine. */
    STACK,
    /** Anything else, such as a buffer of the write barrier. */
    OTHER
}
