package dev.hostless.board;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One board. It is made, run once on a thread of the caller's choice, and then only asked for
 * its figures. {@link #inject}, {@link #stop}, {@link #snapshot} and {@link #report} may be
 * called from any thread at any time.
 */
public final class Board {
    private final BoardSpec spec;
    private final Firmware firmware;
    private final BoardListener listener;
    private final Pace pace;
    private final LongSupplier hostNanos;
    private final Inbox inbox = new Inbox();
    private volatile BoardSnapshot snapshot;

    /**
     * Puts a board together without starting it.
     *
     * @param hostNanos a monotonic clock of the host, for figures only
     * @throws IllegalArgumentException when the firmware does not fit the board
     */
    public Board(BoardSpec spec, Firmware firmware, BoardListener listener, Pace pace,
            LongSupplier hostNanos) {
        firmware.problemOn(spec).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        this.spec = spec;
        this.firmware = firmware;
        this.listener = listener;
        this.pace = pace;
        this.hostNanos = hostNanos;
        this.snapshot = new BoardSnapshot(new BoardState.Off(), 0, 0, 0, 0, 0, 0,
                new BoardSnapshot.Ticks(0, 0), new BoardSnapshot.Interrupts(0, 0, 0, 0),
                new BoardSnapshot.Uart(0, 0, 0), new GcFigures.NotObserved("the board is off"));
    }

    /**
     * Runs the guest on the calling thread until it ends, is stopped or reaches its last cycle.
     * A board runs once.
     *
     * @return an ended state, or Running or Waiting when the board was stopped in it
     */
    public BoardState run() {
        var state = new BoardState.Faulted("BUG: this build has no engine");
        listener.stateChanged(state, 0);
        return state;
    }

    /**
     * Ends the run at the first safepoint at or after this cycle. To be called before
     * {@link #run()}.
     */
    public void stopAt(long cycle) {
        throw new UnsupportedOperationException("stopAt " + cycle + " on " + pace + hostNanos);
    }

    /** Hands an input to the board at this cycle. To be called before {@link #run()}. */
    public void injectAt(long cycle, InputEvent event) {
        throw new UnsupportedOperationException("injectAt " + cycle + ": " + event);
    }

    /**
     * Hands an input to the board, which takes it at its next safepoint.
     *
     * @return false when 1,024 inputs or 1 MiB of UART bytes are already waiting: try again later
     */
    public boolean inject(InputEvent event) {
        return inbox.offer(event);
    }

    /** Ends the run at the next safepoint. */
    public void stop() {
        inbox.stop();
    }

    /** The figures as of the last time that the board published them. */
    public BoardSnapshot snapshot() {
        return snapshot;
    }

    /** Everything there is to say; the trace hash is there once {@link #run()} has returned. */
    public BoardReport report() {
        return new BoardReport(firmware.digest(), spec, 1, snapshot, Optional.empty());
    }
}
