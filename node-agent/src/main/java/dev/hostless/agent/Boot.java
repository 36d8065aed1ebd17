package dev.hostless.agent;

import dev.hostless.agent.message.Command.Assignment;
import dev.hostless.board.Board;
import dev.hostless.board.BoardListener;
import dev.hostless.board.BoardReport;
import dev.hostless.board.BoardSnapshot;
import dev.hostless.board.BoardState;
import dev.hostless.board.CollectorPhase;
import dev.hostless.board.ConsoleStream;
import dev.hostless.board.GcCycle;
import dev.hostless.board.GcPause;
import dev.hostless.board.HeapReport;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One boot of a board: hears the board on its own thread, and keeps what it heard, within bounds,
 * until the runner comes for it.
 */
final class Boot implements BoardListener {

    /** 50 ms of console at 10 Mbit/s; beyond it bytes are lost and counted. */
    static final int CONSOLE_BYTES_MAX = 65_536;
    /** More collections than that within a second are lost and counted. */
    static final int GC_CYCLES_MAX = 1_000;

    /**
     * Bytes of the console in a row.
     *
     * @param offset of the first one since the board's start, counting lost ones
     * @param dropped that were lost just before
     */
    record Chunk(long offset, byte[] bytes, long dropped) {
    }

    /**
     * The latest state.
     *
     * @param sinceNanos host time
     */
    record Moment(BoardState state, long sinceNanos) {
    }

    private final int number;
    private final Assignment assignment;
    private final LongSupplier hostNanos;
    private final Runnable heard;
    private final BootMeters meters;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final List<GcCycle> collections = new ArrayList<>();
    private long consoleOffset;
    private long droppedBefore;
    private long droppedAfter;
    private long droppedCollections;
    private Moment latest;
    private volatile @Nullable Board board;
    private volatile @Nullable BoardReport last;
    private volatile @Nullable HeapReport heap;
    /** For which the heap was asked for last; of the runner's thread. */
    private long heapCycle;

    /**
     * @param number 1 for the first boot since the agent's start
     * @param meters are told what they count
     * @param heard is told, from any thread, when there is console output after there was none
     */
    Boot(int number, Assignment assignment, LongSupplier hostNanos, BootMeters meters,
            Runnable heard) {
        this.number = number;
        this.assignment = assignment;
        this.hostNanos = hostNanos;
        this.meters = meters;
        this.heard = heard;
        this.latest = new Moment(new BoardState.Off(), hostNanos.getAsLong());
    }

    BootMeters meters() {
        return meters;
    }

    /** The board that this listens to; set once, by the runner, before the board runs. */
    void plug(Board started) {
        board = started;
    }

    Board board() {
        var plugged = board;
        if (plugged == null) {
            throw new IllegalStateException("BUG: a boot without a board");
        }
        return plugged;
    }

    int number() {
        return number;
    }

    Assignment assignment() {
        return assignment;
    }

    /** The board has ended: its figures stay, its memory does not. */
    void unplug() {
        last = board().report();
        board = null;
    }

    /** The figures and, once the board has ended, the hash of all that happened. */
    BoardReport report() {
        var ended = last;
        return ended == null ? board().report() : ended;
    }

    /** As {@link Board#askHeap}; once the board has ended, the answer is there. */
    CompletableFuture<Optional<HeapReport>> askHeap() {
        var ended = last;
        return ended == null
                ? board().askHeap()
                : CompletableFuture.completedFuture(ended.heap());
    }

    /** Asks for the hosted heap, if there is one, so that {@link #heap} is up to date soon. */
    void refreshHeap() {
        if (snapshot().heap().isPresent() && snapshot().cycle() != heapCycle) {
            heapCycle = snapshot().cycle();
            askHeap().thenAccept(answer -> answer.ifPresent(known -> heap = known));
        }
    }

    /** The heap as of the last answer, and once the board has ended as it was then. */
    Optional<HeapReport> heap() {
        var ended = last;
        return ended != null && ended.heap().isPresent()
                ? ended.heap()
                : Optional.ofNullable(heap);
    }

    BoardSnapshot snapshot() {
        return report().figures();
    }

    @Override
    public synchronized void console(ConsoleStream stream, byte[] bytes, long cycle) {
        if (bytes.length == 0) {
            return;
        }
        boolean first = console.size() == 0 && droppedAfter == 0;
        int room = droppedAfter > 0 ? 0 : CONSOLE_BYTES_MAX - console.size();
        int kept = Math.min(room, bytes.length);
        console.write(bytes, 0, kept);
        droppedAfter += bytes.length - kept;
        if (first) {
            heard.run();
        }
    }

    @Override
    public void gcPaused(GcPause pause) {
        meters.gcPaused(pause);
    }

    @Override
    public void interruptTaken(int line, CollectorPhase phase, long raisedCycle, long takenCycle) {
        meters.interruptTaken(line, phase, raisedCycle, takenCycle);
    }

    @Override
    public synchronized void gcFinished(GcCycle gc) {
        meters.gcFinished(gc);
        if (collections.size() < GC_CYCLES_MAX) {
            collections.add(gc);
        } else {
            droppedCollections++;
        }
    }

    @Override
    public synchronized void stateChanged(BoardState state, long cycle) {
        latest = new Moment(state, hostNanos.getAsLong());
    }

    synchronized Moment latest() {
        return latest;
    }

    /** What the console said since the last call, if it said anything. */
    synchronized Optional<Chunk> takeConsole() {
        if (console.size() == 0 && droppedAfter == 0) {
            return Optional.empty();
        }
        var chunk = new Chunk(consoleOffset, console.toByteArray(), droppedBefore);
        consoleOffset += chunk.bytes.length + droppedAfter;
        droppedBefore = droppedAfter;
        droppedAfter = 0;
        console.reset();
        return Optional.of(chunk);
    }

    /** Bytes that were lost after the last chunk and that no further one will tell of. */
    synchronized Optional<Chunk> takeLosses() {
        if (droppedBefore == 0) {
            return Optional.empty();
        }
        var chunk = new Chunk(consoleOffset, new byte[0], droppedBefore);
        droppedBefore = 0;
        return Optional.of(chunk);
    }

    synchronized List<GcCycle> takeCollections() {
        var taken = List.copyOf(collections);
        collections.clear();
        return taken;
    }

    synchronized long takeDroppedCollections() {
        long dropped = droppedCollections;
        droppedCollections = 0;
        return dropped;
    }
}
