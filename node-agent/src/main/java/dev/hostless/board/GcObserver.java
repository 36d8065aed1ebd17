package dev.hostless.board;

import dev.hostless.board.EventTrace.Kind;
import dev.hostless.devices.Stateful;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.engine.Guest;
import dev.hostless.engine.ProbeHandler;
import dev.hostless.gogc.GcCause;
import dev.hostless.gogc.GcPauses;
import dev.hostless.gogc.GcPhase;
import dev.hostless.gogc.GcTrace;
import dev.hostless.gogc.StopReason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a Go runtime collect its heap. Probes on the runtime's own functions (Go 1.26, proc.go
 * and mgc.go) tell when the world stops and starts; the arguments that they get say why. A pause
 * is the time from the entry of stopTheWorldWithSema to the entry of startTheWorldWithSema. The
 * heap's figures come from the trace line that the runtime prints after each collection.
 *
 * <p>Go enters a function again to resume it; only an entry at resume point 0 is a call.
 */
final class GcObserver implements ProbeHandler, Stateful {
    private static final int GC_START = 0;
    private static final int STOP = 1;
    private static final int START = 2;
    private static final int MARK_TERMINATION = 3;
    /** In the order of their numbers as probes. */
    static final List<String> PROBES = List.of("runtime.gcStart", "runtime.stopTheWorldWithSema",
            "runtime.startTheWorldWithSema", "runtime.gcMarkTermination");

    /** Go's SP is the module's first global; the first argument is above the return address. */
    private static final int STACK_POINTER_GLOBAL = 0;
    private static final int FIRST_ARGUMENT_OFFSET = 8;
    private static final long UNKNOWN = -1;
    /** Only the last collection is of interest; its trace line comes after its end. */
    private static final int HISTORY = 1;

    private final @Nullable String obstacle;
    private final boolean hosted;
    private final boolean traced;
    private final VirtualClock clock;
    private final Runnable sync;
    private final EventTrace trace;
    private final BoardListener listener;
    private final LongSupplier hostNanos;
    private final GcPauses pauses = new GcPauses(HISTORY);
    private final CollectorPhases phases;

    private boolean collectorStopped;
    private long stoppedAtCycle;
    private long stoppedAtHostNanos;
    private long hostNanosSum;
    private long hostNanosMax;
    private long ended;
    private @Nullable GcCycle untold;
    private @Nullable GcFigures figures;
    private OptionalLong heapLiveMb = OptionalLong.empty();
    private OptionalLong heapGoalMb = OptionalLong.empty();
    private OptionalLong heapPeakMb = OptionalLong.empty();

    /**
     * An observer of one run.
     *
     * @param obstacle why nothing can be observed, or null
     * @param hosted the node collects the heap and tells of it; probes say nothing new
     * @param traced the runtime prints a trace line after each collection
     * @param sync lets the clock catch up with the guest
     */
    GcObserver(@Nullable String obstacle, boolean hosted, boolean traced, VirtualClock clock,
            Runnable sync, EventTrace trace, BoardListener listener, LongSupplier hostNanos) {
        this.obstacle = obstacle;
        this.hosted = hosted;
        this.traced = traced;
        this.clock = clock;
        this.sync = sync;
        this.trace = trace;
        this.listener = listener;
        this.hostNanos = hostNanos;
        this.phases = new CollectorPhases(obstacle == null, listener);
    }

    /** The phases of this collector; for a hosted heap GuestHeap tells of those but the stops. */
    CollectorPhases phases() {
        return phases;
    }

    /** Why the collector of this firmware cannot be observed; null when it can. */
    static @Nullable String obstacle(Firmware firmware) {
        if (firmware.isHosted()) {
            return null;
        }
        if (!firmware.kind().hasGoRuntime()) {
            return "no Go runtime";
        }
        if (!firmware.facts().nameSection()) {
            return "no name section";
        }
        for (var probe : PROBES) {
            if (firmware.program().functionIndex(probe).isEmpty()) {
                return "no function " + probe;
            }
        }
        return null;
    }

    @Override
    public void entered(Guest guest, int probe, long resumePoint) {
        if (hosted || obstacle != null || (int) resumePoint != 0) {
            return;
        }
        sync.run();
        switch (probe) {
            case GC_START -> pauses.requested(GcCause.ofGo(firstArgument(guest)));
            case STOP -> stopped(StopReason.ofGo(firstArgument(guest)));
            case START -> started();
            case MARK_TERMINATION -> pauses.markTerminated();
            default -> throw new IllegalStateException("BUG: probe " + probe);
        }
    }

    /** The low byte is all that the numbers of causes and reasons need. */
    private static int firstArgument(Guest guest) {
        int stack = (int) guest.global(STACK_POINTER_GLOBAL);
        return guest.memory().getByte(stack + FIRST_ARGUMENT_OFFSET);
    }

    /** A guest whose heap is hosted has stopped its world for the collector. */
    void hostedStop(StopReason reason, GcCause cause) {
        sync.run();
        if (reason == StopReason.SWEEP_TERMINATION) {
            pauses.requested(cause);
        }
        stopped(reason);
    }

