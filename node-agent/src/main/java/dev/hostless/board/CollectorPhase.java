package dev.hostless.board;

/** What a guest's collector is doing, as far as it matters to who waits for the guest. */
public enum CollectorPhase {
    /** Nobody can see it: no Go runtime, or one without names. */
    UNOBSERVED,
    /** Nothing; and for a heap that the guest keeps, sweeping, which cannot be seen. */
    OFF,
    /** Marking beside the program. */
    MARKING,
    /** Sweeping beside the program; of a hosted heap. */
    SWEEPING,
    /** The world is stopped for it. */
    STOPPED
}
