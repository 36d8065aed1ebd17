package dev.hostless.board;

import dev.hostless.board.EventTrace.Kind;
import dev.hostless.board.RunObserver.Entry;
import dev.hostless.devices.LineError;
import dev.hostless.devices.Stateful;
import dev.hostless.devices.register.BusFault;
import dev.hostless.engine.Cpu;
import dev.hostless.engine.Engine;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.ProgramRejected;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapFrame;
import dev.hostless.gogc.HeapFault;
import dev.hostless.gogc.guest.GuestLayoutProblem;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A board between reset and its end: the devices, the guest and the clock that ties them
 * together. Used by one thread at a time: that of the core whose turn it is. What others may see
 * goes through {@link #publish()}.
 */
final class BoardRun {
    /** A board that is reset more often is broken, not unlucky. */
    static final int RESETS_MAX = 1_000;
    /** The answer of {@link #goOn} when the run has ended. */
    static final long ENDED = -1;

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
    private final SolderedParts parts;
    private final FaultBench faults;
    private final Inputs planned;
    private @Nullable BoardImage from;
    private final UartCable.@Nullable End cable;
    private final InterruptLatency latency;
    private GuestLife life;
    private final Mishaps mishaps = new Mishaps();
    private BoardReset.@Nullable Wish resetWish;
    private boolean powered = true;
    private boolean begun;
    private boolean finishing;
    private BoardState state = new BoardState.Off();
    private BoardState end = new BoardState.Off();

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
        board = new Schematic(spec, output,
                () -> wishReset(ResetCause.WATCHDOG, Optional.empty()));
        output.follow(board.clock);
        parts = new SolderedParts(board, spec.equipment().parts(), (part, lit) -> trace
                .event(Kind.LIGHT, board.clock.now(), 2 * part + (lit ? 1 : 0)));
        input = new ConsoleInput(board.uart0);
        planned = told.planned();
        scheduler = new Scheduler(new Core(0, cpu), spec.cores(), board.clock, trace, told.inbox(),
                pace, told.permit(), planned, this);
        faults = new FaultBench(board, parts, spec.seed());
        life = life(from == null ? ResetCause.POWER_ON : from.cause());
        latency = new InterruptLatency(board.clock, life.gc.phases(), listener);
        board.nvic.watch(latency);
        board.tick.watch(latency);
        cable = told.cable();
        parts.onUart1(this::leftUart1);
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

    private GuestLife life(ResetCause cause) {
        return new GuestLife(spec, firmware, cpu, board, input, scheduler, trace, this, listener,
                hostNanos, cause);
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
            begin();
            return lives();
        } catch (RuntimeException | Error over) {
            scheduler.cores().stop();
            end = endOf(over);
        }
        finish(end);
        return ENDED;
    }

    /** The guest's program, again after each reset. */
    private long lives() {
        while (true) {
            try {
                return life.goOn();
            } catch (BoardReset reset) {
                restart(reset.wish());
            } catch (CoreEnded other) {
                if (!(other.getCause() instanceof BoardReset reset)) {
                    throw other;
                }
                restart(reset.wish());
            }
        }
    }

    /** What a reset does: devices and memory are as after power-on, what is outside stays. */
    private void restart(BoardReset.Wish wish) {
        resetWish = null;
        mishaps.reset(wish.cause());
        if (mishaps.resetCount() > RESETS_MAX) {
            throw new RunEnded(new BoardState.Trapped("the board was reset more than "
                    + RESETS_MAX + " times, the last time by " + wish.cause().title(),
                    List.of()));
        }
        scheduler.cores().reset();
        trace.event(Kind.RESTART, board.clock.now(), wish.cause().ordinal());
        life.gc.tell();
        life.heap.figures(mishaps.gcCycles()).ifPresent(
                heap -> mishaps.gcCycles(heap.gcCycles()));
        output.flush();
        board.reset();
        life = life(wish.cause());
        latency.follow(life.gc.phases());
        wish.off().ifPresent(this::stayOff);
        listener.restarted(wish.cause(), board.clock.now());
    }

    /** What devices hear meanwhile is gone when the supply comes back. */
    private void stayOff(long cycles) {
        powered = false;
        long until = board.clock.now() + cycles;
        scheduler.offUntil(until < 0 ? Long.MAX_VALUE : until);
        powered = true;
        board.reset();
    }

    /** The board is reset at the guest's next safepoint; the first wish counts. */
    void wishReset(ResetCause cause, Optional<Moment> off) {
        if (powered && !finishing && resetWish == null) {
            resetWish = new BoardReset.Wish(cause,
                    off.map(time -> time.cycleOrLast(board.clock.hz())));
        }
    }

    boolean resetWanted() {
        return resetWish != null;
    }

    /** To be called where the guest can be left. */
    void resetIfWanted() {
        var wish = resetWish;
        if (wish != null) {
            throw new BoardReset(wish);
        }
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

    /** How the run ended; Off before. */
    BoardState end() {
        return end;
    }

    /** What is left to do after the guest's last instruction. */
    private void finish(BoardState end) {
        finishing = true;
        resetWish = null;
        try {
            life.port.flush();
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
        life.gc.tell();
        output.flush();
        announce(end);
    }

    /** Inputs and faults come from here on; a board of an image goes on where that was taken. */
    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        if (from == null) {
            planned.schedule(board.clock, this::apply);
            if (cable != null) {
                cable.begin();
            }
        } else {
            goOnFrom(from);
            from = null;
        }
        faults.start(planned.seededFaults(), spec.seed(), () -> life.memory(),
                fault -> apply(new InputEvent.Failure(fault)));
    }

    private void goOnFrom(BoardImage image) {
        announce(new BoardState.Running());
        try (var in = image.state()) {
            for (var part : parts()) {
                part.restore(in);
            }
            life.restore(in);
            planned.schedule(board.clock, this::apply);
            int alarms = in.readInt();
            if (board.clock.pendingAlarms() < alarms || in.read() >= 0) {
                throw new IllegalStateException("BUG: an image has " + alarms + " alarms, and "
                        + board.clock.pendingAlarms() + " are set");
            }
        } catch (IOException e) {
            throw new IllegalStateException("BUG: an image cannot be read", e);
        }
        life.goOnWith(image.wish(), told.isFrozen());
    }

    /** What has a state beside the guest and its heap; the devices, and so the clock, first. */
    private List<Stateful> parts() {
        return Stream.of(List.of(board, parts, input), life.parts(),
                List.of(scheduler, latency, faults, mishaps)).flatMap(List::stream).toList();
    }

    /** A wait goes on: if it is that of a guest without a frame, this is a moment for images. */
    void mayTakeImage(Wait wait) {
        var wanted = told.wantedImages();
        if (wanted.isEmpty() || spec.cores().count() > 1 || !life.isWhole(wait)) {
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
        var wish = life.requireWhole();
        if (!planned.seededFaults().isEmpty()) {
            throw new NoImage("faults come by rate: wanted a run in which each has its time");
        }
        if (spec.cores().count() > 1) {
            throw new NoImage("the board has " + spec.cores().count() + " cores: wanted one");
        }
        if (cable != null) {
            throw new NoImage("another board hangs on this one's uart1: wanted a board by itself");
        }
        var size = life.memory();
        var bytes = new ByteArrayOutputStream(size == null ? 0 : size.sizeBytes());
        try (var out = new DataOutputStream(bytes)) {
            for (var part : parts()) {
                part.save(out);
            }
            life.save(out);
            out.writeInt(board.clock.pendingAlarms());
        } catch (IOException e) {
            throw new NoImage(String.valueOf(e.getMessage()));
        }
        return new BoardImage(spec, firmware, board.clock.now(), bytes.toByteArray(), trace.copy(),
                planned.left(), wish, life.cause());
    }

    /** Tells the files below a folder, as they are now. */
    void tellFiles(String folder, BiConsumer<String, byte[]> told) {
        var tree = life.files();
        if (tree != null) {
            tree.eachFile(folder, told);
        }
    }

    private BoardState trapped(Trap trap) {
        var culprit = scheduler.cores().culprit();
        var made = culprit == null || culprit.isFirst() ? life.guest() : culprit.guest();
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
                board.wire(interrupt.line()).pulse();
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
            case InputEvent.Failure failure -> fail(failure.fault());
        }
    }

    private void fail(Fault planned) {
        var memory = life.memory();
        var fault = faults.resolved(planned, memory);
        trace.fault(board.clock.now(), FaultText.of(fault));
        faults.apply(fault, memory);
        switch (fault) {
            case Fault.PowerLoss loss -> wishReset(ResetCause.POWER_ON, Optional.of(loss.off()));
            case Fault.BrownOut _ -> wishReset(ResetCause.BROWN_OUT, Optional.empty());
            case Fault.BitFlip _,Fault.StuckLine _,Fault.DroppedInterrupt _ -> nothing();
            case Fault.SpuriousInterrupt _,Fault.UartNoise _,Fault.UartOverrun _ -> nothing();
            case Fault.ClockDrift _,Fault.I2cNak _ -> nothing();
        }
    }

    /** The guest goes on. */
    private void nothing() {
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
        return life.interrupts.isHandling();
    }

    boolean inputsEnded() {
        return input.ended() && (cable == null || cable.isSilent());
    }

    boolean interruptDeliverable() {
        return life.interrupts.deliverable();
    }

    boolean deliverInterrupt() {
        return life.interrupts.deliverOne();
    }

    void devicesMoved() {
        input.pump();
    }

    /** The guest has nothing to do: what it printed is on its way to whoever reads it. */
    void guestWaits() {
        life.port.flush();
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
        return life.heap.isThere() || !setsUpHeap;
    }

    String traceHash() {
        return trace.end(board.clock.now(), state);
    }

    /** The heap as it is, if the node keeps it. */
    Optional<HeapReport> heapReport() {
        return life.heap.report(board.clock.now());
    }

    List<PartFigures> partFigures() {
        return parts.figures();
    }

    /** The devices and parts, with what firmware has asked of them. */
    List<DeviceReport> deviceReports() {
        return board.report();
    }

    private BoardSnapshot snapshot() {
        long now = board.clock.now();
        var size = life.memory();
        var uart = board.uart0.figures();
        return new BoardSnapshot(state, now, board.clock.nanos(now),
                hostNanos.getAsLong() - startedHostNanos, now - scheduler.idleCycles(),
                scheduler.idleCycles(), size == null ? 0 : size.sizeBytes(),
                board.tick.period(board.sysTick.periodCycles()), board.tick.figures(),
                life.interrupts.figures(latency.lines()),
                new BoardSnapshot.Uart(uart.transmitted(), uart.received(), uart.overruns()),
                life.gc.figures(), life.heap.figures(mishaps.gcCycles()),
                scheduler.cores().figures(),
                new BoardSnapshot.Mishaps(faults.counts(), mishaps.resets()));
    }
}
