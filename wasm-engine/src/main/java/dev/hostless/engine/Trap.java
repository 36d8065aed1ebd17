package dev.hostless.engine;

import dev.hostless.engine.compiler.Meter;
import dev.hostless.engine.compiler.TrapFrames;
import java.util.ArrayList;
import java.util.List;

/** The guest's fault: it did what WebAssembly answers with a trap. Its state stays readable. */
public final class Trap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How many frames a trap keeps, innermost first. */
    public static final int MAX_FRAMES = 64;

    private final TrapKind kind;
    /** Stands for a frame of the interpreter until {@link #locate} says which it is. */
    public static final TrapFrame UNLOCATED = new TrapFrame(-1, "interpreted", 0);

    private final transient List<TrapFrame> frames;
    private final int fuel;
    private boolean settled;

    /** A trap in host code on the guest's behalf; takes the frames of the guest that called it. */
    public Trap(TrapKind kind, String message) {
        this(kind, message, TrapFrames.collect(), 0);
        settled = true;
    }

    /** A trap in compiled code, which carries the fuel that is left to the host. */
    public Trap(TrapKind kind, String message, List<TrapFrame> frames, int fuel) {
        super(message, null, false, false);
        this.kind = kind;
        this.frames = new ArrayList<>(frames);
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

    /** On its way out through the interpreter: the innermost frame not yet known is this one. */
    public void locate(TrapFrame frame) {
        int place = frames.indexOf(UNLOCATED);
        if (place >= 0) {
            frames.set(place, frame);
        }
    }

    /** The guest functions that were active, innermost first, at most {@link #MAX_FRAMES}. */
    public List<TrapFrame> frames() {
        return frames.stream().filter(frame -> frame != UNLOCATED).toList();
    }
}