    /** A guest whose heap is hosted goes on; a collection has ended if there is a line about it. */
    void hostedStart(@Nullable GcTrace ended) {
        sync.run();
        if (ended != null) {
            pauses.markTerminated();
        }
        started();
        if (ended != null) {
            line(ended);
        }
    }

    private void stopped(StopReason reason) {
        pauses.worldStopped(clock.now(), reason);
        collectorStopped = reason.isGc();
        if (collectorStopped) {
            phases.moved(CollectorPhase.STOPPED, clock.now());
            stoppedAtCycle = clock.now();
            stoppedAtHostNanos = hostNanos.getAsLong();
            trace.event(Kind.WORLD_STOPPED, clock.now(), reason.ordinal());
        }
        if (reason == StopReason.SWEEP_TERMINATION) {
            tell();
        }
    }

    private void started() {
        figures = null;
        boolean last = pauses.phase() == GcPhase.MARK_TERMINATION;
        var stop = pauses.phase() == GcPhase.OFF
                ? GcPause.Stop.SWEEP_TERMINATION
                : GcPause.Stop.MARK_TERMINATION;
        pauses.worldStarted(clock.now());
        if (!collectorStopped) {
            return;
        }
        collectorStopped = false;
        if (!hosted) {
            phases.moved(pauses.phase() == GcPhase.MARK
                    ? CollectorPhase.MARKING
                    : CollectorPhase.OFF, clock.now());
        }
        long host = hostNanos.getAsLong() - stoppedAtHostNanos;
        hostNanosSum += host;
        hostNanosMax = Math.max(hostNanosMax, host);
        listener.gcPaused(new GcPause(stop, stoppedAtCycle, clock.now(), host));
        trace.event(Kind.WORLD_STARTED, clock.now());
        if (last) {
            trace.event(Kind.COLLECTION_ENDED, clock.now());
            collectionEnded();
        }
    }

    private void collectionEnded() {
        ended++;
        var cycle = pauses.history().getLast();
        untold = new GcCycle(cycle.number(), cycle.startCycle(), cycle.markStartCycle(),
                cycle.markTerminationCycle(), cycle.endCycle(),
                cycle.sweepTerminationPauseCycles(), cycle.markTerminationPauseCycles(),
                cycle.cause() == GcCause.FORCED, Optional.empty());
        if (!traced) {
            tell();
        }
    }

    /** The runtime's line about the collection that has just ended. */
    void line(GcTrace line) {
        var cycle = untold;
        if (cycle == null || cycle.number() != line.number()) {
            return;
        }
        figures = null;
        heapLiveMb = OptionalLong.of(line.heapLiveMebibytes());
        heapGoalMb = OptionalLong.of(line.goalMebibytes());
        heapPeakMb = OptionalLong
                .of(Math.max(heapPeakMb.orElse(0), line.heapEndMebibytes()));
        untold = cycle.with(cycle.forced() || line.forced(),
                new GcCycle.Heap(line.heapStartMebibytes(), line.heapEndMebibytes(),
                        line.heapLiveMebibytes(), line.goalMebibytes(), line.stacksMebibytes(),
                        line.globalsMebibytes()));
        tell();
    }

    /** Tells of the last collection, with or without a line; to be called at the end too. */
    void tell() {
        var cycle = untold;
        if (cycle != null) {
            untold = null;
            listener.gcFinished(cycle);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        pauses.save(out);
        out.writeBoolean(untold != null);
        if (untold != null) {
            untold.saveWithoutHeap(out);
        }
        out.writeBoolean(collectorStopped);
        for (long value : new long[]{stoppedAtCycle, hostNanosSum, hostNanosMax, ended,
            heapLiveMb.orElse(UNKNOWN), heapGoalMb.orElse(UNKNOWN), heapPeakMb.orElse(UNKNOWN)}) {
            out.writeLong(value);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        pauses.restore(in);
        untold = in.readBoolean() ? GcCycle.restoredWithoutHeap(in) : null;
        collectorStopped = in.readBoolean();
        stoppedAtCycle = in.readLong();
        stoppedAtHostNanos = hostNanos.getAsLong();
        hostNanosSum = in.readLong();
        hostNanosMax = in.readLong();
        ended = in.readLong();
        heapLiveMb = known(in.readLong());
        heapGoalMb = known(in.readLong());
        heapPeakMb = known(in.readLong());
        figures = null;
    }

    private static OptionalLong known(long value) {
        return value == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Made anew only after a pause or a line: the board asks often. */
    GcFigures figures() {
        var last = figures;
        if (last == null) {
            last = made();
            figures = last;
        }
        return last;
    }

    private GcFigures made() {
        if (obstacle != null) {
            return new GcFigures.NotObserved(obstacle);
        }
        var all = pauses.pauses();
        return new GcFigures.Observed(ended,
                new GcFigures.Pauses(all.count(), all.p50Cycles(), all.p99Cycles(),
                        all.maxCycles(), all.sumCycles(), hostNanosSum, hostNanosMax),
                heapLiveMb, heapGoalMb, heapPeakMb);
    }
}
