package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects a heap: Go's tri-colour concurrent mark and sweep, stepped from outside. Nothing happens
 * here but in calls, so the embedder decides what runs when, and every run is the same.
 *
 * <ol>
 * <li>{@link #start} is the first stop: what the last sweep has left is swept (sweep termination),
 * the barrier goes on, new objects are black from now on, and the urgent roots are scanned, the
 * others queued.
 * <li>The program runs, and {@link #markSlice} or {@link #markFor} mark beside it. Allocations pay
 * for marking (assists). The guest's write barrier hands over what it has seen by {@link #shade}
 * and {@link #bulk}.
 * <li>{@link #finish} is the second stop, once {@link #isMarkDone}: what is left is marked (mark
 * termination), specials of dead objects are reported, and the sweep begins.
 * <li>{@link #sweepSlice} and allocations sweep.
 * </ol>
 *
 * <p><b>Why it is right.</b> A black object never points to a white one that no grey object and no
 * unscanned root leads to. Go's hybrid barrier keeps that true with stacks that are scanned once:
 * it shades what a slot held before (so nothing that was reachable at the start is hidden by
 * deleting the last pointer on the way to it) and what is written (so nothing gets into a black
 * object from a stack that is not scanned yet). New objects are black, and what is written to them
 * goes through the barrier.
 *
 * <p>The argument wants every pointer of the program to be a root word, an object's word, or one
 * that the barrier has handed over. In WebAssembly a frame also has locals, which nobody can read.
 * At a <b>GC-safe call</b> Go's compiler has spilled every live pointer to the stack in memory, so
 * there the roots are complete: the running goroutine's stack is scanned in such a call
 * ({@code start}), and a goroutine that is parked stands at one, whenever it is scanned. In a slice
 * between two instructions locals may hold pointers, and that does no harm: each was read from a
 * scanned stack, a reachable object or a new one, so its object is grey or black, or it is still
 * found by way of the place it was read from, or the barrier has shaded it when that place was
 * overwritten. {@code finish} relies on no new root: it is at a GC-safe call so that what the
 * barrier's buffer holds is complete, and so that specials, weak handles among them, are decided
 * upon when no local holds what a weak pointer gave.
 */
public final class HeapCollector {
    private final Heap heap;
    private final StepCounts steps;
    private final CollectorOptions options;
    private final Pacer pacer;
    private final Roots roots;
    private final Marker marker;
    private final MarkWorker worker;
    private final Specials specials;
    private final WriteBarrier barrier;
    private final Pins pins;
    private final MarkAssist assist;
    private final GcTotals totals;
    private @Nullable Consumer<GcEvent> listener;

    private GcPhase phase = GcPhase.OFF;
    private boolean wanted;
    private long safeCalls;

    private long number;
    private long finished;
    private long forced;

    /** When an allocation last found no room: cycles that had begun, and objects until then. */
    private long begunAtFailure;
    private long objectsAtFailure = -1;

    private GcCause cause = GcCause.UNKNOWN;
    private long startCycle;
    private long startPause;
    private long heapStart;
    private long goalAtStart;
    private @Nullable CycleFigures last;
    private boolean rootBytesGiven;

    private long reportedSpans;
    private long reportedPages;
    private long reportedObjects;
    private long reportedBytes;

    /**
     * @param heap one that has no collector yet; it may have objects
     * @param pacer one that nobody else has
     */
    public HeapCollector(Heap heap, CollectorOptions options, Pacer pacer, Roots roots) {
        this.heap = heap;
        this.options = options;
        this.pacer = pacer;
        this.roots = roots;
        steps = heap.steps();
        marker = new Marker(heap, options.mode() != CollectorMode.INCREMENTAL);
        specials = new Specials(heap, marker);
        barrier = new WriteBarrier(heap, marker);
        pins = new Pins(heap);
        worker = new MarkWorker(heap, marker, roots, specials, pins, pacer);
        assist = new MarkAssist(pacer, options.assistWork());
        totals = new GcTotals();
        heap.attach(this);
        for (var each : heap.figures().classes()) {
            boolean noscan = each.spanClass().noscan();
            pacer.heapGrew(each.objectBytes(), noscan ? 0 : each.objectBytes());
        }
    }

    /** Tells a listener what happens from now on. */
    public void listen(Consumer<GcEvent> newListener) {
        listener = newListener;
    }

    public GcPhase phase() {
        return phase;
    }

    /** Whether the guest must hand over what it writes. */
    public boolean isBarrierOn() {
        return phase == GcPhase.MARK;
    }

    /** Whether the heap has reached its trigger. */
    public boolean isCycleWanted() {
        return wanted && phase == GcPhase.OFF;
    }

    /**
     * The guest is at a GC-safe call.
     *
     * @return whether a cycle should start: the heap has reached its trigger, or a test wants it
     */
    public boolean isStartDue() {
        safeCalls++;
        if (phase != GcPhase.OFF) {
            return false;
        }
        return wanted || options.startEvery() > 0 && safeCalls % options.startEvery() == 0;
    }

    /**
     * Begins a cycle, at a GC-safe call. In {@link CollectorMode#STOP_THE_WORLD} everything is
     * marked then, and {@link #finish} is to follow at once.
     *
     * @param now the board's cycle
     * @throws OutOfOrder if a cycle runs already
     */
    public void start(GcCause why, long now) {
        require(GcPhase.OFF, "a collection cannot start");
        long before = steps.cycles();
        number++;
        cause = why;
        startCycle = now;
        wanted = false;
        heapStart = pacer.heapLive();
        goalAtStart = pacer.heapGoal();
        tell(new GcEvent.CycleStarted(number, why, now, heapStart, goalAtStart));
        steps.count(Step.START);
        heap.finishSweep();
        reportSweep();
        marker.begin();
        totals.beginCycle();
        phase = GcPhase.MARK;
        heap.setMarking(true);
        // What would be put into this block later would not be black.
        heap.cache().dropTiny();
        worker.begin();
        long markStart = now + steps.cycles() - before;
        pacer.startCycle(markStart);
        worker.tellUrgentWork();
        assist.begin();
        tell(new GcEvent.PhaseChanged(number, phase, markStart));
        if (options.mode() == CollectorMode.STOP_THE_WORLD) {
            worker.mark(Long.MAX_VALUE);
        }
        startPause = steps.cycles() - before;
        totals.paused(startPause);
    }

    /**
     * Marks beside the program, at any safepoint.
     *
     * @param work bytes to look at, at least; 1 for one object
     * @return bytes looked at; 0 if nothing was to be done
     */
    public long markSlice(long work) {
        require(GcPhase.MARK, "nothing can be marked");
        long before = steps.cycles();
        worker.retry();
        long done = worker.mark(options.sliceWork() > 0 ? options.sliceWork() : work);
        assist.earn(done);
        totals.background(steps.cycles() - before);
        return done;
    }

    /**
     * Marks beside the program until so many cycles are used up, by {@link StepCounts#cycles}.
     *
     * @return the cycles that were used: up to one step more, or less if nothing is left to mark
     */
    public long markFor(long cycles) {
        require(GcPhase.MARK, "nothing can be marked");
        long before = steps.cycles();
        worker.retry();
        assist.earn(worker.markUntil(before + cycles));
        long used = steps.cycles() - before;
        totals.background(used);
        return used;
    }

    /** As {@link #markFor}, while the guest has nothing to do. */
    public long markIdle(long cycles) {
        require(GcPhase.MARK, "nothing can be marked");
        long before = steps.cycles();
        worker.retry();
        worker.markUntil(before + cycles);
        long used = steps.cycles() - before;
        totals.idle(used);
        pacer.spent(0, used);
        return used;
    }

    /** Cycles of {@link #markFor} that are due for so many cycles in which the guest ran. */
    public static long backgroundCycles(long guestCycles) {
        return Pacer.backgroundCycles(guestCycles);
    }

    /** Whether no slice finds anything to do: marking can finish at the next GC-safe call. */
    public boolean isMarkDone() {
        return phase == GcPhase.MARK && worker.isDone();
    }

    /**
     * Ends the cycle's marking, at a GC-safe call. The guest's barrier must have handed over
     * everything. Specials of dead objects wait in {@link #specials} to be taken.
     *
     * @param now the board's cycle
     * @throws OutOfOrder if no cycle runs
     */
    public CycleFigures finish(long now) {
        require(GcPhase.MARK, "no collection can finish");
        long before = steps.cycles();
        steps.count(Step.FINISH);
        worker.retry();
        worker.mark(Long.MAX_VALUE);
        if (!worker.hasAllRoots()) {
            throw new OutOfOrder("roots cannot be scanned, but marking finishes");
        }
        phase = GcPhase.MARK_TERMINATION;
        tell(new GcEvent.PhaseChanged(number, phase, now));
        boolean stopped = options.mode() == CollectorMode.STOP_THE_WORLD;
        if (options.check()) {
            var check = HeapCheck.of(heap, roots, specials, pins.addresses(), stopped);
            if (stopped && check.floating() > 0) {
                throw new HeapCorrupted(
                        check.floating() + " objects are marked that no root reaches");
            }
        }
        specials.endMark();
        heap.setMarking(false);
        long heapEnd = pacer.heapLive();
        pacer.spent(totals.cycleAssist(), 0);
        pacer.endCycle(now);
        if (!rootBytesGiven) {
            pacer.setRoots(pacer.globalsScanWork(), pacer.stackScanWork());
        }
        pacer.resetLive(marker.markedBytes());
        heap.startSweep();
        commit();
        phase = GcPhase.OFF;
        finished++;
        forced += cause == GcCause.FORCED ? 1 : 0;
        long pause = steps.cycles() - before;
        long end = now + pause;
        totals.paused(pause);
        totals.ended(end, startPause + pause);
        var figures = new CycleFigures(number, cause, startCycle, end, startPause,
                Math.max(0, now - startCycle - startPause), pause, totals.cycleAssist(),
                totals.cycleBackground(), totals.cycleIdle(), heapStart, heapEnd, goalAtStart,
                pacer.stackScanWork(), pacer.globalsScanWork(), marker.figures(),
                totals.permille(end));
        last = figures;
        tell(new GcEvent.PhaseChanged(number, phase, end));
        tell(new GcEvent.CycleFinished(figures));
        return figures;
    }

    /**
     * A whole cycle and the whole sweep after it, at a GC-safe call: runtime.GC. A cycle that runs
     * is finished first.
     */
    public CycleFigures collect(GcCause why, long now) {
        long before = steps.cycles();
        if (phase == GcPhase.MARK) {
            finish(now);
        }
        start(why, now + steps.cycles() - before);
        var figures = finish(now + steps.cycles() - before);
        heap.finishSweep();
        reportSweep();
        return figures;
    }

    /**
     * Sweeps beside the program.
     *
     * @param pieces spans, or as much time spent to find that there are none of some classes
     * @return how many were done; fewer than asked for when all is swept
     */
    public int sweepSlice(int pieces) {
        int done = 0;
        while (done < pieces && heap.sweepOne()) {
            done++;
        }
        reportSweep();
        return done;
    }

    /** The write barrier has seen a pointer, old or new. Ignored unless marking runs. */
    public void shade(int pointer) {
        if (phase == GcPhase.MARK) {
            barrier.shade(pointer);
        }
    }

    /** As {@link #shade(int)}, for a 64-bit word. */
    public void shade(long pointer) {
        if (pointer >>> Integer.SIZE == 0) {
            shade((int) pointer);
        }
    }

    /**
     * Memory is about to be copied over other memory: shades the pointers that both hold, before.
     *
     * @param source 0 if the target is about to be cleared
     * @throws InvalidRequest if they are not within the memory
     */
    public void bulk(int target, int source, long bytes) {
        if (phase == GcPhase.MARK) {
            barrier.bulk(target, source, bytes);
        }
    }

    /** Memory is about to be copied to where only zeros are. */
    public void bulkSource(int source, long bytes) {
        if (phase == GcPhase.MARK) {
            barrier.bulkSource(source, bytes);
        }
    }

    /** Finalizers, cleanups, weak handles and profile records. */
    public Specials specials() {
        return specials;
    }

    /**
     * Keeps the object that an address is in until it is unpinned as often.
     *
     * @throws InvalidRequest if it is in none
     */
    public void pin(int address) {
        int object = pins.add(address);
        if (phase == GcPhase.MARK) {
            marker.shade(object);
            marker.count();
        }
    }

    /**
     * @throws InvalidRequest if the object is not pinned
     */
    public void unpin(int address) {
        pins.remove(address);
    }

    /** Sets GOGC and returns what it was; negative is off. */
    public int setGcPercent(int percent) {
        int before = pacer.gcPercent();
        pacer.setGcPercent(percent);
        commit();
        return before;
    }

    /** Sets GOMEMLIMIT and returns what it was; negative changes nothing. */
    public long setMemoryLimit(long bytes) {
        long before = pacer.memoryLimit();
        pacer.setMemoryLimit(bytes);
        commit();
        return before;
    }

    /**
     * What there is to scan beside the heap: globals, and the stacks of all goroutines. Who never
     * says so lets the pacer expect what the last cycle has found.
     */
    public void setRootBytes(long globals, long stacks) {
        rootBytesGiven = true;
        pacer.setRoots(globals, stacks);
    }

    public Pacer pacer() {
        return pacer;
    }

    public CollectorOptions options() {
        return options;
    }

    /** Cycles that have begun, that under way included. */
    public long begun() {
        return number;
    }

    /** Cycles whose marking is over. */
    public long finishedCycles() {
        return finished;
    }

    /** Of these, those that the program asked for. */
    public long forcedCycles() {
        return forced;
    }

    /** The last finished cycle; null if there was none. */
    public @Nullable CycleFigures lastCycle() {
        return last;
    }

    /** What collecting has cost so far. */
    public GcTotals totals() {
        return totals;
    }

    /** The figures of MemStats. */
    public MemStats memStats() {
        return MemStats.of(heap.figures(), this);
    }

    /** Bytes of heap as the pacer sees it: spans in a cache count as full. */
    public long heapLive() {
        return pacer.heapLive();
    }

    /** The heap takes more; from here on it may be time for a cycle. */
    void grew(long bytes, long scanBytes) {
        pacer.heapGrew(bytes, phase == GcPhase.OFF ? scanBytes : 0);
        noteMemory();
        if (phase == GcPhase.OFF) {
            wanted = pacer.heapLive() >= pacer.trigger();
        } else {
            pacer.revise();
        }
    }

    /** An owner has freed an object. */
    void freed(int bytes, boolean wasMarked) {
        pacer.heapGrew(-bytes, 0);
        if (wasMarked && phase == GcPhase.MARK) {
            marker.unmark(bytes);
        }
    }

    SizeClasses sizeClasses() {
        return heap.classes();
    }

    void blacken(Span span, int index) {
        marker.blacken(span, index);
    }

    /** An allocation pays its share of marking. */
    void assist(long bytes) {
        long work = assist.debt(bytes);
        if (work > 0 && !isMarkDone()) {
            long before = steps.cycles();
            worker.retry();
            long done = worker.mark(work);
            // What the pacer expected of the first cycles is little more than a guess: what the
            // work is worth is computed after it is done.
            pacer.revise();
            assist.pay(done);
            totals.assist(steps.cycles() - before);
        }
    }

    /** An allocation found no room: whether a collection may make some. */
    boolean mayHelp() {
        long objects = steps.of(Step.ALLOCATE_OBJECT);
        if (objects != objectsAtFailure) {
            objectsAtFailure = objects;
            begunAtFailure = number;
        }
        return phase != GcPhase.OFF || finished <= begunAtFailure;
    }

    private void commit() {
        noteMemory();
        pacer.commit(heap.isSwept());
        int pageBytes = heap.profile().pageBytes();
        heap.sweeper().pace(heap.isSwept()
                ? 0
                : pacer.sweepPagesPerByte(heap.unsweptPages(), 0, pageBytes),
                pacer.heapLive());
        if (phase == GcPhase.MARK) {
            pacer.revise();
        }
        wanted = pacer.heapLive() >= pacer.trigger();
    }

    private void noteMemory() {
        if (pacer.memoryLimit() != Pacer.NO_LIMIT) {
            long page = heap.profile().pageBytes();
            pacer.setMemory(heap.spans().regionPages() * page, heap.spans().freePages() * page,
                    heap.allocatedBytes());
        }
    }

    private void reportSweep() {
        var spans = heap.spans();
        if (listener != null && spans.sweptSpans() > reportedSpans) {
            tell(new GcEvent.SpansSwept(finished, spans.sweptSpans() - reportedSpans,
                    spans.sweptPages() - reportedPages, spans.sweptObjects() - reportedObjects,
                    spans.sweptBytes() - reportedBytes));
            reportedSpans = spans.sweptSpans();
            reportedPages = spans.sweptPages();
            reportedObjects = spans.sweptObjects();
            reportedBytes = spans.sweptBytes();
        }
    }

    private void tell(GcEvent event) {
        if (listener != null) {
            listener.accept(event);
        }
    }

    private void require(GcPhase wantedPhase, String what) {
        if (phase != wantedPhase) {
            throw new OutOfOrder(what + " in phase " + phase);
        }
    }

    void save(DataOutput out) throws IOException {
        require(GcPhase.OFF, "a collector cannot be saved");
        pacer.save(out);
        marker.save(out);
        worker.save(out);
        specials.save(out);
        pins.save(out);
        assist.save(out);
        totals.save(out);
        for (long value : new long[]{safeCalls, number, finished, forced, begunAtFailure,
            objectsAtFailure, startCycle, startPause, heapStart, goalAtStart, reportedSpans,
            reportedPages, reportedObjects, reportedBytes}) {
            out.writeLong(value);
        }
        out.writeByte(cause.ordinal());
        out.writeBoolean(wanted);
        out.writeBoolean(rootBytesGiven);
        out.writeBoolean(last != null);
        if (last != null) {
            last.save(out);
        }
    }

    void restore(DataInput in) throws IOException {
        require(GcPhase.OFF, "a collector cannot be restored");
        pacer.restore(in);
        marker.restore(in);
        worker.restore(in);
        specials.restore(in);
        pins.restore(in);
        assist.restore(in);
        totals.restore(in);
        safeCalls = in.readLong();
        number = in.readLong();
        finished = in.readLong();
        forced = in.readLong();
        begunAtFailure = in.readLong();
        objectsAtFailure = in.readLong();
        startCycle = in.readLong();
        startPause = in.readLong();
        heapStart = in.readLong();
        goalAtStart = in.readLong();
        reportedSpans = in.readLong();
        reportedPages = in.readLong();
        reportedObjects = in.readLong();
        reportedBytes = in.readLong();
        cause = Saved.constant(GcCause.values(), in);
        wanted = in.readBoolean();
        rootBytesGiven = in.readBoolean();
        last = in.readBoolean() ? CycleFigures.restored(in) : null;
    }
}
