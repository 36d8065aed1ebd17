package dev.hostless.agent;

import dev.hostless.agent.message.GcCycleReport;
import dev.hostless.agent.message.Report;
import dev.hostless.agent.message.TelemetryReport;
import dev.hostless.board.BoardSnapshot;
import dev.hostless.board.GcCycle;
import dev.hostless.board.GcFigures;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a board did, as reports. */
final class BoardReports {

    private BoardReports() {
    }

    static Report.Console console(String node, Boot boot, Boot.Chunk chunk) {
        return new Report.Console(node, boot.assignment().revision(), boot.number(),
                chunk.offset(), chunk.bytes(), chunk.dropped());
    }

    static Report.Gc gc(String node, Boot boot, List<GcCycle> cycles) {
        return new Report.Gc(node, boot.assignment().revision(), boot.number(),
                cycles.stream().map(BoardReports::cycle).toList());
    }

    private static GcCycleReport cycle(GcCycle gc) {
        var heap = gc.heap().orElse(null);
        return new GcCycleReport(gc.number(), gc.startCycle(), gc.markStartCycle(),
                gc.markTerminationCycle(), gc.endCycle(),
                gc.sweepTerminationPauseCycles(), gc.markTerminationPauseCycles(), gc.forced(),
                heap == null ? null : heap.startMb(), heap == null ? null : heap.endMb(),
                heap == null ? null : heap.liveMb(), heap == null ? null : heap.goalMb(),
                heap == null ? null : heap.stacksMb(), heap == null ? null : heap.globalsMb());
    }

    static TelemetryReport telemetry(String node, Boot boot, BoardSnapshot now, long clockHz,
            long ramBytes) {
        return new TelemetryReport(node, boot.assignment().revision(), boot.number(), now.cycle(),
                now.virtualNanos(), now.hostNanos(), clockHz,
                new TelemetryReport.Cycles(now.guestCycles(), now.idleCycles()),
                now.memoryBytes(), ramBytes,
                new TelemetryReport.Ticks(now.ticks().count(), now.ticks().missed()),
                new TelemetryReport.Interrupts(now.interrupts().delivered(),
                        now.interrupts().coalesced(), now.interrupts().lost(),
                        now.interrupts().latencyMaxCycles()),
                new TelemetryReport.Uart(now.uart().transmittedBytes(),
                        now.uart().receivedBytes(), now.uart().overruns()),
                gc(now.gc()), now.heap().map(BoardReports::heap).orElse(null));
    }

    private static TelemetryReport.Heap heap(BoardSnapshot.Heap heap) {
        return new TelemetryReport.Heap(heap.collector().name().toLowerCase(Locale.ROOT),
                heap.liveBytes(), heap.markedBytes(), heap.goalBytes(), heap.pauseCycles(),
                heap.assistCycles(), heap.backgroundCycles(), heap.waitCycles());
    }

    private static TelemetryReport.Gc gc(GcFigures figures) {
        return switch (figures) {
            case GcFigures.NotObserved not -> TelemetryReport.Gc.notObserved(not.reason());
            case GcFigures.Observed seen -> new TelemetryReport.Gc(true, null, seen.cycles(),
                    pauses(seen.pauses()), orNull(seen.heapLiveMb()), orNull(seen.heapGoalMb()));
        };
    }

    private static TelemetryReport.Pauses pauses(GcFigures.Pauses all) {
        return new TelemetryReport.Pauses(all.count(), all.p50Cycles(), all.p99Cycles(),
                all.maxCycles(), all.sumCycles());
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
