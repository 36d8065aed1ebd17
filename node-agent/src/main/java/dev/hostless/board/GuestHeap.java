package dev.hostless.board;

import dev.hostless.engine.Cpu;
import dev.hostless.engine.Guest;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.gogc.DeadSpecial;
import dev.hostless.gogc.GcCause;
import dev.hostless.gogc.GcPhase;
import dev.hostless.gogc.GcTrace;
import dev.hostless.gogc.Heap;
import dev.hostless.gogc.HeapCollector;
import dev.hostless.gogc.HeapExhausted;
import dev.hostless.gogc.HeapObject;
import dev.hostless.gogc.HeapProfile;
import dev.hostless.gogc.InvalidRequest;
import dev.hostless.gogc.OutOfOrder;
import dev.hostless.gogc.Pacer;
import dev.hostless.gogc.SpecialKind;
import dev.hostless.gogc.StopReason;
import dev.hostless.gogc.guest.GoLayout;
import dev.hostless.gogc.guest.TypeMasks;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The module {@code gogc}: a Go program's heap, kept by the node. The guest's side is in
 * go-gc/port: its allocator, its write barrier and what of a collection only its runtime can do.
 *
 * <p>Every call costs the guest the cycles of the steps that it took. What makes no sense, or comes
 * in the wrong order, ends the board with the reason.
 */
public final class GuestHeap implements HostModule {
    static final String MODULE = "gogc";
    /** The first call of a guest that wants a heap. */
    static final String INIT = "init";
    /** What a call costs beside the steps of the heap. */
    static final int CALL_CYCLES = 6;

    private static final int WANTS_START = 1;
    private static final int WANTS_FINISH = 2;
    private static final int WANTS_SAMPLE = 4;
    private static final int WANTS_MORE = 8;

    /** Go's SP is the module's first global. */
    private static final int STACK_POINTER_GLOBAL = 0;
    /** A block of tiny objects is an object of this size without pointers. */
    private static final int TINY_BLOCK_BYTES = 16;
    private static final int OBJECT_BYTES = 16;

    private final BoardSpec spec;
    private final Cpu cpu;
    private final GcObserver observer;
    private final Consumer<GcTrace> traces;
    private final RamImports ram;
    private @Nullable State state;
    /** About the collection that ends in this stop of the world. */
    private @Nullable GcTrace ended;
    private long peakBytes;
    /** By all collections. */
    private long scannedBytes;

    /** What there is once the guest has said where everything is. */
    private record State(Guest guest, int descriptor, Heap heap, HeapCollector collector,
            TypeMasks masks,
            GoRoots roots, int writeBarrier, HostedWork work) {
    }

    /** @param ram shared with the guest's own runtime */
    GuestHeap(BoardSpec spec, Cpu cpu, GcObserver observer, Consumer<GcTrace> traces,
            RamImports ram) {
        this.spec = spec;
        this.cpu = cpu;
        this.observer = observer;
        this.traces = traces;
        this.ram = ram;
    }

    @Override
    public String name() {
        return MODULE;
    }

    /** Marking and sweeping beside the guest. */
    BackgroundWork background() {
        return new BackgroundWork() {
            @Override
            public long due() {
                return state == null ? Long.MAX_VALUE : state.work.due();
            }

            @Override
            public void slice() {
                var s = state();
                s.work.slice();
                noteSwept(s);
            }

            @Override
            public boolean idle(long cycles) {
                var s = state;
                if (s == null || !s.work.idle(cycles)) {
                    return false;
                }
                noteSwept(s);
                return true;
            }

            @Override
            public boolean wakes() {
                return state != null && state.work.wakes();
            }
        };
    }

    /** Whether the guest has set it up. */
    boolean isThere() {
        return state != null;
    }

    /**
     * What there is to say at any time.
     *
     * @param earlierCycles that collections took before this heap was there
     */
    Optional<BoardSnapshot.Heap> figures(long earlierCycles) {
        var s = state;
        if (s == null) {
            return Optional.empty();
        }
        var pacer = s.collector.pacer();
        var totals = s.collector.totals();
        return Optional.of(new BoardSnapshot.Heap(spec.heap().collector(), pacer.heapLive(),
                pacer.heapMarked(), pacer.heapGoal(), pacer.memoryLimit(), scannedBytes,
                totals.pauseCycles(), totals.assistCycles(), totals.backgroundCycles(),
                totals.idleCycles(), earlierCycles));
    }

