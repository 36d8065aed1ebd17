package dev.hostless.board;

import dev.hostless.board.EventTrace.Kind;
import dev.hostless.board.RunObserver.Entry;
import dev.hostless.board.files.FileProblem;
import dev.hostless.board.files.FileTree;
import dev.hostless.devices.LineError;
import dev.hostless.devices.Stateful;
import dev.hostless.devices.register.BusFault;
import dev.hostless.engine.Cpu;
import dev.hostless.engine.Engine;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.Imports;
import dev.hostless.engine.LinearMemory;
import dev.hostless.engine.ProbeHandler;
import dev.hostless.engine.ProgramRejected;
import dev.hostless.engine.SingleCoreWaitQueue;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapFrame;
import dev.hostless.engine.TrapKind;
import dev.hostless.engine.WaitQueue;
import dev.hostless.gogc.HeapFault;
import dev.hostless.gogc.guest.GuestLayoutProblem;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A board between reset and its end: the devices, the guest and the clock that ties them
 * together. Used by one thread at a time: that of the core whose turn it is. What others may see
 * goes through {@link #publish()}.
 */
final class BoardRun {
    /** The answer of {@link #goOn} when the run has ended. */
    static final long ENDED = -1;

    /**
     * The guest has returned, and waits.
     *
     * @param wish where it goes on; null if only handlers are called
     */
    private record Rest(Wait pause, GuestIdle.@Nullable Wish wish) {
    }

    private final BoardSpec spec;
    private final Firmware firmware;
    private final BoardListener listener;
    private final LongSupplier hostNanos;
    private final Board told;
    private final @Nullable RunObserver observer;
    private boolean stopTold;
    private final HeapInquiry inquiry;
    private final boolean setsUpHeap;

    private final long startedHostNanos;
    private final EventTrace trace;
    private final ConsoleOutput output;
    private final Schematic board;
    private final ConsoleInput input;
    private final Cpu cpu;
    private final Scheduler scheduler;
    private final WaitQueue waits;
    private final ConsolePort port;
    private final GcObserver gc;
    private final InterruptLatency latency;
    private final SortedMap<String, String> environment;
    private final InterruptDelivery interrupts;
    private final GuestIdle idle;
    private final GuestAttention attention;
    private final RamImports ram;
    private final GuestHeap heap;
    private final OwnedHeap owned;
    private final @Nullable FileTree files;
    private final WasiDescriptors descriptors;
    private final Inputs planned;
    private @Nullable BoardImage from;
    private final UartCable.@Nullable End cable;
    private @Nullable Guest guest;
    private @Nullable LinearMemory memory;
    private boolean finishing;
    private BoardState state = new BoardState.Off();
    private BoardState end = new BoardState.Off();
    private @Nullable Rest rest;

    /** @param told of figures, traps and images; has the inputs */
    BoardRun(Board told, BoardSpec spec, Firmware firmware, BoardListener listener, Pace pace,
            LongSupplier hostNanos) {
        this.told = told;
        this.observer = told.observer();
        this.inquiry = told.inquiry();
        this.setsUpHeap = firmware.facts().importsFunction(GuestHeap.MODULE, GuestHeap.INIT);
        this.spec = spec;
        this.firmware = firmware;
        this.listener = listener;
        this.hostNanos = hostNanos;
        this.startedHostNanos = told.startedHostNanos();
        this.cpu = told.cpu();
        from = told.takeFrom();
        trace = from == null
                ? new EventTrace(firmware.digest(), spec, Engine.SEMANTICS_VERSION, observer)
                : from.trace();
        output = new ConsoleOutput(trace, listener);
        board = new Schematic(spec, output, this::watchdogExpired);
        output.follow(board.clock);
        input = new ConsoleInput(board.uart0);
        planned = told.planned();
        scheduler = new Scheduler(new Core(0, cpu), spec.cores(), board.clock, trace, told.inbox(),
                pace, told.permit(), planned, this);
        waits = waits();
        var obstacle = GcObserver.obstacle(firmware);
        var traces = GcTraceSwitch.of(spec, obstacle == null);
        gc = new GcObserver(obstacle, firmware.isHosted(), traces.printed() || firmware.isHosted(),
                board.clock, scheduler::sync, trace, listener, hostNanos);
        latency = new InterruptLatency(board.clock, gc.phases(), listener);
        board.nvic.watch(latency);
        board.tick.watch(latency);
        port = new ConsolePort(board.uart0, scheduler, traces, gc);
        environment = traces.environment();
        interrupts = new InterruptDelivery(board, trace, firmware);
        idle = new GuestIdle(board, scheduler, input, interrupts);
        attention = new GuestAttention(board, scheduler, interrupts);
        scheduler.attention(attention);
        ram = new RamImports(spec, scheduler);
        heap = new GuestHeap(spec, cpu, gc, port::show, ram);
        owned = new OwnedHeap(spec, cpu, ram);
        files = fileTree();
        descriptors = new WasiDescriptors(files);
        scheduler.background(heap.background());
        board.uart1.connect(this::leftUart1);
        cable = told.cable();
        if (cable != null) {
            cable.plug(this, scheduler, board.clock, board.uart1, told.inbox(), told.permit());
        }
    }

    private void leftUart1(int value, int tag) {
        trace.uart1Output(board.clock.now(), value);
        if (cable != null) {
            cable.transmitted(value);
        }
    }

    /** Nothing resets the board, so its run ends here; after the guest's end nobody minds. */
    private void watchdogExpired() {
        if (!finishing) {
            throw new RunEnded(new BoardState.Trapped("the watchdog expired: nobody reloaded it in "
                    + "time, at cycle " + board.clock.now(), List.of()));
        }
    }

    /**
     * Runs the guest, from reset or from where it rests, until it rests or its run ends, whatever
     * ends it.
     *
     * @return {@link #ENDED}, or the host nanoseconds after which to call again, if no input
     *     arrives before; 0 if another board wants the core. The next call may be on any thread
     */
    long goOn() {
        try {
            if (rest == null) {
                announce(new BoardState.Running());
                if (from == null) {
                    boot();
                } else {
                    goOnFrom(from);
                    from = null;
                }
            } else if (rest.pause.naps()) {
                announce(new BoardState.Running());
            }
            return goOnResting();
        } catch (RuntimeException | Error over) {
            scheduler.cores().stop();
            end = endOf(over);
        }
        finish(end);
        return ENDED;
    }

    /** How the run ended; Off before. */
    BoardState end() {
        return end;
    }

    private BoardState endOf(Throwable over) {
        return switch (over) {
            case RunEnded ended -> ended.state();
            case GuestExit exit -> new BoardState.Halted(exit.code());
            case Trap trap -> trapped(trap);
            case BusFault fault -> trapped(fault);
            case HeapFault fault -> trapped(fault);
            case GuestLayoutProblem problem -> trapped(problem);
            case ProgramRejected rejected -> trapped(rejected);
            case CoreEnded other when other.getCause() != null -> endOf(other.getCause());
            case RuntimeException bug -> throw bug;
            case Error bug -> throw bug;
            default -> throw new IllegalStateException("BUG: no guest throws this", over);
        };
    }

    private BoardState trapped(RuntimeException fault) {
        return new BoardState.Trapped(onCore() + fault.getMessage(), List.of());
    }

    /** Where the run ended, if there is more than one place. */
    private String onCore() {
        var culprit = scheduler.cores().culprit();
        return culprit == null ? "" : "core " + culprit.number() + ": ";
    }

    /** What is left to do after the guest's last instruction. */
    private void finish(BoardState end) {
        finishing = true;
        try {
            port.flush();
        } catch (RunEnded _) {
            // Stopped while the last bytes waited for the line: they have not left.
        }
        if (end.ended()) {
            scheduler.drainUntil(board.uart0.transmitDone());
            scheduler.drainUntil(board.uart1.transmitDone());
        }
        if (cable != null) {
            cable.close();
        }
        gc.tell();
        output.flush();
        announce(end);
    }

    private void boot() {
        planned.schedule(board.clock, this::apply);
        if (cable != null) {
            cable.begin();
        }
        scheduler.start();
        var imports = imports();
        var made = firmware.program().instantiate(imports, options());
        scheduler.cores().program(other -> firmware.program().instantiate(imports,
                options().withCpu(other).withProbes(ProbeHandler.NONE)));
        attach(made);
        if (firmware.facts().exportsFunction("_start")) {
            made.call("_start");
            restIfWished();
            return;
        }
        if (firmware.facts().exportsFunction("_initialize")) {
            made.call("_initialize");
        }
        if (!interrupts.hasHandlers()) {
            throw new GuestExit(0);
        }
        interrupts.guestIsIdle();
        rest = new Rest(scheduler.begin(Long.MAX_VALUE, () -> false), null);
    }

    private GuestOptions options() {
        return new GuestOptions(cpu, ramBytes(), gc, waits, null);
    }

    private void attach(Guest made) {
        guest = made;
        if (firmware.facts().memory().isPresent()) {
            memory = made.memory();
            board.dmaMemory.attach(made.memory());
            attention.attach(made.memory());
        }
        interrupts.attach(made);
    }

    /** Takes over the state of an image instead of booting. */
    private void goOnFrom(BoardImage image) {
        try (var in = image.state()) {
            for (var part : parts()) {
                part.restore(in);
            }
            attach(firmware.program().restore(imports(), options(), in));
            var restored = Objects.requireNonNull(guest);
            ram.restore(in, restored);
            heap.restore(in, restored);
            owned.restore(in, restored);
            ram.restoreBooks(in);
            planned.schedule(board.clock, this::apply);
            int alarms = in.readInt();
            if (board.clock.pendingAlarms() < alarms || in.read() >= 0) {
                throw new IllegalStateException("BUG: an image has " + alarms + " alarms, and "
                        + board.clock.pendingAlarms() + " are set");
            }
        } catch (IOException e) {
            throw new IllegalStateException("BUG: an image cannot be read", e);
        }
        scheduler.start();
        var wish = image.wish();
        rest = new Rest(wish == null
                ? scheduler.begin(Long.MAX_VALUE, () -> false)
                : idle.begin(wish), wish);
        if (told.isFrozen()) {
            scheduler.napsOn(rest.pause);
        }
    }

    /** What has a state beside the guest and its heap; the devices, and so the clock, first. */
    private List<Stateful> parts() {
        return List.of(board, input, port, interrupts, attention, gc, latency, scheduler,
                descriptors);
    }

    /** A wait goes on: if it is that of a guest without a frame, this is a moment for images. */
    void mayTakeImage(Wait wait) {
        var wanted = told.wantedImages();
        if (wanted.isEmpty() || rest == null || rest.pause != wait || interrupts.isHandling()
                || spec.cores().count() > 1 || heap.isMarking()) {
            return;
        }
        while (!wanted.isEmpty() && wanted.firstKey() <= board.clock.now()) {
            wanted.pollFirstEntry().getValue().accept(image());
        }
    }

    /**
     * The state of this run.
     *
     * @throws NoImage if that is more than memory, or less than whole
     */
    BoardImage image() {
        var resting = rest;
        if (resting == null || interrupts.isHandling()) {
            throw new NoImage("at cycle " + board.clock.now() + " the guest has a frame on the"
                    + " stack: wanted one that waits and has returned (see board.idle)");
        }
        if (spec.cores().count() > 1) {
            throw new NoImage("the board has " + spec.cores().count() + " cores: wanted one");
        }
        if (cable != null) {
            throw new NoImage("another board hangs on this one's uart1: wanted a board by itself");
        }
        if (heap.isMarking()) {
            throw new NoImage("at cycle " + board.clock.now()
                    + " the collector is marking: wanted one between two collections");
        }
        var bytes = new ByteArrayOutputStream(memory == null ? 0 : memory.sizeBytes());
        try (var out = new DataOutputStream(bytes)) {
            for (var part : parts()) {
                part.save(out);
            }
            Objects.requireNonNull(guest).save(out);
            ram.save(out);
            heap.save(out);
            owned.save(out);
            ram.saveBooks(out);
            out.writeInt(board.clock.pendingAlarms());
        } catch (IOException e) {
            throw new NoImage(String.valueOf(e.getMessage()));
        }
        return new BoardImage(spec, firmware, board.clock.now(), bytes.toByteArray(), trace.copy(),
                planned.left(), resting.wish);
    }

    /** The guest has returned; without a wish to be called again it has ended. */
    private void restIfWished() {
        var wish = idle.take();
        if (wish == null) {
            throw new GuestExit(0);
        }
        rest = new Rest(idle.begin(wish), wish);
    }

    /** The guest comes and goes; between its calls no frame of it is on a stack. */
    private long goOnResting() {
        while (true) {
            var resting = Objects.requireNonNull(rest);
            long nanos = scheduler.goOn(resting.pause);
            if (nanos != Scheduler.OVER) {
                if (nanos > 0) {
                    beforeNap();
                }
                return nanos;
            }
            if (resting.wish == null) {
                throw new IllegalStateException("BUG: an endless wait ended");
            }
            rest = null;
            resume(resting.wish.resume());
            restIfWished();
        }
    }

    private void resume(int element) {
        var resumed = Objects.requireNonNull(guest).element(0, element);
        if (!resumed.type().parameters().isEmpty() || !resumed.type().results().isEmpty()) {
            throw new Trap(TrapKind.INDIRECT_CALL_TYPE_MISMATCH,
                    TrapKind.INDIRECT_CALL_TYPE_MISMATCH.wording() + ": element " + element
                            + ", where an idle guest goes on, is " + resumed.type());
        }
        resumed.call();
    }

    private long ramBytes() {
        return (long) spec.ramPages() * LinearMemory.PAGE_BYTES;
    }

    /** While the only core waits, the board idles; a wait that nothing ends leaves it Waiting. */
    private WaitQueue waits() {
        if (spec.cores().count() > 1) {
            return new CoreWaits(scheduler);
        }
        return new SingleCoreWaitQueue((_, nanos, ended) -> scheduler.waitFor(nanos, ended));
    }

    /** Files have the same calls in both modules; a descriptor is the same in both, too. */
    private Imports imports() {
        var texts = GuestTexts.of(spec.arguments(), environment);
        var shims = new ShimRegisters(board, scheduler);
        var imports = Imports.of(new WasiPreview1(texts, board, scheduler),
                new WasiPoll(board, scheduler, input, descriptors),
                new WasiSockets(scheduler, descriptors),
                new BoardImports(board, scheduler, interrupts),
                new BoardSystem(texts, board, scheduler, port, input), idle, attention,
                new CoreImports(scheduler, firmware.facts()), ram, heap, owned,
                new EnvironmentShims(board, scheduler, port, input), new TinyGoPins(shims),
                new TinyGoUart(shims, scheduler, port, input), new TinyGoBuses(shims));
        if (firmware.facts().importsMemory()) {
            imports = imports.with(OfferedImports.MEMORY_MODULE, OfferedImports.MEMORY,
                    firmware.facts().memory().orElseThrow().make(ramBytes()));
        }
        for (var module : List.of(WasiPreview1.MODULE, BoardSystem.MODULE)) {
            imports = imports.with(new WasiStreams(module, scheduler, port, input, descriptors))
                    .with(new WasiFiles(module, scheduler, descriptors))
                    .with(new WasiPaths(module, scheduler, descriptors, files));
        }
        return imports;
    }

    private @Nullable FileTree fileTree() {
        if (spec.volumes().isEmpty()) {
            return null;
        }
        try {
            return new FileTree(spec.volumes(), board.rtc.unixNanos(), board.rtc::unixNanos,
                    (path, digest) -> trace.fileEntered(board.clock.now(), path, digest));
        } catch (FileProblem problem) {
            throw new IllegalStateException("the volumes cannot be put together: "
                    + problem.error(), problem);
        }
    }

    /** Tells the files below a folder, as they are now. */
    void tellFiles(String folder, BiConsumer<String, byte[]> told) {
        var tree = files;
        if (tree != null) {
            tree.eachFile(folder, told);
        }
    }

    private BoardState trapped(Trap trap) {
        var culprit = scheduler.cores().culprit();
        var made = culprit == null || culprit.isFirst() ? guest : culprit.guest();
        if (made != null) {
            told.trapped(new TrapCore(made, trap, firmware.digest()));
        }
        return new BoardState.Trapped(onCore() + trap.getMessage(),
                trap.frames().stream().map(TrapFrame::toString).toList());
    }

    /** An input that was found at a look. */
    void enter(InputEvent event) {
        apply(Entry.LIVE, event);
    }

    /** Somebody outside wants the run to end here. */
    void stopped() {
        if (observer != null && !stopTold) {
            stopTold = true;
            observer.stopped(board.clock.now());
        }
    }

    /** An input that was due by the devices' clock. */
    void apply(InputEvent event) {
        apply(Entry.PLANNED, event);
    }

    /** An input takes effect at the clock's cycle. */
    private void apply(Entry entry, InputEvent event) {
        long now = board.clock.now();
        if (observer != null) {
            observer.input(now, entry, event);
        }
        switch (event) {
            case InputEvent.Interrupt interrupt -> {
                trace.event(Kind.INTERRUPT_INPUT, now, interrupt.line());
                var line = board.nvic.line(interrupt.line());
                line.set(true);
                line.set(false);
            }
            case InputEvent.UartInput bytes -> {
                trace.uartInput(now, bytes.bytes());
                input.add(bytes.bytes());
            }
            case InputEvent.CableInput character -> {
                trace.uart1Input(now, character.value(), character.damaged());
                board.uart1.arrive(character.value(),
                        character.damaged() ? Set.of(LineError.FRAMING) : Set.of());
            }
            case InputEvent.InputEnd _ -> {
                trace.event(Kind.INPUT_END, now);
                input.end();
                if (cable != null) {
                    cable.inputsEnded();
                }
            }
        }
    }

    /** Inputs from other threads were taken, or there was a reason to look around. */
    void lookedAround(boolean stirred) {
        if (cable != null) {
            cable.look();
            if (stirred) {
                cable.stir();
            }
        }
    }

    /** Whether code of the guest runs although it waits. */
    boolean isHandling() {
        return interrupts.isHandling();
    }

    boolean inputsEnded() {
        return input.ended() && (cable == null || cable.isSilent());
    }

    boolean interruptDeliverable() {
        return interrupts.deliverable();
    }

    boolean deliverInterrupt() {
        return interrupts.deliverOne();
    }

    void devicesMoved() {
        input.pump();
    }

    /** The guest has nothing to do: what it printed is on its way to whoever reads it. */
    void guestWaits() {
        port.flush();
    }

    void beforeNap() {
        output.release();
        trace.release();
        announce(new BoardState.Waiting());
    }

    void afterNap() {
        announce(new BoardState.Running());
    }

    private void announce(BoardState next) {
        inquiry.runs();
        boolean changed = !next.equals(state);
        state = next;
        publish();
        if (changed) {
            listener.stateChanged(next, board.clock.now());
        }
        if (next instanceof BoardState.Waiting && isHeapKnown()) {
            inquiry.rests(this::heapReport);
        }
    }

    /** Makes the figures visible to other threads. */
    void publish() {
        output.flush();
        told.publish(snapshot());
        if (isHeapKnown()) {
            inquiry.published(this::heapReport);
        }
    }

    /** A guest that is about to set up its heap is not said to have none. */
    private boolean isHeapKnown() {
        return heap.isThere() || !setsUpHeap;
    }

    String traceHash() {
        return trace.end(board.clock.now(), state);
    }

    /** The heap as it is, if the node keeps it. */
    Optional<HeapReport> heapReport() {
        return heap.report(board.clock.now());
    }

    /** The devices and parts, with what firmware has asked of them. */
    List<DeviceReport> deviceReports() {
        return board.report();
    }

    private BoardSnapshot snapshot() {
        long now = board.clock.now();
        var size = memory;
        var uart = board.uart0.figures();
        return new BoardSnapshot(state, now, board.clock.nanos(now),
                hostNanos.getAsLong() - startedHostNanos, now - scheduler.idleCycles(),
                scheduler.idleCycles(), size == null ? 0 : size.sizeBytes(), board.tick.figures(),
                interrupts.figures(latency.lines()),
                new BoardSnapshot.Uart(uart.transmitted(), uart.received(), uart.overruns()),
                gc.figures(), heap.figures(), scheduler.cores().figures());
    }
}
