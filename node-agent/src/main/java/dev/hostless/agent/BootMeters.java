package dev.hostless.agent;

import dev.hostless.board.BoardListener;
import dev.hostless.board.BoardSnapshot;
import dev.hostless.board.CollectorPhase;
import dev.hostless.board.GcCycle;
import dev.hostless.board.GcFigures;
import dev.hostless.board.GcPause;
import dev.hostless.board.HeapReport;
import dev.hostless.board.Lines;
import dev.hostless.board.ResetCause;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The figures of one boot of a board: hears the board on its own threads, and reads the rest from
 * its snapshots. A reset within the boot begins some of the board's counts anew; here they go on.
 */
final class BootMeters implements BoardListener {

    private static final Map<Integer, String> LINES = Lines.names().entrySet().stream()
            .collect(Collectors.toMap(Entry::getValue, Entry::getKey));
    private static final long MEBIBYTE = 1 << 20;
    private static final double NANOS_PER_SECOND = 1e9;

    /** A count that may begin anew. */
    private static final class Total {
        private long last;
        private long sum;

        long at(long now) {
            sum += now >= last ? now - last : now;
            last = now;
            return sum;
        }
    }

    private final double clockHz;
    private final long ramBytes;
    private final BoardHistograms.Recorder recorder;
    private final PauseWindows windows;
    private final Total collectorCycles = new Total();
    private final Total scanned = new Total();
    private final Total allocatedBytes = new Total();
    private final Total allocatedObjects = new Total();
    private long stoppedCycles;
    private long forced;
    private long unforced;

    BootMeters(long clockHz, long ramBytes, BoardHistograms.Recorder recorder) {
        this.clockHz = clockHz;
        this.ramBytes = ramBytes;
        this.recorder = recorder;
        windows = new PauseWindows(clockHz);
    }

    @Override
    public void gcPaused(GcPause pause) {
        recorder.observe(AgentMetric.GC_PAUSE, pause.stop(), pause.cycles() / clockHz);
        recorder.observe(AgentMetric.GC_PAUSE_HOST, pause.stop(),
                pause.hostNanos() / NANOS_PER_SECOND);
        windows.stopped(pause.startCycle(), pause.endCycle());
        synchronized (this) {
            stoppedCycles += pause.cycles();
        }
    }

    @Override
    public synchronized void gcFinished(GcCycle gc) {
        if (gc.forced()) {
            forced++;
        } else {
            unforced++;
        }
    }

    @Override
    public void interruptTaken(int line, CollectorPhase phase, long raisedCycle, long takenCycle) {
        recorder.observe(AgentMetric.INTERRUPT_LATENCY, phase,
                (takenCycle - raisedCycle) / clockHz);
    }

    /**
     * Everything that is no histogram.
     *
     * @param now of this boot, not before the one of the last call
     * @param heap the last that is known of a heap in the node
     * @param running whether there is a board; of one that has ended only counts are of use
     */
    synchronized Figures figures(BoardSnapshot now, Optional<HeapReport> heap, boolean running) {
        var figures = new Figures();
        counts(figures, now);
        heap.ifPresent(known -> allocations(figures, known));
        if (running) {
            gauges(figures, now);
            now.heap().ifPresent(hosted -> heapGauges(figures, hosted));
            heap.ifPresent(known -> classes(figures, known));
        }
        return figures;
    }

