package dev.hostless.board;

import dev.hostless.board.files.FileProblem;
import dev.hostless.board.files.FileTree;
import dev.hostless.devices.Stateful;
import dev.hostless.engine.Cpu;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.Imports;
import dev.hostless.engine.LinearMemory;
import dev.hostless.engine.ProbeHandler;
import dev.hostless.engine.SingleCoreWaitQueue;
import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapKind;
import dev.hostless.engine.WaitQueue;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A guest from a reset to the next one, with all that a reset takes from it: its memory, its heap,
 * its files, what it waits for. Clock, devices, what came from outside and has not been read, and
 * what was counted live on in {@link BoardRun}.
 */
final class GuestLife {
    /**
     * The guest has returned, and waits.
     *
     * @param wish where it goes on; null if only handlers are called
     */
    private record Rest(Wait pause, GuestIdle.@Nullable Wish wish) {
    }

    private final BoardSpec spec;
    private final Firmware firmware;
    private final Cpu cpu;
    private final Schematic board;
    private final ConsoleInput input;
    private final Scheduler scheduler;
    private final EventTrace trace;
    private final BoardRun run;
    private final ResetCause cause;
    private final SortedMap<String, String> environment;

    final GcObserver gc;
    final ConsolePort port;
    final InterruptDelivery interrupts;
    final GuestHeap heap;
    private final WaitQueue waits;
    private final GuestAttention attention;
    private final OwnedHeap owned;
    private final WasiDescriptors descriptors;
    private final @Nullable FileTree files;
    private final GuestIdle idle;
    private final RamImports ram;
    private @Nullable Guest guest;
    private @Nullable LinearMemory memory;
    private @Nullable Rest rest;

    GuestLife(BoardSpec spec, Firmware firmware, Cpu cpu, Schematic board, ConsoleInput input,
            Scheduler scheduler, EventTrace trace, BoardRun run, BoardListener listener,
            LongSupplier hostNanos, ResetCause cause) {
        this.spec = spec;
        this.firmware = firmware;
        this.cpu = cpu;
        this.board = board;
        this.input = input;
        this.scheduler = scheduler;
        this.trace = trace;
        this.run = run;
        this.cause = cause;
        waits = waits();
        var obstacle = GcObserver.obstacle(firmware);
        var traces = GcTraceSwitch.of(spec, obstacle == null);
        gc = new GcObserver(obstacle, firmware.isHosted(), traces.printed() || firmware.isHosted(),
                board.clock, scheduler::sync, trace, listener, hostNanos);
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
    }

    /**
     * Runs the guest, from its start or from where it rests, until it rests; its end is an
     * exception.
     *
     * @return as {@link BoardRun#goOn}
     */
    long goOn() {
        if (rest == null) {
            run.afterNap();
            boot();
        } else if (rest.pause.naps()) {
            run.afterNap();
        }
        return goOnResting();
    }

    private void boot() {
        scheduler.start();
        var imports = imports();
        var made = firmware.program().instantiate(imports, options());
        scheduler.cores().program(other -> firmware.program().instantiate(imports,
                options().withCpu(other).withProbes(ProbeHandler.NONE)));
        attach(made);
        protect();
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

    /** What has a state beside the guest and its heap. */
    List<Stateful> parts() {
        return List.of(port, interrupts, attention, gc, descriptors);
    }

    /** Whether the guest rests and nothing of it is on a stack or half done. */
    boolean isWhole(Wait wait) {
        return rest != null && rest.pause == wait && !interrupts.isHandling()
                && !heap.isMarking();
    }

    /**
     * Makes sure that memory and globals are all of the guest.
     *
     * @return where it goes on; null if only its handlers are called
     */
    GuestIdle.@Nullable Wish requireWhole() {
        var resting = rest;
        if (resting == null || interrupts.isHandling()) {
            throw new NoImage("at cycle " + board.clock.now() + " the guest has a frame on the"
                    + " stack: wanted one that waits and has returned (see board.idle)");
        }
        if (heap.isMarking()) {
            throw new NoImage("at cycle " + board.clock.now()
                    + " the collector is marking: wanted one between two collections");
        }
        return resting.wish;
    }

    void save(DataOutput out) throws IOException {
        Objects.requireNonNull(guest).save(out);
        ram.save(out);
        heap.save(out);
        owned.save(out);
        ram.saveBooks(out);
    }

    /** Takes over a guest that {@link #save} wrote; it waits as it did. */
    void restore(DataInput in) throws IOException {
        attach(firmware.program().restore(imports(), options(), in));
        protect();
        var restored = Objects.requireNonNull(guest);
        ram.restore(in, restored);
        heap.restore(in, restored);
        owned.restore(in, restored);
        ram.restoreBooks(in);
    }

    /**
     * The restored guest may run.
     *
     * @param frozen whether it was taken from memory while it napped
     */
    void goOnWith(GuestIdle.@Nullable Wish wish, boolean frozen) {
        scheduler.start();
        rest = new Rest(wish == null
                ? scheduler.begin(Long.MAX_VALUE, () -> false)
                : idle.begin(wish), wish);
        if (frozen) {
            scheduler.napsOn(rest.pause);
        }
    }

    /** What start-up code does with the protection unit, as far as the memory can ever reach. */
    private void protect() {
        var size = memory;
        if (size == null) {
            return;
        }
        long pages = size.maximumPages() < 0
                ? spec.ramPages()
                : Math.min(spec.ramPages(), size.maximumPages());
        for (var range : spec.equipment().protection()) {
            long end = Math.min(range.end(), pages * LinearMemory.PAGE_BYTES);
            if (range.start() < end) {
                size.protect((int) range.start(), (int) (end - range.start()),
                        range.access().engine());
            }
        }
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
                    run.beforeNap();
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
                new BoardImports(board, scheduler, interrupts, cause),
                new BoardSystem(texts, board, scheduler, port, input), idle, attention,
                new CoreImports(scheduler, firmware.facts()), ram, heap, owned,
                new EnvironmentShims(board, scheduler, port, input), new TinyGoPins(shims),
                new TinyGoUart(shims, scheduler, port, input), new TinyGoBuses(shims));
        if (firmware.facts().importsMemory()) {
            imports = imports.with(OfferedImports.MEMORY_MODULE, OfferedImports.MEMORY,
                    importedMemory(firmware.facts().memory().orElseThrow()));
        }
        for (var module : List.of(WasiPreview1.MODULE, BoardSystem.MODULE)) {
            imports = imports.with(new WasiStreams(module, scheduler, port, input, descriptors))
                    .with(new WasiFiles(module, scheduler, descriptors))
                    .with(new WasiPaths(module, scheduler, descriptors, files));
        }
        return imports;
    }

    /** The board's own memory, in which all cores compute. */
    private LinearMemory importedMemory(ModuleFacts.Memory wanted) {
        int least = (int) wanted.minimumPages();
        int most = wanted.maximumPages().map(Long::intValue).orElse(-1);
        return wanted.shared()
                ? LinearMemory.shared(least, most, ramBytes())
                : new LinearMemory(least, most, ramBytes());
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

    ResetCause cause() {
        return cause;
    }

    /** Null before the module's data is in memory. */
    @Nullable
    Guest guest() {
        return guest;
    }

    /** Null before the module's data is in memory, and without one. */
    @Nullable
    LinearMemory memory() {
        return memory;
    }

    /** Null without volumes. */
    @Nullable
    FileTree files() {
        return files;
    }
}
