package dev.hostless.engine;

import java.util.List;

/** The guest's fault: it did what WebAssembly answers with a trap. Its state stays readable. */
public final class Trap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How many frames a trap keeps, innermost first. */
    public static final int MAX_FRAMES = 64;

    private final TrapKind kind;
    private final transient List<TrapFrame> frames;

    /** A trap without frames, for host code that faults on the guest's behalf. */
    public Trap(TrapKind kind, String message) {
        this(kind, message, List.of());
    }

    public Trap(TrapKind kind, String message, List<TrapFrame> frames) {
        super(message, null, false, false);
        this.kind = kind;
        this.frames = List.copyOf(frames);
    }

    public TrapKind kind() {
        return kind;
    }

    /** The guest functions that were active, innermost first, at most {@link #MAX_FRAMES}. */
    public List<TrapFrame> frames() {
        return frames;
    }
}
