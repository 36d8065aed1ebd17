package dev.hostless.gogc;

/**
 * What the heap does, in steps that a table of cycles can price. Each is counted where it happens,
 * so equal calls give equal counts on every machine.
 */
public enum Step {
    /** A page allocator looked at a summary or a free run, or split or joined a block. */
    PAGE_SEARCH
}
