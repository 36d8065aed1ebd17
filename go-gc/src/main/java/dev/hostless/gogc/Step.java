package dev.hostless.gogc;

/**
 * What the heap does, in steps that a table of cycles can price. Each is counted where it happens,
 * so equal calls give equal counts on every machine.
 */
public enum Step {
    /** A page allocator looked at a summary or a free run, or split or joined a block. */
    PAGE_SEARCH,
    /** A span got its pages. */
    ALLOCATE_SPAN,
    /** A span gave its pages back. */
    FREE_SPAN,
    /** A span's marks became its allocated objects. */
    SWEEP_SPAN,
    /** An object found a place in a block of the tiny allocator. */
    ALLOCATE_TINY,
    /** An object was taken from a span. */
    ALLOCATE_OBJECT,
    /** The cache changed a full span for another. */
    REFILL,
    /** Eight bytes of an object were set to zero. */
    ZERO_WORD,
    /** An object became grey or, without pointers, black. */
    MARK_OBJECT,
    /** A word was read that may be a pointer. */
    SCAN_WORD
}
