package dev.hostless.gogc;

/** Why a collection started; Go's gcTriggerKind (runtime/mgc.go). */
public enum GcCause {
    /** The heap reached its trigger. */
    HEAP,
    /** Two minutes passed without a collection. Stock wasm programs have nobody to notice. */
    TIME,
    /** The program asked, as with runtime.GC. */
    FORCED,
    /** Nobody could tell, as when the observer joined in the middle of a cycle. */
    UNKNOWN;

    /** From the number of a gcTriggerKind in Go 1.26. */
    public static GcCause ofGo(int gcTriggerKind) {
        return switch (gcTriggerKind) {
            case 0 -> HEAP;
            case 1 -> TIME;
            case 2 -> FORCED;
            default -> UNKNOWN;
        };
    }
}
