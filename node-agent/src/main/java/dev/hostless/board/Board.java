package dev.hostless.board;

import dev.hostless.engine.Cpu;
import dev.hostless.engine.Engine;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One board. It is made, run once on a thread of the caller's choice, and then only asked for
 * its figures. {@link #inject}, {@link #stop}, {@link #snapshot}, {@link #report} and
 * {@link #askHeap} may be called from any thread at any time.
 */
public final class Board {
    private static final int FAULT_FRAMES = 12;
    private static final int FAULT_CHARS_MAX = 1_000;

    private final BoardSpec spec;
    private final Firmware firmware;
    private final BoardListener listener;
    private final Pace pace;
    private final LongSupplier hostNanos;
    private final Inbox inbox = new Inbox();
    private final Inputs planned = new Inputs();
    private final Cpu cpu = new Cpu();
    private final HeapInquiry inquiry = new HeapInquiry();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile BoardSnapshot snapshot;
    private volatile @Nullable String traceHash;
    private volatile @Nullable HeapReport heap;
    private Consumer<TrapCore> trapped = _ -> {};
    private final SortedMap<String, BiConsumer<String, byte[]>> wantedFiles = new TreeMap<>();

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
                new BoardSnapshot.Uart(0, 0, 0), new GcFigures.NotObserved("the board is off"),
                Optional.empty());
    }

    /**
     * Runs the guest on the calling thread until it ends, is stopped or reaches its last cycle.
     * A board runs once. The thread needs {@link BoardThreads#STACK_BYTES} of stack.
     *
     * @return an ended state, or Running or Waiting when the board was stopped in it
     * @throws IllegalStateException when it has run before
     */
    public BoardState run() {
        return run(Permit.OWN_THREAD);
    }

    BoardState run(Permit permit) {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("a board runs once; make another one");
        }
        try {
            var run = new BoardRun(spec, firmware, listener, pace, hostNanos, inbox, cpu, permit,
                    planned, figures -> snapshot = figures, trapped, inquiry);
            var end = run.run();
            wantedFiles.forEach(run::tellFiles);
            traceHash = run.traceHash();
            heap = run.heapReport().orElse(null);
            inquiry.ended(Optional.ofNullable(heap));
            return end;
        } catch (RuntimeException | Error bug) {
            return faulted(bug);
        }
    }

    /** A bug of ours, or the host's memory is used up: this board is lost, the others are not. */
    private BoardState faulted(Throwable bug) {
        var message = bug.toString();
        var text = new StringBuilder(message.substring(0,
                Math.min(message.length(), FAULT_CHARS_MAX)));
        for (int i = 0; i < Math.min(FAULT_FRAMES, bug.getStackTrace().length); i++) {
            text.append("\n    at ").append(bug.getStackTrace()[i]);
        }
        var fault = new BoardState.Faulted(text.toString());
        var last = snapshot;
        snapshot = new BoardSnapshot(fault, last.cycle(), last.virtualNanos(), last.hostNanos(),
                last.guestCycles(), last.idleCycles(), last.memoryBytes(), last.ticks(),
                last.interrupts(), last.uart(), last.gc(), last.heap());
        inquiry.ended(Optional.empty());
        try {
            listener.stateChanged(fault, last.cycle());
        } catch (RuntimeException again) {
            // The listener may be what failed; the state tells it all the same.
            bug.addSuppressed(again);
        }
        return fault;
    }

    /**
     * Ends the run at the first safepoint at or after this cycle; waits end exactly there. To be
     * called before {@link #run()}.
     *
     * @param cycle 1 or more
     */
    public void stopAt(long cycle) {
        requireNotStarted();
        planned.stopAt(cycle);
    }

    /**
     * Plans an input for this cycle. To be called before {@link #run()}, at most 3,000 times.
     *
     * @param cycle 0 or more
     */
    public void injectAt(long cycle, InputEvent event) {
        requireNotStarted();
        planned.add(cycle, event);
    }

    private void requireNotStarted() {
        if (started.get()) {
            throw new IllegalStateException("inputs are planned before the run; use inject");
        }
    }

    /**
     * Hands an input to the board, which takes it at its next safepoint.
     *
     * @return false when 1,024 inputs or 1 MiB of UART bytes are already waiting: try again later
     */
    public boolean inject(InputEvent event) {
        boolean taken = inbox.offer(event);
        if (taken) {
            cpu.interrupt();
        }
        return taken;
    }

    /** Ends the run at the next safepoint. */
    public void stop() {
        inbox.stop();
        cpu.interrupt();
    }

    /**
     * Has a trap told while the guest is still there. To be called before {@link #run()}.
     *
     * @param told called on the board's thread
     */
    public void onTrap(Consumer<TrapCore> told) {
        requireNotStarted();
        trapped = told;
    }

    /**
     * Has the files below a folder of the guest's told when the run has ended. To be called before
     * {@link #run()}.
     *
     * @param folder in the guest's tree; nothing is told when there is none
     * @param told gets a path below the folder and the content, on the board's thread
     */
    public void onEnd(String folder, BiConsumer<String, byte[]> told) {
        requireNotStarted();
        wantedFiles.put(folder, told);
    }

    /** The figures as of the last time that the board published them. */
    public BoardSnapshot snapshot() {
        return snapshot;
    }

    /**
     * Asks for the hosted heap as it is: soon for a board that computes, at most 10 ms of its time
     * later; at once for one that waits or has ended. Neither the guest nor the trace can see it.
     *
     * @return completed on the board's thread or on this one, so what follows must return soon;
     *     empty if the node keeps no heap for the guest, or none yet. Never completed if the board
     *     never runs
     */
    public CompletableFuture<Optional<HeapReport>> askHeap() {
        return inquiry.ask();
    }

    /** Everything there is to say; the trace hash is there once {@link #run()} has returned. */
    public BoardReport report() {
        return new BoardReport(firmware.digest(), spec, Engine.SEMANTICS_VERSION, snapshot,
                Optional.ofNullable(traceHash), Optional.ofNullable(heap));
    }
}
