package dev.hostless.board;

import dev.hostless.board.EventTrace.Kind;
import dev.hostless.board.files.FileProblem;
import dev.hostless.board.files.FileTree;
import dev.hostless.devices.register.BusFault;
import dev.hostless.engine.Cpu;
import dev.hostless.engine.Engine;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.Imports;
import dev.hostless.engine.LinearMemory;
import dev.hostless.engine.ProgramRejected;
import dev.hostless.engine.SingleCoreWaitQueue;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapFrame;
import dev.hostless.engine.TrapKind;
import dev.hostless.engine.WaitQueue;
import dev.hostless.gogc.HeapFault;
import dev.hostless.gogc.guest.GuestLayoutProblem;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A board between reset and its end: the devices, the guest and the clock that ties them
 * together. Used by one thread only; what others may see goes through {@link #publish()}.
 */
final class BoardRun {
    private final BoardSpec spec;
    private final Firmware firmware;
    private final BoardListener listener;
    private final LongSupplier hostNanos;
    private final Consumer<BoardSnapshot> published;
    private final Consumer<TrapCore> trapped;
    private final HeapInquiry inquiry;
    private final boolean setsUpHeap;

    private final long startedHostNanos;
    private final EventTrace trace;
    private final ConsoleOutput output;
    private final Schematic board;
    private final ConsoleInput input;
    private final Cpu cpu;
    private final Scheduler scheduler;
    private final ConsolePort port;
    private final GcObserver gc;
    private final SortedMap<String, String> environment;
    private final InterruptDelivery interrupts;
    private final GuestIdle idle;
    private final RamImports ram;
    private final GuestHeap heap;
    private @Nullable Guest guest;
    private @Nullable LinearMemory memory;
    private @Nullable FileTree files;
    private BoardState state = new BoardState.Off();

    BoardRun(BoardSpec spec, Firmware firmware, BoardListener listener, Pace pace,
            LongSupplier hostNanos, Inbox inbox, Cpu cpu, Permit permit, Inputs planned,
            Consumer<BoardSnapshot> published, Consumer<TrapCore> trapped,
            HeapInquiry inquiry) {
        this.trapped = trapped;
        this.inquiry = inquiry;
        this.setsUpHeap = firmware.facts().importsFunction(GuestHeap.MODULE, GuestHeap.INIT);
        this.spec = spec;
        this.firmware = firmware;
        this.listener = listener;
        this.hostNanos = hostNanos;
        this.published = published;
        this.startedHostNanos = hostNanos.getAsLong();
        this.cpu = cpu;
        trace = new EventTrace(firmware.digest(), spec, Engine.SEMANTICS_VERSION);
        output = new ConsoleOutput(trace, listener);
        board = new Schematic(spec, output);
        output.follow(board.clock);
        input = new ConsoleInput(board.uart0);
        planned.schedule(board.clock, this::apply);
        scheduler = new Scheduler(cpu, board.clock, inbox, pace, permit, planned.stopAt(), this);
        var obstacle = GcObserver.obstacle(firmware);
        var traces = GcTraceSwitch.of(spec, obstacle == null);
        gc = new GcObserver(obstacle, firmware.isHosted(), traces.printed() || firmware.isHosted(),
                board.clock, scheduler::sync, trace, listener, hostNanos);
        port = new ConsolePort(board.uart0, scheduler, traces, gc);
        environment = traces.environment();
        interrupts = new InterruptDelivery(board, trace, firmware);
        idle = new GuestIdle(board, scheduler, input, interrupts);
        ram = new RamImports(spec, scheduler);
        heap = new GuestHeap(spec, cpu, gc, port::show, ram);
        scheduler.background(heap.background());
    }

    /** Runs the guest to the end of its run, whatever ends it. */
    BoardState run() {
        announce(new BoardState.Running());
        BoardState end;
        try {
            end = boot();
        } catch (RunEnded ended) {
            end = ended.state();
        } catch (GuestExit exit) {
            end = new BoardState.Halted(exit.code());
        } catch (Trap trap) {
            end = trapped(trap);
        } catch (BusFault | HeapFault | GuestLayoutProblem fault) {
            end = new BoardState.Trapped(fault.getMessage(), List.of());
        } catch (ProgramRejected rejected) {
            end = new BoardState.Trapped(String.valueOf(rejected.getMessage()), List.of());
        }
        finish(end);
        return end;
    }

    /** What is left to do after the guest's last instruction. */
    private void finish(BoardState end) {
        try {
            port.flush();
        } catch (RunEnded _) {
            // Stopped while the last bytes waited for the line: they have not left.
        }
        if (end.ended()) {
            scheduler.drainUntil(board.uart0.transmitDone());
        }
        gc.tell();
        output.flush();
        announce(end);
    }

    private BoardState boot() {
        scheduler.start();
        var made = firmware.program().instantiate(imports(), new GuestOptions(cpu,
                (long) spec.ramPages() * LinearMemory.PAGE_BYTES, gc, waits(), null));
        guest = made;
        memory = firmware.facts().memory().isPresent() ? made.memory() : null;
        interrupts.attach(made);
        if (firmware.facts().exportsFunction("_start")) {
            made.call("_start");
            idleBetweenCalls(made);
            return new BoardState.Halted(0);
        }
        if (firmware.facts().exportsFunction("_initialize")) {
            made.call("_initialize");
        }
        if (!interrupts.hasHandlers()) {
            return new BoardState.Halted(0);
        }
        interrupts.guestIsIdle();
        scheduler.waitUntil(Long.MAX_VALUE, () -> false);
        throw new IllegalStateException("BUG: an endless wait ended");
    }

    /** The guest comes and goes until it returns without a wish to be called again. */
    private void idleBetweenCalls(Guest made) {
        for (var wish = idle.take(); wish != null; wish = idle.take()) {
            idle.await(wish);
            var resumed = made.element(0, wish.resume());
            if (!resumed.type().parameters().isEmpty() || !resumed.type().results().isEmpty()) {
                throw new Trap(TrapKind.INDIRECT_CALL_TYPE_MISMATCH,
                        TrapKind.INDIRECT_CALL_TYPE_MISMATCH.wording() + ": element "
                                + wish.resume() + ", where an idle guest goes on, is "
                                + resumed.type());
            }
            resumed.call();
        }
    }

    /** While the only core waits, the board idles; a wait that nothing ends leaves it Waiting. */
    private WaitQueue waits() {
        return new SingleCoreWaitQueue((_, nanos, ended) -> scheduler.waitFor(nanos, ended));
    }

    /** Files have the same calls in both modules; a descriptor is the same in both, too. */
    private Imports imports() {
        var tree = fileTree();
        files = tree;
        var descriptors = new WasiDescriptors(tree);
        var texts = GuestTexts.of(spec.arguments(), environment);
        var imports = Imports.of(new WasiPreview1(texts, board, scheduler),
                new WasiPoll(board, scheduler, input, descriptors),
                new WasiSockets(scheduler, descriptors),
                new BoardImports(board, scheduler, interrupts),
                new BoardSystem(texts, board, scheduler, port, input), idle,
                ram, heap, new OwnedHeap(spec, cpu, ram),
                new EnvironmentShims(board, scheduler, port));
        for (var module : List.of(WasiPreview1.MODULE, BoardSystem.MODULE)) {
            imports = imports.with(new WasiStreams(module, scheduler, port, input, descriptors))
                    .with(new WasiFiles(module, scheduler, descriptors))
                    .with(new WasiPaths(module, scheduler, descriptors, tree));
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
        var made = guest;
        if (made != null) {
            trapped.accept(new TrapCore(made, trap, firmware.digest()));
        }
        return new BoardState.Trapped(String.valueOf(trap.getMessage()),
                trap.frames().stream().map(TrapFrame::toString).toList());
    }

    /** An input takes effect at the clock's cycle. */
    void apply(InputEvent event) {
        long now = board.clock.now();
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
            case InputEvent.InputEnd _ -> {
                trace.event(Kind.INPUT_END, now);
                input.end();
            }
        }
    }

    boolean inputsEnded() {
        return input.ended();
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
        output.flush();
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
        published.accept(snapshot());
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

    private BoardSnapshot snapshot() {
        long now = board.clock.now();
        var size = memory;
        var uart = board.uart0.figures();
        return new BoardSnapshot(state, now, board.clock.nanos(now),
                hostNanos.getAsLong() - startedHostNanos, now - scheduler.idleCycles(),
                scheduler.idleCycles(), size == null ? 0 : size.sizeBytes(), board.tick.figures(),
                interrupts.figures(),
                new BoardSnapshot.Uart(uart.transmitted(), uart.received(), uart.overruns()),
                gc.figures(), heap.figures());
    }
}
