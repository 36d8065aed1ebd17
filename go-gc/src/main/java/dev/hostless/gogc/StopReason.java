package dev.hostless.gogc;

/** Why the world was stopped; Go's stwReason (runtime/proc.go), as far as a collector cares. */
public enum StopReason {
    /** A collection begins: what the last one left unswept is swept. */
    SWEEP_TERMINATION,
    /** Marking seems to be over. */
    MARK_TERMINATION,
    /** Not the collector: reading memory statistics, a profile, a trace. */
    OTHER;

    /** From the number of a stwReason in Go 1.26. */
    public static StopReason ofGo(int stwReason) {
        return switch (stwReason) {
            case 1 -> MARK_TERMINATION;
            case 2 -> SWEEP_TERMINATION;
            default -> OTHER;
        };
    }

    /** As Go's isGC. */
    public boolean isGc() {
        return this != OTHER;
    }
}
