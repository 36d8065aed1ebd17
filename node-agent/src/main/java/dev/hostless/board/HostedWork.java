package dev.hostless.board;

import dev.hostless.devices.Stateful;
import dev.hostless.engine.Cpu;
import dev.hostless.gogc.GcPhase;
import dev.hostless.gogc.Heap;
import dev.hostless.gogc.HeapCollector;
import dev.hostless.gogc.StepCounts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Marks and sweeps beside a guest: a quarter of the time while it runs, and all of it while it
 * waits, as Go's background workers do.
 */
final class HostedWork implements BackgroundWork, Stateful {
    /** How long the guest runs between two slices: 100 µs at 200 MHz. */
    private static final long QUANTUM_CYCLES = 20_000;
    private static final int SPANS_PER_SLICE = 2;

    private final Heap heap;
    private final HeapCollector collector;
    private final Cpu cpu;
    private final StepCounts steps;
    private long charged;
    private long lastSlice;
    /** Of the cycle for which the guest was woken last. */
    private long wokenFor;
    private boolean stopped;

    HostedWork(Heap heap, HeapCollector collector, Cpu cpu) {
        this.heap = heap;
        this.collector = collector;
        this.cpu = cpu;
        steps = heap.steps();
        charged = steps.cycles();
    }

    /** Charges the guest for a call, and for what the heap has done since the last time. */
    void charge(int callCycles) {
        long now = steps.cycles();
        cpu.charge(callCycles + now - charged);
        charged = now;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(charged);
        out.writeLong(lastSlice);
        out.writeLong(wokenFor);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        charged = in.readLong();
        lastSlice = in.readLong();
        wokenFor = in.readLong();
    }

    /** Whether the guest stands still for the collector: then it waits for nothing else. */
    void stopped(boolean now) {
        stopped = now;
    }

    boolean hasWork() {
        return collector.phase() == GcPhase.MARK ? !collector.isMarkDone() : !heap.isSwept();
    }

    @Override
    public long due() {
        return hasWork() && !stopped ? lastSlice + QUANTUM_CYCLES : Long.MAX_VALUE;
    }

    @Override
    public void slice() {
        work(HeapCollector.backgroundCycles(
                Math.min(2 * QUANTUM_CYCLES, cpu.cycles() - lastSlice)));
        charge(0);
        lastSlice = cpu.cycles();
    }

    /** As {@link #slice}, at once and for longer. */
    void advance() {
        if (hasWork()) {
            work(QUANTUM_CYCLES);
        }
    }

    private void work(long cycles) {
        if (collector.phase() == GcPhase.MARK) {
            collector.markFor(cycles);
        } else {
            collector.sweepSlice(SPANS_PER_SLICE);
        }
    }

    @Override
    public boolean idle(long cycles) {
        if (!hasWork()) {
            return false;
        }
        if (collector.phase() == GcPhase.MARK) {
            collector.markIdle(Math.min(cycles, QUANTUM_CYCLES));
        } else {
            collector.sweepSlice(SPANS_PER_SLICE);
        }
        charge(0);
        lastSlice = cpu.cycles();
        return true;
    }

    @Override
    public boolean wakes() {
        if (!collector.isMarkDone() || wokenFor == collector.begun()) {
            return false;
        }
        wokenFor = collector.begun();
        return true;
    }
}