    /** Everything at this cycle, span by span. */
    Optional<HeapReport> report(long cycle) {
        return Optional.ofNullable(state)
                .map(s -> HeapReport.of(s.heap, s.collector, spec.heap(), peakBytes,
                        cycle, s.roots.goroutines()));
    }

    /**
     * The guest tells where its runtime keeps what a collector needs.
     *
     * @param descriptor the address of a block of words; see GoDescriptor
     */
    @HostFunction(INIT)
    public void init(Guest guest, int descriptor) {
        if (state != null) {
            throw new OutOfOrder("gogc.init: the heap is there already");
        }
        state = made(guest, descriptor);
        charge();
    }

    private State made(Guest guest, int descriptor) {
        var shared = ram.ram(guest);
        var heap = shared.heap(HeapProfile.GO_WASM);
        var layout = GoLayout.read(shared.memory(), descriptor);
        var roots = new GoRoots(layout, () -> (int) guest.global(STACK_POINTER_GLOBAL));
        var pacer = new Pacer(100, Pacer.NO_LIMIT);
        var collector = new HeapCollector(heap, spec.heap().options(), pacer, roots);
        collector.setRootBytes(roots.globalBytes(), 0);
        return new State(guest, descriptor, heap, collector, layout.masks(), roots,
                layout.writeBarrier(), new HostedWork(heap, collector, cpu));
    }

    /** Whether marking is under way, of which nothing can be saved. */
    boolean isMarking() {
        return state != null && state.collector.phase() != GcPhase.OFF;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(peakBytes);
        out.writeLong(scannedBytes);
        out.writeUTF(ended == null ? "" : ended.line());
        out.writeBoolean(state != null);
        if (state != null) {
            out.writeInt(state.descriptor);
            state.roots.save(out);
            state.work.save(out);
        }
    }

    /** Has its collector look after the RAM's heap again, which is to be restored after this. */
    void restore(DataInput in, Guest guest) throws IOException {
        peakBytes = in.readLong();
        scannedBytes = in.readLong();
        ended = GcTrace.parse(in.readUTF()).orElse(null);
        if (in.readBoolean()) {
            var there = made(guest, in.readInt());
            there.roots.restore(in);
            there.work.restore(in);
            state = there;
        }
    }

    /**
     * Makes an object.
     *
     * @param size bytes, unsigned
     * @param type the address of its abi.Type; 0 if it has no pointers
     * @param zero whether it must be zero
     * @return in the low half its address, 0 if there is no room unless a collection makes some; in
     *     the high half what the guest is to do when it can: 1 start a cycle, 2 finish one, 4
     *     record the object in the heap profile
     */
    @HostFunction("malloc")
    public long malloc(int size, int type, int zero) {
        var s = state();
        int address = 0;
        try {
            long bytes = Integer.toUnsignedLong(size);
            address = type == 0
                    ? s.heap.allocate(bytes, true, zero != 0)
                    : s.heap.allocate(bytes, s.masks.maskOf(type));
        } catch (HeapExhausted _) {
            // The guest collects once more, and then ends by its own rules.
        }
        long wishes = wishes(s) | (s.heap.takeSample() ? WANTS_SAMPLE : 0);
        s.work.charge(CALL_CYCLES);
        noteSwept(s);
        return Integer.toUnsignedLong(address) | wishes << Integer.SIZE;
    }

    /** What the guest is to do when it can, as {@link #malloc} says it. */
    @HostFunction("poll")
    public int poll() {
        var s = state();
        charge();
        return wishes(s);
    }

    private static int wishes(State s) {
        var collector = s.collector;
        if (collector.phase() == GcPhase.OFF) {
            return collector.isStartDue() ? WANTS_START : 0;
        }
        return collector.isMarkDone() ? WANTS_FINISH : 0;
    }

