package dev.hostless.board;

import dev.hostless.engine.Cpu;
import dev.hostless.engine.Engine;
import java.util.ArrayList;
import java.util.List;
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
    /** Where the run goes on when there is none: an image, or reset. */
    private @Nullable BoardImage from;
    private boolean frozen;
    private Inputs planned;
    private long startedHostNanos;
    private final Cpu cpu = new Cpu();
    private final HeapInquiry inquiry = new HeapInquiry();
    private final AtomicBoolean started = new AtomicBoolean();
    private Permit coreOf = Permit.OWN_THREAD;
    private @Nullable BoardRun run;
    private BoardState end = new BoardState.Off();
    private volatile @Nullable BoardState stopped;
    private final TreeMap<Long, Consumer<BoardImage>> wantedImages = new TreeMap<>();
    private volatile BoardSnapshot snapshot;
    private volatile @Nullable String traceHash;
    private volatile @Nullable HeapReport heap;
    private volatile List<DeviceReport> devices = List.of();
    private UartCable.@Nullable End cable;
    private volatile List<PartFigures> parts = List.of();
    private Consumer<TrapCore> trapped = _ -> {};
    private final SortedMap<String, BiConsumer<String, byte[]>> wantedFiles = new TreeMap<>();
    private final List<RunObserver> observers = new ArrayList<>();

    /**
     * Puts a board together without starting it.
     *
     * @param hostNanos a monotonic clock of the host, for figures only
     * @throws IllegalArgumentException when the firmware does not fit the board
     */
    public Board(BoardSpec spec, Firmware firmware, BoardListener listener, Pace pace,
            LongSupplier hostNanos) {
        this(spec, firmware, listener, pace, hostNanos, null, new Inputs());
    }

    Board(BoardSpec spec, Firmware firmware, BoardListener listener, Pace pace,
            LongSupplier hostNanos, @Nullable BoardImage from, Inputs planned) {
        firmware.problemOn(spec).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        if (!firmware.isMadeFor(spec.equipment())) {
            throw new IllegalArgumentException("the firmware was not loaded for a board with "
                    + spec.equipment() + ": see FirmwareLoader.forBoardsWith");
        }
        this.spec = spec;
        this.firmware = firmware;
        this.listener = listener;
        this.pace = pace;
        this.hostNanos = hostNanos;
        this.from = from;
        this.planned = planned;
        this.snapshot = new BoardSnapshot(new BoardState.Off(), 0, 0, 0, 0, 0, 0,
                0, new BoardSnapshot.Ticks(0, 0), new BoardSnapshot.Interrupts(0, 0, 0, 0),
                new BoardSnapshot.Uart(0, 0, 0), new GcFigures.NotObserved("the board is off"),
                Optional.empty(), List.of(), BoardSnapshot.Mishaps.NONE);
    }

    /**
     * Runs the guest on the calling thread until it ends, is stopped or reaches its last cycle.
     * A board runs once. The thread needs {@link BoardThreads#STACK_BYTES} of stack.
     *
     * @return an ended state, or Running or Waiting when the board was stopped in it
     * @throws IllegalStateException when it has run before
     */
    public BoardState run() {
        start(Permit.OWN_THREAD);
        try {
            long nanos = goOn();
            while (nanos != BoardRun.ENDED) {
                inbox.await(nanos);
                nanos = goOn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            inbox.stop();
            goOn();
        }
        return end();
    }

    /** Says that the board is about to run, step by step. */
    void start(Permit permit) {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("a board runs once; make another one");
        }
        coreOf = permit;
    }

    /**
     * Runs until the board rests or has ended; as {@link BoardRun#goOn}. One thread at a time.
     */
    long goOn() {
        try {
            var there = run;
            if (there == null) {
                if (!frozen) {
                    startedHostNanos = hostNanos.getAsLong();
                }
                there = new BoardRun(this, spec, firmware, listener, pace, hostNanos);
                run = there;
            }
            long nanos = there.goOn();
            if (nanos == BoardRun.ENDED) {
                ended(there);
            }
            return nanos;
        } catch (RuntimeException | Error bug) {
            end = faulted(bug);
            stopped = end;
            forgetRun();
            return BoardRun.ENDED;
        }
    }

    private void ended(BoardRun over) {
        wantedFiles.forEach(over::tellFiles);
        traceHash = over.traceHash();
        heap = over.heapReport().orElse(null);
        inquiry.ended(Optional.ofNullable(heap));
        devices = over.deviceReports();
        parts = over.partFigures();
        end = over.end();
        if (end.ended()) {
            forgetRun();
        }
        stopped = over.end();
    }

    /** The CPU stays, and must not keep the devices and the guest's memory alive. */
    private void forgetRun() {
        run = null;
        cpu.handler(_ -> {});
    }

    /**
     * The state of a board that was stopped while its guest rests: it waits and has returned, so
     * that no frame of it is on a stack.
     *
     * @throws NoImage if the board has not been stopped, or its state cannot be put into an image
     */
    public BoardImage image() {
        var there = run;
        if (there == null || stopped == null) {
            throw new NoImage(stopped == null
                    ? "an image is taken of a board that was stopped, and this one was not"
                    : "the board has ended: it is " + stopped.name());
        }
        return there.image();
    }

    /**
     * Has an image taken at the first moment, from a cycle on, at which the guest rests: it waits
     * and has returned. To be called before {@link #run()}.
     *
     * @param taken called on the board's thread; never called if there is no such moment
     */
    public void imageFrom(long cycle, Consumer<BoardImage> taken) {
        requireNotStarted();
        wantedImages.put(cycle, taken);
    }

    BoardState end() {
        return end;
    }

    /** What arrives for the board while it rests. */
    Inbox inbox() {
        return inbox;
    }

    Cpu cpu() {
        return cpu;
    }

    HeapInquiry inquiry() {
        return inquiry;
    }

    Permit permit() {
        return coreOf;
    }

    Inputs planned() {
        return planned;
    }

    /** Where the run goes on; null for reset. It is not kept any longer. */
    @Nullable
    BoardImage takeFrom() {
        var image = from;
        from = null;
        return image;
    }

    /**
     * Keeps a board that rests as an image alone, which takes less of the host's memory and some
     * milliseconds at the next {@link #goOn}. A board of which there can be no image stays as it
     * is.
     */
    boolean freeze() {
        var there = run;
        if (there == null || stopped != null) {
            return false;
        }
        try {
            var image = there.image();
            planned = planned.rest(image.cycle());
            from = image;
            frozen = true;
            inquiry.runs(); // Who asks now is answered when the board goes on.
            forgetRun();
            return true;
        } catch (NoImage _) {
            return false; // Perhaps a collection is under way: the board rests on.
        }
    }

    /** Whether this run goes on from {@link #freeze}, in the middle of a nap. */
    boolean isFrozen() {
        return frozen;
    }

    long startedHostNanos() {
        return startedHostNanos;
    }

    void publish(BoardSnapshot figures) {
        snapshot = figures;
    }

    void trapped(TrapCore core) {
        trapped.accept(core);
    }

    /** Images that are wanted, by the first cycle that will do. */
    TreeMap<Long, Consumer<BoardImage>> wantedImages() {
        return wantedImages;
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
                last.guestCycles(), last.idleCycles(), last.memoryBytes(),
                last.tickPeriodCycles(), last.ticks(), last.interrupts(), last.uart(),
                last.gc(), last.heap(), last.cores(), last.mishaps());
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
     * Plans an input for this cycle. To be called before {@link #run()}, at most 1,048,576 times.
     *
     * @param cycle 0 or more
     */
    public void injectAt(long cycle, InputEvent event) {
        requireNotStarted();
        planned.add(cycle, event);
    }

    void plug(UartCable.End end) {
        requireNotStarted();
        if (cable != null) {
            throw new IllegalArgumentException("uart1 has a cable already");
        }
        cable = end;
    }

    UartCable.@Nullable End cable() {
        return cable;
    }

    /**
     * Has an input enter as it did when it came live: when the board first looks for inputs at or
     * after this cycle. To be called before {@link #run()}, in the order of the cycles.
     *
     * @param cycle 0 or more
     */
    public void enterAt(long cycle, InputEvent event) {
        requireNotStarted();
        planned.enter(cycle, event);
    }

    /**
     * Ends the run as {@link #stop()} did when it ended another one at this cycle. To be called
     * before {@link #run()}.
     *
     * @param cycle 0 or more
     */
    public void stopEntersAt(long cycle) {
        requireNotStarted();
        planned.stopEntersAt(cycle);
    }

    /**
     * Leaves what {@link #inject} brings waiting until this cycle. To be called before
     * {@link #run()}.
     *
     * @param cycle 0 or more; {@link Long#MAX_VALUE} if nothing will be injected, so that a guest
     *     that waits for it ends its run as {@link BoardState.Waiting}
     */
    public void liveFrom(long cycle) {
        requireNotStarted();
        planned.liveFrom(cycle);
    }

    /** Has somebody told of the run as it goes. To be called before {@link #run()}. */
    public void observe(RunObserver observer) {
        requireNotStarted();
        observers.add(observer);
    }

    /** Who is told of the run; null for nobody. */
    @Nullable
    RunObserver observer() {
        return switch (observers.size()) {
            case 0 -> null;
            case 1 -> observers.getFirst();
            default -> new RunObservers(List.copyOf(observers));
        };
    }

    /**
     * Plans faults. To be called before {@link #run()}.
     *
     * @throws IllegalArgumentException if a time is beyond what a board can count, or there are
     *     too many
     */
    public void plan(FaultPlan faults) {
        requireNotStarted();
        faults.requireFits(spec);
        planned.plan(faults, spec.clockHz());
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
                Optional.ofNullable(traceHash), Optional.ofNullable(heap), devices, parts);
    }
}
