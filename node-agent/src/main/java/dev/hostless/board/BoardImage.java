package dev.hostless.board;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All of a board at one cycle, at which its guest rested: memory, globals and tables, devices with
 * their alarms, files, the books of RAM and heap, the trace so far, and the inputs that were
 * planned and had not come yet. Immutable; any number of boards go on from it, in any threads, and
 * each goes on as the board would have of which it was taken.
 */
public final class BoardImage {
    private final BoardSpec spec;
    private final Firmware firmware;
    private final long cycle;
    private final byte[] state;
    private final EventTrace trace;
    private final List<Inputs.Planned> ahead;
    private final GuestIdle.@Nullable Wish wish;
    private final ResetCause cause;

    /**
     * @param wish where the guest goes on; null if only its handlers are called
     * @param cause why it began
     */
    BoardImage(BoardSpec spec, Firmware firmware, long cycle, byte[] state, EventTrace trace,
            List<Inputs.Planned> ahead, GuestIdle.@Nullable Wish wish,
            ResetCause cause) {
        this.spec = spec;
        this.firmware = firmware;
        this.cycle = cycle;
        this.state = state;
        this.trace = trace;
        this.ahead = ahead;
        this.wish = wish;
        this.cause = cause;
    }

    /** When it was taken, in cycles since reset. */
    public long cycle() {
        return cycle;
    }

    /** What it takes of the host's memory, about. */
    public long bytes() {
        return state.length;
    }

    public BoardSpec spec() {
        return spec;
    }

    public Firmware firmware() {
        return firmware;
    }

    /**
     * A board that goes on from here. It is used like any other; inputs can be planned for later
     * cycles than that of the image, and come where they would in a run from reset.
     *
     * @param hostNanos a monotonic clock of the host, for figures only
     */
    public Board fork(BoardListener listener, Pace pace, LongSupplier hostNanos) {
        return new Board(spec, firmware, listener, pace, hostNanos, this,
                new Inputs(cycle, ahead));
    }

    DataInputStream state() {
        return new DataInputStream(new ByteArrayInputStream(state));
    }

    EventTrace trace() {
        synchronized (trace) {
            return trace.copy();
        }
    }

    ResetCause cause() {
        return cause;
    }

    GuestIdle.@Nullable Wish wish() {
        return wish;
    }
}