    /**
     * Samples allocations for the heap profile.
     *
     * @param bytes on average between two samples; 0 for none, 1 for every object
     */
    @HostFunction("sample_every")
    public void sampleEvery(long bytes) {
        state().heap.sampleEvery(Math.max(0, bytes), spec.seed());
        charge();
    }

    /**
     * Starts a cycle. The guest has stopped its world and calls from its system stack.
     *
     * @param cause 0 the trigger, 1 runtime.GC, 2 there was no room
     */
    @HostFunction("start")
    public void start(int cause) {
        var s = state();
        s.roots.stopped(true);
        s.collector.start(cause(cause), cpu.cycles());
        s.roots.stopped(false);
        barrier(s);
        charge();
    }

    /**
     * Words outside of heap, stacks and globals that are roots of the cycle that starts next.
     *
     * @param words the address of the first
     */
    @HostFunction("roots")
    public void roots(Guest guest, int words, int count) {
        var s = state();
        var memory = guest.memory();
        for (int index = 0; index < count; index++) {
            s.roots.add(memory.getLong(words + Long.BYTES * index));
        }
        charge();
    }

    /** Ends marking; as {@link #start}, and the write barrier's buffer is empty. */
    @HostFunction("finish")
    public void finish() {
        var s = state();
        s.roots.stopped(true);
        var figures = s.collector.finish(cpu.cycles());
        peakBytes = Math.max(peakBytes, figures.heapEnd());
        scannedBytes += Long.BYTES * figures.marked().scannedWords() + figures.stackBytes()
                + figures.globalBytes();
        s.roots.stopped(false);
        s.roots.clear();
        s.collector.setRootBytes(s.roots.globalBytes(), figures.stackBytes());
        barrier(s);
        ended = figures.trace(spec.clockHz());
        charge();
    }

    /**
     * Marks or sweeps for a while, because the guest waits for the end of the cycle.
     *
     * @return as {@link #poll}, and 8 while something is left to mark or to sweep
     */
    @HostFunction("advance")
    public int advance() {
        var s = state();
        s.work.advance();
        charge();
        noteSwept(s);
        return wishes(s) | (s.work.hasWork() ? WANTS_MORE : 0);
    }

    /**
     * The guest's world has stopped for the collector, or goes on.
     *
     * @param reason Go's stwReason: 1 mark termination, 2 sweep termination; 0 if the world goes on
     * @param cause as for {@link #start}
     */
    @HostFunction("pause")
    public void pause(int reason, int cause) {
        charge();
        state().work.stopped(reason != 0);
        if (reason != 0) {
            observer.hostedStop(StopReason.ofGo(reason), cause(cause));
            return;
        }
        var line = ended;
        ended = null;
        observer.hostedStart(line);
        observer.phases().moved(phase(state()), cpu.cycles());
        if (line != null) {
            traces.accept(line);
        }
    }

    /** While the world runs. */
    private static CollectorPhase phase(State s) {
        if (s.collector.phase() != GcPhase.OFF) {
            return CollectorPhase.MARKING;
        }
        return s.heap.isSwept() ? CollectorPhase.OFF : CollectorPhase.SWEEPING;
    }

    private void noteSwept(State s) {
        var phases = observer.phases();
        if (phases.now() == CollectorPhase.SWEEPING && s.heap.isSwept()) {
            phases.moved(CollectorPhase.OFF, cpu.cycles());
        }
    }

    private static GcCause cause(int number) {
        return number == 1 ? GcCause.FORCED : GcCause.HEAP;
    }

    /** Pointers that the write barrier has seen, or that lie where no mask says so. */
    @HostFunction("shade")
    public void shade(Guest guest, int words, int count) {
        var s = state();
        var memory = guest.memory();
        for (int index = 0; index < count; index++) {
            s.collector.shade(memory.getLong(words + Long.BYTES * index));
        }
        charge();
    }

    /** Memory is about to be moved, or cleared if the source is 0. */
    @HostFunction("bulk")
    public void bulk(int target, int source, int bytes) {
        state().collector.bulk(target, source, Integer.toUnsignedLong(bytes));
        charge();
    }

