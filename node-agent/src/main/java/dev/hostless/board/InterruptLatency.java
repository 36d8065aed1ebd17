package dev.hostless.board;

import dev.hostless.devices.InterruptWatch;
import dev.hostless.devices.Stateful;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.gogc.PauseHistogram;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts what becomes of interrupts, line by line, and how long they wait, by the phase of the
 * collector in which they were raised: that is the phase that made them wait. The tick counts as a
 * line of its own. Bounded: a histogram for each line and phase that had an interrupt.
 */
final class InterruptLatency implements InterruptWatch, Stateful {
    /** The number of the tick, behind those of the lines. */
    static final int TICK = Lines.COUNT;

    private static final int NOT_PENDING = -1;
    private static final int PHASES = CollectorPhase.values().length;

    /** The interrupts of one line that were raised in one phase. */
    private static final class Count {
        private final PauseHistogram latency = new PauseHistogram();
        private long raised;
        private long coalesced;
        private long lost;
    }

    private final VirtualClock clock;
    private CollectorPhases phases;
    private final BoardListener listener;
    private final @Nullable Count[] counts = new Count[(TICK + 1) * PHASES];
    private final long[] raisedAt = new long[TICK + 1];
    private final @Nullable CollectorPhase[] pendingFrom = new CollectorPhase[TICK + 1];
    private @Nullable List<BoardSnapshot.Line> lines = List.of();

    InterruptLatency(VirtualClock clock, CollectorPhases phases, BoardListener listener) {
        this.clock = clock;
        this.phases = phases;
        this.listener = listener;
    }

    /** From now on these are the phases: another guest runs. */
    void follow(CollectorPhases others) {
        phases = others;
    }

    private CollectorPhase phase() {
        return phases.at(clock.now());
    }

    @Override
    public void raised(int line) {
        var phase = phase();
        count(line, phase).raised++;
        raisedAt[line] = clock.now();
        pendingFrom[line] = phase;
    }

    @Override
    public void coalesced(int line) {
        var count = count(line, phase());
        count.raised++;
        count.coalesced++;
        listener.interruptNotTaken(line, clock.now(), true);
    }

    @Override
    public void lost(int line) {
        count(line, ended(line)).lost++;
        listener.interruptNotTaken(line, raisedAt[line], false);
    }

    @Override
    public void taken(int line) {
        var phase = ended(line);
        count(line, phase).latency.record(clock.now() - raisedAt[line]);
        listener.interruptTaken(line, phase, raisedAt[line], clock.now());
    }

    /** One that was pending before anybody listened counts from now on. */
    private CollectorPhase ended(int line) {
        if (pendingFrom[line] == null) {
            raised(line);
        }
        var phase = Objects.requireNonNull(pendingFrom[line]);
        pendingFrom[line] = null;
        return phase;
    }

    private Count count(int line, CollectorPhase phase) {
        lines = null;
        int index = line * PHASES + phase.ordinal();
        var count = counts[index];
        if (count == null) {
            count = new Count();
            counts[index] = count;
        }
        return count;
    }

    /** Made anew only after an interrupt: the board asks often. */
    List<BoardSnapshot.Line> lines() {
        var last = lines;
        if (last == null) {
            var made = new ArrayList<BoardSnapshot.Line>();
            for (int line = 0; line <= TICK; line++) {
                var byPhase = phases(line);
                if (!byPhase.isEmpty()) {
                    made.add(new BoardSnapshot.Line(line, pendingFrom[line] != null, byPhase));
                }
            }
            last = List.copyOf(made);
            lines = last;
        }
        return last;
    }

    private List<BoardSnapshot.Phase> phases(int line) {
        var all = new ArrayList<BoardSnapshot.Phase>();
        for (var phase : CollectorPhase.values()) {
            var count = counts[line * PHASES + phase.ordinal()];
            if (count != null) {
                var latency = count.latency.figures();
                all.add(new BoardSnapshot.Phase(phase, count.raised, latency.count(),
                        count.coalesced, count.lost, latency.sumCycles(), latency.p50Cycles(),
                        latency.p99Cycles(), latency.maxCycles()));
            }
        }
        return List.copyOf(all);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeByte(phases.now().ordinal());
        for (int line = 0; line <= TICK; line++) {
            var phase = pendingFrom[line];
            out.writeByte(phase == null ? NOT_PENDING : phase.ordinal());
            out.writeLong(raisedAt[line]);
        }
        for (var count : counts) {
            out.writeBoolean(count != null);
            if (count != null) {
                out.writeLong(count.raised);
                out.writeLong(count.coalesced);
                out.writeLong(count.lost);
                count.latency.save(out);
            }
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        phases.moved(CollectorPhase.values()[in.readByte()], clock.now());
        for (int line = 0; line <= TICK; line++) {
            int phase = in.readByte();
            pendingFrom[line] = phase == NOT_PENDING ? null : CollectorPhase.values()[phase];
            raisedAt[line] = in.readLong();
        }
        for (int index = 0; index < counts.length; index++) {
            counts[index] = in.readBoolean() ? restoredCount(in) : null;
        }
        lines = null;
    }

    private static Count restoredCount(DataInput in) throws IOException {
        var count = new Count();
        count.raised = in.readLong();
        count.coalesced = in.readLong();
        count.lost = in.readLong();
        count.latency.restore(in);
        return count;
    }
}