    private void counts(Figures figures, BoardSnapshot now) {
        figures.add(AgentMetric.VIRTUAL_SECONDS, now.virtualNanos() / NANOS_PER_SECOND);
        long collector = now.heap().isPresent()
                ? collectorCycles.at(now.heap().get().gcCycles())
                : Math.max(collectorCycles.sum, stoppedCycles);
        figures.add(AgentMetric.CYCLES, Math.max(0, now.guestCycles() - collector), "guest");
        figures.add(AgentMetric.CYCLES, collector, "gc");
        figures.add(AgentMetric.CYCLES, now.idleCycles(), "idle");
        figures.add(AgentMetric.GC_CYCLES, unforced, "heap");
        figures.add(AgentMetric.GC_CYCLES, forced, "forced");
        for (var line : now.interrupts().lines()) {
            interrupts(figures, line);
        }
        figures.add(AgentMetric.TICKS, now.ticks().count());
        figures.add(AgentMetric.TICKS_MISSED, now.ticks().missed());
        figures.add(AgentMetric.UART_BYTES, now.uart().transmittedBytes(), "out");
        figures.add(AgentMetric.UART_BYTES, now.uart().receivedBytes(), "in");
        figures.add(AgentMetric.UART_OVERRUNS, now.uart().overruns());
        figures.add(AgentMetric.TRAPS, 0);
        for (var cause : ResetCause.values()) {
            figures.add(AgentMetric.RESETS,
                    now.mishaps().resets().getOrDefault(cause.title(), 0L), cause.title());
        }
        now.heap().ifPresent(hosted -> figures.add(AgentMetric.SCAN_WORK,
                scanned.at(hosted.scannedBytes())));
    }

    private static void interrupts(Figures figures, BoardSnapshot.Line line) {
        var name = line.number() == BoardSnapshot.Line.TICK
                ? "tick"
                : LINES.getOrDefault(line.number(), String.valueOf(line.number()));
        for (var phase : line.phases()) {
            figures.add(AgentMetric.INTERRUPTS, phase.delivered(), name, "delivered");
            figures.add(AgentMetric.INTERRUPTS, phase.coalesced(), name, "coalesced");
            figures.add(AgentMetric.INTERRUPTS, phase.lost(), name, "lost");
        }
    }

    private void allocations(Figures figures, HeapReport heap) {
        figures.add(AgentMetric.ALLOCATED_BYTES, allocatedBytes.at(heap.totalAllocated()));
        figures.add(AgentMetric.ALLOCATED_OBJECTS, allocatedObjects.at(heap.mallocs()));
    }

    private void gauges(Figures figures, BoardSnapshot now) {
        figures.add(AgentMetric.RAM, ramBytes);
        figures.add(AgentMetric.MEMORY, now.memoryBytes());
        if (now.tickPeriodCycles() > 0) {
            figures.add(AgentMetric.TICK_PERIOD, now.tickPeriodCycles() / clockHz);
        }
        if (now.gc() instanceof GcFigures.Observed seen) {
            figures.add(AgentMetric.GC_PAUSE_MAX, windows.longest(now.cycle()));
            for (int window = 0; window < PauseWindows.WINDOWS.size(); window++) {
                figures.add(AgentMetric.GC_MUTATOR_UTILIZATION,
                        windows.utilization(window, now.cycle()),
                        PauseWindows.WINDOWS.get(window).label());
            }
            figures.addCollectorShare(Math.max(collectorCycles.sum, stoppedCycles), now.cycle());
            if (now.heap().isEmpty()) {
                seen.heapLiveMb()
                        .ifPresent(mb -> figures.add(AgentMetric.HEAP_LIVE, mb * MEBIBYTE));
                seen.heapGoalMb()
                        .ifPresent(mb -> figures.add(AgentMetric.HEAP_GOAL, mb * MEBIBYTE));
            }
        }
    }

    private void heapGauges(Figures figures, BoardSnapshot.Heap heap) {
        figures.add(AgentMetric.HEAP_LIVE, heap.liveBytes());
        figures.add(AgentMetric.HEAP_GOAL, heap.goalBytes());
        figures.add(AgentMetric.HEAP_MARKED, heap.markedBytes());
        figures.add(AgentMetric.HEAP_LIMIT, Math.min(heap.limitBytes(), ramBytes));
    }

    private static void classes(Figures figures, HeapReport heap) {
        long inObjects = 0;
        for (var each : heap.classes()) {
            inObjects += each.objectBytes();
            if (each.objectBytes() > 0) {
                figures.add(AgentMetric.HEAP, each.objectBytes(),
                        each.bytes() == 0 ? "large" : String.valueOf(each.bytes()));
            }
        }
        figures.add(AgentMetric.HEAP_FRAGMENTATION, Math.max(0, heap.inUse() - inObjects));
        if (heap.goroutines() > 0) {
            figures.add(AgentMetric.GOROUTINES, heap.goroutines());
        }
    }
}
