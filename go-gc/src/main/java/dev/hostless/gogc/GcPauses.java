package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Follows the collections of a guest heap from outside: the board reports when the guest's runtime
 * enters gcStart, stops and starts the world, and enters gcMarkTermination, with the cycle at which
 * it does. One recorder belongs to one start of one guest.
 *
 * <p>A collection begins with the stop for sweep termination, not with gcStart, which often finds
 * that nothing is to be done. It ends with the start of the world after gcMarkTermination; a stop
 * for mark termination without it is an attempt that found more to mark.
 *
 * <p>The reports come from code that the guest supplies, so an order that no Go runtime produces
 * is not an error here: what does not fit is ignored and counted.
 */
public final class GcPauses {
    private final int historyLimit;
    private final Map<StopReason, PauseHistogram> byReason = new EnumMap<>(StopReason.class);
    private final PauseHistogram collector = new PauseHistogram();
    private final ArrayDeque<GcCycle> history = new ArrayDeque<>();

    private GcPhase phase = GcPhase.OFF;
    private GcCause requested = GcCause.UNKNOWN;
    private boolean stopped;
    private StopReason reason = StopReason.OTHER;
    private long stoppedAt;

    private long number;
    private GcCause cause = GcCause.UNKNOWN;
    private long startCycle;
    private long sweepTerminationCycles;
    private long markTerminationCycles;

    private long droppedCycles;
    private long ignored;

    /**
     * @param historyLimit ended collections that are kept, not negative
     */
    public GcPauses(int historyLimit) {
        if (historyLimit < 0) {
            throw new IllegalArgumentException(
                    "the history must keep 0 or more collections, not " + historyLimit);
        }
        this.historyLimit = historyLimit;
        for (var each : StopReason.values()) {
            byReason.put(each, new PauseHistogram());
        }
    }

    /** The runtime entered gcStart; if a collection comes of it, this is why. */
    public void requested(GcCause why) {
        requested = why;
    }

    /** The runtime entered stopTheWorldWithSema. */
    public void worldStopped(long cycle, StopReason why) {
        if (stopped) {
            ignored++;
            return;
        }
        stopped = true;
        reason = why;
        stoppedAt = cycle;
        if (why == StopReason.SWEEP_TERMINATION) {
            begin(cycle);
        }
    }

    /** The runtime entered gcMarkTermination: marking is over. */
    public void markTerminated() {
        if (!stopped || phase != GcPhase.MARK || reason != StopReason.MARK_TERMINATION) {
            ignored++;
            return;
        }
        phase = GcPhase.MARK_TERMINATION;
    }

    /**
     * The runtime started the world again.
     *
     * @return the pause in cycles, 0 if the world was not stopped
     */
    public long worldStarted(long cycle) {
        if (!stopped || cycle < stoppedAt) {
            ignored++;
            return 0;
        }
        stopped = false;
        long pause = cycle - stoppedAt;
        histogram(reason).record(pause);
        if (reason.isGc()) {
            collector.record(pause);
        }
        switch (reason) {
            case SWEEP_TERMINATION -> {
                sweepTerminationCycles = pause;
                phase = GcPhase.MARK;
            }
            case MARK_TERMINATION -> {
                markTerminationCycles += pause;
                if (phase == GcPhase.MARK_TERMINATION) {
                    end(cycle);
                }
            }
            case OTHER -> {
                // A pause that belongs to no collection.
            }
        }
        return pause;
    }

    /** The runtime printed its report; it joins the ended collection of the same number. */
    public void traced(GcTrace trace) {
        var last = history.peekLast();
        if (last == null || last.number() != trace.number()) {
            ignored++;
            return;
        }
        history.removeLast();
        history.addLast(last.withTrace(trace));
    }

    public GcPhase phase() {
        return phase;
    }

    /** Whether the world is stopped, for whatever reason. */
    public boolean isStopped() {
        return stopped;
    }

    /** Collections that have begun, the one under way included. */
    public long begun() {
        return number;
    }

    /** The last ended collections, oldest first. */
    public List<GcCycle> history() {
        return new ArrayList<>(history);
    }

    /** Ended collections that are no longer in the history. */
    public long droppedCycles() {
        return droppedCycles;
    }

    /** The collector's pauses, of both kinds. */
    public PauseFigures pauses() {
        return collector.figures();
    }

    public PauseFigures pauses(StopReason why) {
        return histogram(why).figures();
    }

    /** Reports that fitted nothing. */
    public long ignored() {
        return ignored;
    }

    private void begin(long cycle) {
        if (phase != GcPhase.OFF) {
            ignored++;
        }
        phase = GcPhase.OFF;
        number++;
        cause = requested;
        requested = GcCause.UNKNOWN;
        startCycle = cycle;
        sweepTerminationCycles = 0;
        markTerminationCycles = 0;
    }

    private void end(long cycle) {
        phase = GcPhase.OFF;
        history.addLast(new GcCycle(number, cause, startCycle,
                startCycle + sweepTerminationCycles, stoppedAt, cycle, sweepTerminationCycles,
                markTerminationCycles, null));
        if (history.size() > historyLimit) {
            history.removeFirst();
            droppedCycles++;
        }
    }

    private PauseHistogram histogram(StopReason why) {
        var histogram = byReason.get(why);
        if (histogram == null) {
            throw new IllegalStateException("BUG: no histogram for " + why);
        }
        return histogram;
    }

    /** Writes what was seen so far. */
    public void save(DataOutput out) throws IOException {
        for (var each : StopReason.values()) {
            histogram(each).save(out);
        }
        collector.save(out);
        out.writeInt(history.size());
        for (var cycle : history) {
            cycle.save(out);
        }
        out.writeByte(phase.ordinal());
        out.writeByte(requested.ordinal());
        out.writeByte(reason.ordinal());
        out.writeByte(cause.ordinal());
        out.writeBoolean(stopped);
        for (long value : new long[]{stoppedAt, number, startCycle, sweepTerminationCycles,
            markTerminationCycles, droppedCycles, ignored}) {
            out.writeLong(value);
        }
    }

    /** Takes over what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        for (var each : StopReason.values()) {
            histogram(each).restore(in);
        }
        collector.restore(in);
        history.clear();
        for (int left = in.readInt(); left > 0; left--) {
            history.addLast(GcCycle.restored(in));
        }
        phase = Saved.constant(GcPhase.values(), in);
        requested = Saved.constant(GcCause.values(), in);
        reason = Saved.constant(StopReason.values(), in);
        cause = Saved.constant(GcCause.values(), in);
        stopped = in.readBoolean();
        stoppedAt = in.readLong();
        number = in.readLong();
        startCycle = in.readLong();
        sweepTerminationCycles = in.readLong();
        markTerminationCycles = in.readLong();
        droppedCycles = in.readLong();
        ignored = in.readLong();
    }
}
