package dev.hostless.gogc;

/** Where a collection stands; Go's gcphase (runtime/mgc.go). */
public enum GcPhase {
    /** No collection runs, or only the sweep of the last one; the write barrier is off. */
    OFF,
    /** Marking, beside the program; the write barrier is on. */
    MARK,
    /** Marking is over and the world is stopped. */
    MARK_TERMINATION
}