    /**
     * Looks for the object that an address is in.
     *
     * @param result 16 bytes: its address, its size, its record, and 0 if it has pointers, 2 if it
     *     is a block of tiny objects, else 1
     * @return 0 if there is none
     */
    @HostFunction("find")
    public int find(Guest guest, int address, int result) {
        var s = state();
        var found = s.heap.findObject(address);
        found.ifPresent(object -> put(guest, result, object.address(), object.bytes(),
                record(s, object.address()), kind(object)));
        charge();
        return found.isPresent() ? 1 : 0;
    }

    private static int kind(HeapObject object) {
        if (!object.spanClass().noscan()) {
            return 0;
        }
        return object.bytes() == TINY_BLOCK_BYTES ? 2 : 1;
    }

    private static int record(State s, int object) {
        int record = s.collector.specials().find(object, SpecialKind.PROFILE);
        return record != 0 ? record : s.collector.specials().find(object, SpecialKind.FINALIZER);
    }

    /**
     * Attaches a record to an object, in the place of the one it had.
     *
     * @param finalizer whether the object must live on once it is unreachable
     */
    @HostFunction("track")
    public void track(int object, int record, int finalizer) {
        var specials = state().collector.specials();
        specials.remove(object, SpecialKind.PROFILE);
        specials.remove(object, SpecialKind.FINALIZER);
        specials.add(object, finalizer == 0 ? SpecialKind.PROFILE : SpecialKind.FINALIZER, record);
        charge();
    }

    /**
     * Hands out the next object with a record that has died.
     *
     * @param result as for {@link #find}, with 1 in the end if it lives on for its finalizer
     * @return 0 if there is none
     */
    @HostFunction("dead")
    public int dead(Guest guest, int result) {
        DeadSpecial dead = state().collector.specials().nextDead();
        if (dead != null) {
            put(guest, result, dead.object(), dead.bytes(), dead.record(),
                    dead.kind() == SpecialKind.FINALIZER ? 1 : 0);
        }
        charge();
        return dead == null ? 0 : 1;
    }

    private static void put(Guest guest, int at, int... words) {
        var memory = guest.memory();
        memory.copyOf(at, OBJECT_BYTES);
        for (int index = 0; index < words.length; index++) {
            memory.putInt(at + Integer.BYTES * index, words[index]);
        }
    }

    /** Which of the 64 words from an address in an object on may be pointers. */
    @HostFunction("pointers")
    public long pointers(int address) {
        charge();
        return state().heap.pointerBits(address);
    }

    /**
     * Fills in the heap's figures; see hostedFigures in go-gc/port/hosted_stats.go.
     *
     * @param bytes their size, so that both sides agree
     */
    @HostFunction("figures")
    public void figures(Guest guest, int address, int bytes) {
        var s = state();
        long[] words = HostedFigures.of(s.heap, s.collector, spec.clockHz());
        if (bytes != Long.BYTES * words.length) {
            throw new InvalidRequest("gogc.figures: wanted room for " + Long.BYTES * words.length
                    + " bytes, got " + bytes);
        }
        guest.memory().copyOf(address, bytes);
        for (int index = 0; index < words.length; index++) {
            guest.memory().putLong(address + Long.BYTES * index, words[index]);
        }
        charge();
    }

    /**
     * Sets GOGC and GOMEMLIMIT.
     *
     * @param percent negative for off
     */
    @HostFunction("tune")
    public void tune(int percent, long limitBytes) {
        var collector = state().collector;
        collector.setGcPercent(percent);
        collector.setMemoryLimit(limitBytes);
        charge();
    }

    /** Gives free memory back, as far as the board's policy does that. */
    @HostFunction("release")
    public void release() {
        state().heap.release();
        charge();
    }

    private State state() {
        var there = state;
        if (there == null) {
            throw new OutOfOrder("gogc: the guest has not called gogc.init");
        }
        return there;
    }

    /** Tells the code that Go's compiler has put before each store of a pointer. */
    private static void barrier(State s) {
        s.guest.memory().putInt(s.writeBarrier, s.collector.isBarrierOn() ? 1 : 0);
    }

    private void charge() {
        state().work.charge(CALL_CYCLES);
    }
}
