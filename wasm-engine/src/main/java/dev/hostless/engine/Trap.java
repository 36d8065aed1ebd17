package dev.hostless.engine;

import dev.hostless.engine.compiler.Meter;
import java.util.List;

/** The guest's fault: it did what WebAssembly answers with a trap. Its state stays readable. */
public final class Trap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How many frames a trap keeps, innermost first. */
    public static final int MAX_FRAMES = 64;

    private final TrapKind kind;
    private final transient List<TrapFrame> frames;
    private final int fuel;
    private boolean settled;

    /** A trap without frames, for host code that faults on the guest's behalf. */
    public Trap(TrapKind kind, String message) {
        this(kind, message, List.of());
    }

    /** A trap in host code with the guest's frames. */
    public Trap(TrapKind kind, String message, List<TrapFrame> frames) {
        this(kind, message, frames, 0);
        settled = true;
    }

    /** A trap in compiled code, which carries the fuel that is left to the host. */
    public Trap(TrapKind kind, String message, List<TrapFrame> frames, int fuel) {
        super(message, null, false, false);
        this.kind = kind;
        this.frames = List.copyOf(frames);
        this.fuel = fuel;
    }

    /** Puts the fuel back into the meter, once. */
    void settle(Meter meter) {
        if (!settled) {
            settled = true;
            meter.fuel = fuel;
        }
    }

    public TrapKind kind() {
        return kind;
    }

    /** The guest functions that were active, innermost first, at most {@link #MAX_FRAMES}. */
    public List<TrapFrame> frames() {
        return frames;
    }
}
