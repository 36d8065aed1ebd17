package dev.hostless.gogc;

/** The kinds of collector. All find the same objects; they differ in pauses and in cost. */
public enum CollectorMode {
    /** Everything is marked in one pause; span by span, since that is faster. */
    STOP_THE_WORLD,
    /** Go's classic one: objects are marked in slices beside the program. */
    INCREMENTAL,
    /** Go 1.26's: in slices, too, but small objects are scanned span by span. */
    GREEN_TEA
}
