package dev.hostless.board;

import dev.hostless.engine.Cpu;
import dev.hostless.gogc.GcPhase;
import dev.hostless.gogc.Heap;
import dev.hostless.gogc.HeapCollector;

/**
 * Marks and sweeps beside a guest: a quarter of the time while it runs, and all of it while it
 * waits, as Go's background workers do.
 */
final class HostedWork implements BackgroundWork {
    /** How long the guest runs between two slices: 100 µs at 200 MHz. */
    private static final long QUANTUM_CYCLES = 20_000;
    private static final int SPANS_PER_SLICE = 2;

    private final Heap heap;
    private final HeapCollector collector;
    private final Cpu cpu;
    private long charged;
    private long lastSlice;
    /** Of the cycle for which the guest was woken last. */
    private long wokenFor;

    HostedWork(Heap heap, HeapCollector collector, Cpu cpu) {
        this.heap = heap;
        this.collector = collector;
        this.cpu = cpu;
        charged = heap.steps().cycles();
    }

    /** Charges the guest for what the heap has done since the last time. */
    void charge() {
        long now = heap.steps().cycles();
        cpu.charge(now - charged);
        charged = now;
    }

    private boolean hasWork() {
        return collector.phase() == GcPhase.MARK ? !collector.isMarkDone() : !heap.isSwept();
    }

    @Override
    public long due() {
        return hasWork() ? lastSlice + QUANTUM_CYCLES : Long.MAX_VALUE;
    }

    @Override
    public void slice() {
        long ran = Math.min(2 * QUANTUM_CYCLES, cpu.cycles() - lastSlice);
        if (collector.phase() == GcPhase.MARK) {
            collector.markFor(HeapCollector.backgroundCycles(ran));
        } else {
            collector.sweepSlice(SPANS_PER_SLICE);
        }
        charge();
        lastSlice = cpu.cycles();
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
        charge();
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
