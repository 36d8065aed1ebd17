package dev.hostless.gogc;

/**
 * What the heap does, in steps that {@link HeapCosts} prices. Each is counted where it happens, so
 * equal calls give equal counts on every machine. Checks and poison count nothing: a board's time
 * is the same with them.
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
    /** An object was freed by its owner. */
    FREE_OBJECT,
    /** The cache changed a full span for another. */
    REFILL,
    /** Eight bytes of memory were set to zero. */
    ZERO_WORD,
    /** An object became grey or, without pointers, black. */
    MARK_OBJECT,
    /** A grey object, or an oblet of a large one, was taken to be scanned. */
    SCAN_OBJECT,
    /** A word of a small object, which has its bitmap at hand, was read as a pointer. */
    SCAN_WORD,
    /** The same in a larger object, whose type says where its pointers are. */
    SCAN_LARGE_WORD,
    /** A word pointed into a span, and its object was looked up. */
    FIND_OBJECT,
    /** A span with grey objects was taken from the queue of spans. */
    SCAN_SPAN,
    /** A root was looked at. */
    SCAN_ROOT,
    /** A frame of a stack was looked up, and what is said to be in it. */
    SCAN_FRAME,
    /** A word came from a write barrier. */
    BARRIER_WORD,
    /** A special was added, removed, found, or decided upon. */
    SPECIAL,
    /** A collection began: what its first stop takes beside other steps. */
    START,
    /** Marking got under way beside the program. */
    WORKERS,
    /** Marking ended: what the second stop takes beside other steps. */
    FINISH,
    /** The spans of one class were looked through for one that is not swept. */
    SWEEP_LIST
}
