package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class CollectorTest {
    private static final PointerMask PAIR = new PointerMask(4, 0b0011);

    private final StackRoots roots = new StackRoots();
    private final StackRoots.Words globals = roots.globals();
    private final StackRoots.Words stack = roots.running();
    private final ArrayMemory memory = new ArrayMemory(16 << 20);
    private final Heap heap = new Heap(HeapProfile.GO_WASM, memory, 8192, PagePolicy.BITMAP);
    private final List<GcEvent> events = new ArrayList<>();

    private HeapCollector collector(CollectorOptions options, Pacer pacer) {
        var collector = new HeapCollector(heap, options, pacer, roots);
        collector.listen(events::add);
        return collector;
    }

    private HeapCollector collector(CollectorMode mode) {
        return collector(CollectorOptions.of(mode).withCheck(true),
                new Pacer(100, Pacer.NO_LIMIT));
    }

    private int tree(int depth) {
        int node = heap.allocate(32, PAIR);
        if (depth > 1) {
            memory.writeLong(node, tree(depth - 1));
            memory.writeLong(node + 8, tree(depth - 1));
        }
        return node;
    }

    @Test
    void callsOutOfOrderAreRefused() {
        var collector = collector(CollectorMode.INCREMENTAL);
        assertThatThrownBy(() -> collector.markSlice(1)).isInstanceOf(OutOfOrder.class)
                .hasMessage("nothing can be marked in phase OFF");
        assertThatThrownBy(() -> collector.finish(0)).isInstanceOf(OutOfOrder.class);
        collector.shade(8192);
        collector.start(GcCause.HEAP, 0);
        assertThatThrownBy(() -> collector.start(GcCause.HEAP, 0)).isInstanceOf(OutOfOrder.class)
                .hasMessage("a collection cannot start in phase MARK");
        assertThatThrownBy(() -> collector.bulk(-8, 8192, 16)).isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(() -> collector.bulkSource(8192, -1))
                .isInstanceOf(InvalidRequest.class);
    }

    @ParameterizedTest
    @EnumSource
    void aCycleStartsAtTheTriggerAndMeetsTheGoal(CollectorMode mode) {
        var collector = collector(mode);
        globals.push(tree(15));
        long now = 0;
        for (int object = 0; object < 600_000; object++) {
            heap.allocate(32, PAIR);
            now += 300;
            if (collector.isCycleWanted()) {
                collector.start(GcCause.HEAP, now);
            }
            if (collector.phase() == GcPhase.MARK) {
                collector.markFor(HeapCollector.backgroundCycles(300));
                if (collector.isMarkDone()) {
                    collector.finish(now);
                }
            }
        }
        assertThat(collector.finishedCycles()).isBetween(4L, 12L);
        var last = collector.lastCycle();
        assertThat(last).isNotNull();
        assertThat(last.marked().objects()).isGreaterThanOrEqualTo(32_767);
        assertThat(last.heapEnd()).isLessThanOrEqualTo((long) (last.goal() * 1.05));
        assertThat(last.heapStart()).isGreaterThan(last.marked().bytes());
    }

    @Test
    void collectorsFindTheSameObjectsAndDifferInPauses() {
        globals.push(tree(14));
        var stop = new HeapCollector(heap, CollectorOptions.of(CollectorMode.STOP_THE_WORLD),
                new Pacer(100, Pacer.NO_LIMIT), roots);
        stop.start(GcCause.HEAP, 0);
        var whole = stop.finish(0);
        assertThat(whole.marked()).isEqualTo(new MarkFigures(16_383, 16_383 * 32, 2 * 16_383));
        assertThat(whole.pause()).isGreaterThan(16_383 * 60);
    }

    @ParameterizedTest
    @EnumSource(names = {"INCREMENTAL", "GREEN_TEA"})
    void slicesEndInTime(CollectorMode mode) {
        globals.push(tree(14));
        globals.push(heap.allocate(1 << 20, false, true));
        var collector = collector(mode);
        collector.start(GcCause.HEAP, 0);
        int slices = 0;
        long oblet = (long) Marker.OBLET_BYTES / 8 * HeapCosts.DEFAULT.cycles(Step.SCAN_LARGE_WORD);
        while (!collector.isMarkDone()) {
            long used = collector.markFor(2000);
            assertThat(used).as("but for an oblet").isLessThan(2000 + oblet + 2000);
            slices++;
        }
        assertThat(slices).isGreaterThan(800);
        var figures = collector.finish(0);
        assertThat(figures.pause()).as("nothing is left to do")
                .isLessThan(HeapCosts.DEFAULT.cycles(Step.START)
                        + HeapCosts.DEFAULT.cycles(Step.FINISH) + 10_000L);
        assertThat(figures.marked().objects()).isEqualTo(16_384);
        assertThat(figures.background()).isGreaterThan(16_383 * 60);
    }

    @Test
    void aSliceCanBeOneObject() {
        globals.push(tree(3));
        var collector = collector(CollectorOptions.of(CollectorMode.INCREMENTAL).withTest(3, 1),
                new Pacer(100, Pacer.NO_LIMIT));
        assertThat(List.of(collector.isStartDue(), collector.isStartDue(),
                collector.isStartDue())).containsExactly(false, false, true);
        collector.start(GcCause.HEAP, 0);
        assertThat(collector.isStartDue()).isFalse();
        collector.markSlice(1 << 20);
        long scanned = heap.steps().of(Step.SCAN_OBJECT);
        while (heap.steps().of(Step.SCAN_OBJECT) == scanned) {
            collector.markSlice(1 << 20);
        }
        assertThat(heap.steps().of(Step.SCAN_OBJECT)).isEqualTo(scanned + 1);
    }

    @Test
    void anAllocationPaysForMarking() {
        globals.push(tree(16));
        var collector = collector(CollectorMode.INCREMENTAL);
        for (int cycle = 1; cycle <= 3; cycle++) {
            collector.start(GcCause.HEAP, cycle * 1000L << 20);
            while (!collector.isMarkDone()) {
                heap.allocate(512, true, true);
            }
            var figures = collector.finish((cycle * 1000L << 20) + (100 << 20));
            assertThat(figures.assist()).isGreaterThan(65_535 * 60);
            assertThat(figures.background()).isZero();
            // In the first cycle nobody knows how much there is to mark.
            assertThat(figures.heapEnd())
                    .isLessThan(figures.goal() * (cycle == 1 ? 2 : 1) + (64 << 10));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFullHeapAsksForACollectionBeforeItGivesUp(CollectorMode mode) {
        var collector = collector(CollectorOptions.of(mode),
                new Pacer(Pacer.OFF, Pacer.NO_LIMIT));
        long requested = 0;
        int collections = 0;
        for (int object = 0; object < 100_000; object++) {
            if (heap.allocate(1000, PAIR) == Heap.COLLECT) {
                collector.collect(GcCause.HEAP, 0);
                collections++;
                assertThat(heap.allocate(1000, PAIR)).isNotEqualTo(Heap.COLLECT);
            }
            requested += 1000;
        }
        assertThat(requested).isGreaterThan(5L * memory.limitBytes());
        assertThat(collections).isBetween(6, 8);
        globals.push(heap.allocate(9 << 20, true, true));
        assertThat(heap.allocate(9 << 20, true, true)).isEqualTo(Heap.COLLECT);
        assertThat(heap.allocate(9 << 20, true, true)).isEqualTo(Heap.COLLECT);
        collector.collect(GcCause.HEAP, 0);
        assertThatThrownBy(() -> heap.allocate(9 << 20, true, true))
                .isInstanceOf(HeapExhausted.class).hasMessageContaining("no room for an object");
    }

    @Test
    void theMemoryLimitStartsCyclesEarlier() {
        var collector = collector(CollectorOptions.of(CollectorMode.STOP_THE_WORLD),
                new Pacer(Pacer.OFF, Pacer.NO_LIMIT));
        for (int object = 0; object < 100_000; object++) {
            heap.allocate(32, PAIR);
        }
        assertThat(collector.isCycleWanted()).isFalse();
        assertThat(collector.setMemoryLimit(2 << 20)).isEqualTo(Pacer.NO_LIMIT);
        assertThat(collector.isCycleWanted()).isTrue();
        assertThat(collector.setMemoryLimit(-1)).isEqualTo(2 << 20);
        assertThat(collector.setGcPercent(50)).isEqualTo(Pacer.OFF);
    }

    @Test
    void eventsTellTheCycle() {
        var collector = collector(CollectorMode.INCREMENTAL);
        globals.push(tree(10));
        tree(10);
        collector.start(GcCause.FORCED, 1000);
        collector.markSlice(Long.MAX_VALUE);
        var figures = collector.finish(500_000);
        while (collector.sweepSlice(3) > 0) {
            // Until all is swept.
        }
        assertThat(events.get(0)).isEqualTo(new GcEvent.CycleStarted(1, GcCause.FORCED, 1000,
                figures.heapStart(), figures.goal()));
        assertThat(events.get(1)).isInstanceOfSatisfying(GcEvent.PhaseChanged.class,
                event -> assertThat(event.phase()).isEqualTo(GcPhase.MARK));
        assertThat(events.get(2)).isEqualTo(
                new GcEvent.PhaseChanged(1, GcPhase.MARK_TERMINATION, 500_000));
        assertThat(events.get(4)).isEqualTo(new GcEvent.CycleFinished(figures));
        long freed = events.stream().filter(GcEvent.SpansSwept.class::isInstance)
                .mapToLong(event -> ((GcEvent.SpansSwept) event).freedObjects()).sum();
        assertThat(freed).isEqualTo(1023);
    }

    @Test
    void aCyclePrintsGosTraceLine() {
        var collector = collector(CollectorMode.INCREMENTAL);
        globals.push(tree(17));
        tree(17);
        collector.start(GcCause.FORCED, 2_000_000);
        collector.markSlice(Long.MAX_VALUE);
        String line = collector.finish(40_000_000).trace(100_000_000).line();
        assertThat(GcTrace.parse(line)).map(GcTrace::line).contains(line);
        assertThat(line).startsWith("gc 1 @0.020s ").endsWith(" 1 P (forced)")
                .contains(" 8->8->3 MB, ");
    }

    @Test
    void memStatsAddUp() {
        var collector = collector(CollectorMode.GREEN_TEA);
        globals.push(tree(10));
        heap.allocate(3, true, true);
        heap.allocate(3, true, true);
        heap.allocate(50_000, true, true);
        heap.guestPages().allocate(16_384, 8192);
        collector.collect(GcCause.FORCED, 5000);
        var stats = collector.memStats();
        assertThat(stats.heapObjects()).isEqualTo(1023);
        assertThat(stats.alloc()).isEqualTo(1023 * 32);
        assertThat(stats.mallocs() - stats.frees()).isEqualTo(1023);
        assertThat(stats.mallocs()).isEqualTo(1023 + 3);
        assertThat(stats.totalAlloc()).isEqualTo(1023 * 32 + 16 + 57_344);
        assertThat(stats.heapSys()).isEqualTo(stats.heapInuse() + stats.heapIdle());
        assertThat(stats.guestBytes()).isEqualTo(16_384);
        assertThat(stats.bySize()).hasSize(MemStats.BY_SIZE);
        assertThat(stats.bySize().get(4)).isEqualTo(new MemStats.BySize(32, 1023, 0));
        assertThat(stats.bySize().get(2)).isEqualTo(new MemStats.BySize(16, 1, 1));
        assertThat(stats.numGc()).isEqualTo(1);
        assertThat(stats.numForcedGc()).isEqualTo(1);
        assertThat(stats.pauses().get(0)).isPositive().isEqualTo(stats.pauseTotal());
        assertThat(stats.nextGc()).isEqualTo(4 << 20);
        assertThat(stats.heapLive()).isEqualTo(1023 * 32);
        assertThat(stats.scanGlobals()).isEqualTo(8);
    }

    @Test
    void theMapShowsEachSpan() {
        int object = heap.allocate(32, PAIR);
        heap.allocate(100_000, true, true);
        assertThat(heap.map()).hasSize(2).first().isEqualTo(new SpanFigures(object, 1,
                SpanClass.of(4, false), 32, 256, 1, 0, true));
        var collector = collector(CollectorMode.INCREMENTAL);
        stack.push(object);
        collector.start(GcCause.HEAP, 0);
        collector.finish(0);
        assertThat(heap.map()).extracting(SpanFigures::marked, SpanFigures::swept)
                .containsExactly(tuple(1, false),
                        tuple(0, false));
    }

    @Test
    void stepsCostWhatTheTableSays() {
        var costs = HeapCosts.of(Map.of(Step.ALLOCATE_OBJECT, 7, Step.ALLOCATE_SPAN, 1000))
                .with(Step.REFILL, 30);
        var priced = new Heap(HeapOptions.of(HeapProfile.GO_WASM, PagePolicy.BUDDY)
                .withCosts(costs), new ArrayMemory(1 << 20), 8192);
        var before = priced.steps().snapshot();
        priced.allocate(32, PAIR);
        priced.allocate(32, PAIR);
        assertThat(priced.steps().cycles()).isEqualTo(2 * 7 + 1000 + 30);
        var since = priced.steps().since(before);
        assertThat(costs.cyclesOf(since)).isEqualTo(since.cycles()).isEqualTo(1044);
        assertThatThrownBy(() -> costs.with(Step.REFILL, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allocationsAreSampledEverySoManyBytesOnAverage() {
        long[] counts = new long[2];
        for (int run = 0; run < 2; run++) {
            var sampled = new Heap(HeapProfile.GO_WASM, new ArrayMemory(16 << 20), 8192,
                    PagePolicy.BITMAP);
            sampled.sampleEvery(4096, 42);
            for (int object = 0; object < 100_000; object++) {
                sampled.allocate(100, true, true);
                counts[run] += sampled.takeSample() ? 1 : 0;
            }
        }
        assertThat(counts[0]).isEqualTo(counts[1]).isBetween(2200L, 2650L);
        heap.sampleEvery(1, 0);
        heap.allocate(16, true, true);
        assertThat(heap.takeSample()).isTrue();
        assertThat(heap.takeSample()).isFalse();
        heap.sampleEvery(0, 0);
        heap.allocate(1 << 20, true, true);
        assertThat(heap.takeSample()).isFalse();
        assertThatThrownBy(() -> heap.sampleEvery(-1, 0)).isInstanceOf(InvalidRequest.class);
    }

    @Test
    void equalRunsCostEqualCycles() {
        long[] cycles = new long[2];
        for (int run = 0; run < 2; run++) {
            var guest = new GuestModel(HeapOptions.of(HeapProfile.GO_WASM, PagePolicy.BITMAP),
                    CollectorOptions.of(CollectorMode.GREEN_TEA).withTest(50, 100),
                    new Pacer(100, Pacer.NO_LIMIT), 4 << 20, new Random(3));
            for (int step = 0; step < 3000; step++) {
                guest.step();
                guest.slice(100);
            }
            cycles[run] = guest.heap.steps().cycles();
        }
        assertThat(cycles[0]).isEqualTo(cycles[1]).isPositive();
    }
}
