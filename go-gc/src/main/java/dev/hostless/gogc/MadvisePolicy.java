package dev.hostless.gogc;

/**
 * What becomes of memory that its owner does not need for now, but keeps: what Go's runtime tells
 * an operating system by madvise, in sysUnused and sysUsed.
 */
public enum MadvisePolicy {
    /** Nothing: as on Go's WebAssembly, where released memory is a figure and no more. */
    IGNORE,
    /** It is cleared at once, so it is zero when it is used again and needs no clearing then. */
    RECLAIM
}
