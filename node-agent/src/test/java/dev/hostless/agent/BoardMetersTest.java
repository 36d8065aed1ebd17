package dev.hostless.agent;

import dev.hostless.board.BoardSnapshot;
import dev.hostless.board.BoardState;
import dev.hostless.board.CollectorPhase;
import dev.hostless.board.GcCycle;
import dev.hostless.board.GcFigures;
import dev.hostless.board.GcPause;
import dev.hostless.board.HeapPolicy;
import dev.hostless.board.HeapReport;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BoardMetersTest {
    private static final String HELLO = "sha256:" + "0123456789abcdef".repeat(4);
    private static final String OTHER = "sha256:" + "fedcba9876543210".repeat(4);
    private static final long HZ = MeterFixture.PRESET.clockHz();
    private static final int SCRAPE_MIB_MAX = 8;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final BoardMeters meters = MeterFixture.meters(registry);

    /** A board that says what it is told to say. */
    private final class TestBoard {
        private final BoardMeters.Node node;
        private BootMeters boot = MeterFixture.boot();
        private BoardState state = new BoardState.Running();
        private long seconds;

        TestBoard(String name, boolean hasSeries) {
            node = meters.node(name, hasSeries);
        }

        TestBoard boots(String digest) {
            node.wants(digest);
            boot = node.nextBoot();
            seconds = 0;
            node.boots(boot, this::snapshot, this::heap);
            node.shows("Running");
            return this;
        }

        TestBoard runs(int more) {
            seconds += more;
            return this;
        }

        void traps() {
            state = new BoardState.Trapped("unreachable", List.of());
            node.ended();
            node.shows("Trapped");
        }

        private BoardSnapshot snapshot() {
            long cycle = seconds * HZ;
            return new BoardSnapshot(state, cycle, seconds * 1_000_000_000L, 0, cycle / 2,
                    cycle / 2, 1 << 20, HZ / 100, new BoardSnapshot.Ticks(100 * seconds, seconds),
                    new BoardSnapshot.Interrupts(1, 2, 3, 4, List.of(line(0), line(32), line(17))),
                    new BoardSnapshot.Uart(7 * seconds, seconds, 0),
                    new GcFigures.Observed(seconds,
                            new GcFigures.Pauses(1, 1, 1, 1, 1, 1, 1),
                            java.util.OptionalLong.empty(), java.util.OptionalLong.empty(),
                            java.util.OptionalLong.empty()),
                    Optional.of(new BoardSnapshot.Heap(HeapPolicy.Collector.GREENTEA, 1000, 900,
                            2000, Long.MAX_VALUE, 50 * seconds, HZ / 8 * seconds, 0, 0, 0, 0)),
                    List.of(), new BoardSnapshot.Mishaps(Collections.emptySortedMap(),
                            new TreeMap<>(java.util.Map.of("watchdog", seconds))));
        }

        private BoardSnapshot.Line line(int number) {
            return new BoardSnapshot.Line(number, false, List.of(new BoardSnapshot.Phase(
                    CollectorPhase.OFF, 6 * seconds, seconds, 2 * seconds, 3 * seconds, 1, 1, 1,
                    1)));
        }

        private Optional<HeapReport> heap() {
            var classes = IntStream.rangeClosed(0, 67).mapToObj(
                    index -> new HeapReport.SizeClass(16 * index, false, 1, 1, 16, 0)).toList();
            return Optional.of(new HeapReport(1, HeapPolicy.Collector.GREENTEA, 1, 1, 900, 2000,
                    1, 640 * seconds, 10 * seconds, 1, 1, 8192, 1, 1,
                    new HeapReport.Cycles(1, 1, 1, 1), 8192, classes, List.of(), 5));
        }
    }

    private String scrape() {
        try (var page = new ByteArrayOutputStream()) {
            PrometheusTextFormatWriter.create().write(page, registry.scrape());
            return page.toString(StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String series(String name, String firmware, String more) {
        var labels = new TreeMap<String, String>();
        for (var label : ("agent=lab,fleet=bench,preset=go-64m,firmware=" + firmware
                + (more.isEmpty() ? "" : "," + more)).split(",")) {
            labels.put(label.split("=")[0], label.split("=")[1]);
        }
        return name + "{" + String.join(",", labels.entrySet().stream()
                .map(label -> label.getKey() + "=\"" + label.getValue() + "\"").toList()) + "} ";
    }

    private static String hello(String name, String more) {
        return series(name, "0123456789ab", more);
    }

    @Test
    void boardsOfTheSameFirmwareAreAddedUp() {
        new TestBoard("lab-0", false).boots(HELLO).runs(3);
        new TestBoard("lab-1", false).boots(HELLO).runs(4);
        assertThat(scrape()).contains(hello("hostless_virtual_seconds_total", "") + "7.0\n")
                .contains(hello("hostless_boards", "state=Running") + "2.0\n")
                .contains(hello("hostless_boards", "state=Trapped") + "0.0\n")
                .contains(hello("hostless_heap_live_bytes", "") + "2000.0\n")
                .contains(hello("hostless_heap_limit_bytes", "") + "1.34217728E8\n")
                .contains(hello("hostless_tick_period_seconds", "") + "0.01\n")
                .contains(hello("hostless_gc_cpu_fraction", "") + "0.125\n")
                .contains(hello("hostless_interrupts_total", "line=uart0,outcome=lost") + "21.0\n")
                .contains(hello("hostless_interrupts_total", "line=tick,outcome=delivered"))
                .contains(hello("hostless_interrupts_total", "line=17,outcome=coalesced"))
                .contains(hello("hostless_heap_bytes", "class=large") + "32.0\n")
                .contains(hello("hostless_alloc_objects_total", "") + "70.0\n")
                .contains(hello("hostless_resets_total", "cause=watchdog") + "7.0\n")
                .doesNotContain("hostless_node_");
    }

    @Test
    void cyclesAddUp() {
        new TestBoard("lab-0", false).boots(HELLO).runs(8);
        assertThat(scrape())
                .contains(hello("hostless_cycles_total", "kind=gc") + (double) HZ)
                .contains(hello("hostless_cycles_total", "kind=guest") + 3.0 * HZ)
                .contains(hello("hostless_cycles_total", "kind=idle") + 4.0 * HZ);
    }

    @Test
    void whatABootDidStaysWhenItEnds() {
        var board = new TestBoard("lab-0", true).boots(HELLO).runs(3);
        board.traps();
        assertThat(scrape()).contains(hello("hostless_virtual_seconds_total", "") + "3.0\n")
                .contains(hello("hostless_node_virtual_seconds_total", "node=lab-0") + "3.0\n")
                .contains(hello("hostless_traps_total", "") + "1.0\n")
                .contains(hello("hostless_boards", "state=Trapped") + "1.0\n")
                .doesNotContain("hostless_heap_live_bytes{");
        board.state = new BoardState.Running();
        board.boots(HELLO).runs(2);
        assertThat(scrape()).contains(hello("hostless_virtual_seconds_total", "") + "5.0\n")
                .contains(hello("hostless_node_virtual_seconds_total", "node=lab-0") + "5.0\n");
    }

    @Test
    void aNodesSeriesGoWithWhatItRan() {
        var board = new TestBoard("lab-0", true).boots(HELLO).runs(3);
        board.boot.gcPaused(new GcPause(GcPause.Stop.MARK_TERMINATION, 0, HZ / 1000, 5));
        assertThat(scrape()).contains(hello("hostless_node_gc_pause_seconds_count",
                "node=lab-0,phase=mark_termination") + "1\n");
        board.node.ended();
        board.boots(OTHER);
        assertThat(scrape()).doesNotContain(hello("hostless_node", "").substring(0, 13)
                + "_virtual_seconds_total{agent=\"lab\",firmware=\"0123")
                .contains(hello("hostless_virtual_seconds_total", "") + "3.0\n")
                .contains(series("hostless_node_virtual_seconds_total", "fedcba987654",
                        "node=lab-0") + "0.0\n");
        board.node.ended();
        board.node.wants(null);
        board.node.shows("Off");
        assertThat(scrape().lines().filter(line -> line.startsWith("hostless_node_"))
                .filter(line -> line.contains("firmware=\"0123")
                        || line.contains("firmware=\"fedc")))
                .isEmpty();
    }

    @Test
    void pausesAndLatenciesAreClassicAndNativeHistograms() {
        var board = new TestBoard("lab-0", false).boots(HELLO);
        board.boot.gcPaused(new GcPause(GcPause.Stop.SWEEP_TERMINATION, 100, 100 + HZ / 1000,
                2_000_000));
        board.boot.interruptTaken(0, CollectorPhase.MARKING, 10, 10 + HZ / 100_000);
        board.boot.gcFinished(
                new GcCycle(1, 0, 1, 2, 3, 1, 1, true, Optional.empty()));
        assertThat(scrape())
                .contains(hello("hostless_gc_pause_seconds_bucket", "phase=sweep_termination")
                        .replace("} ", ",le=\"0.001\"} 1"))
                .contains(hello("hostless_gc_pause_host_seconds_sum", "phase=sweep_termination")
                        + "0.002")
                .contains(hello("hostless_interrupt_latency_seconds_count", "phase=marking") + "1")
                .contains(hello("hostless_gc_cycles_total", "cause=forced") + "1.0")
                .contains(hello("hostless_gc_cycles_total", "cause=heap") + "0.0");
        var pauses = registry.scrape().stream()
                .filter(family -> family.getMetadata().getName()
                        .equals("hostless_gc_pause_seconds"))
                .map(HistogramSnapshot.class::cast).findFirst().orElseThrow().getDataPoints();
        assertThat(pauses).anySatisfy(point -> {
            assertThat(point.hasNativeHistogramData()).isTrue();
            assertThat(point.getNativeBucketsForPositiveValues().size()).isEqualTo(1);
            assertThat(point.getLabels().get("phase")).isEqualTo("sweep_termination");
        });
    }

    @Test
    void firmwareBeyondTheLimitSharesALabelUntilAnotherIsForgotten() {
        var boards = IntStream.rangeClosed(0, BoardMeters.FIRMWARE_MAX)
                .mapToObj(index -> new TestBoard("lab-" + index, false)
                        .boots("sha256:%012x".formatted(index)).runs(1))
                .toList();
        assertThat(boards).hasSize(BoardMeters.FIRMWARE_MAX + 1);
        assertThat(firmwareLabels()).hasSize(BoardMeters.FIRMWARE_MAX + 1)
                .contains(BoardGroup.OTHER);
        var many = new BoardMetersTest();
        var same = many.new TestBoard("lab-0", false);
        for (int index = 0; index < 3 * BoardMeters.FIRMWARE_MAX; index++) {
            same.boots("sha256:%012x".formatted(index)).runs(1);
            same.node.ended();
        }
        assertThat(many.firmwareLabels()).hasSize(BoardMeters.FIRMWARE_MAX)
                .doesNotContain(BoardGroup.OTHER)
                .contains("%012x".formatted(3 * BoardMeters.FIRMWARE_MAX - 1));
    }

    private List<String> firmwareLabels() {
        return registry.scrape().stream().flatMap(family -> family.getDataPoints().stream())
                .map(point -> point.getLabels()).filter(labels -> labels.contains("firmware"))
                .map(labels -> labels.get("firmware")).distinct().sorted().toList();
    }

    @Test
    void aScrapeOfFiveThousandNodesIsBounded() {
        for (int index = 0; index < 5_000; index++) {
            var board = new TestBoard("lab-" + index, index < 100)
                    .boots("sha256:%012x".formatted(index % 60)).runs(5);
            board.boot.gcPaused(new GcPause(GcPause.Stop.SWEEP_TERMINATION, 1, 1000 + index, 5));
            board.boot.interruptTaken(0, CollectorPhase.OFF, 1, 500 + index);
        }
        scrape();
        long begin = System.nanoTime();
        var page = scrape();
        System.out.printf("5000 nodes, 60 firmwares, 100 with series: %d series, %d KiB, %d ms%n",
                page.lines().filter(line -> !line.startsWith("#")).count(), page.length() >> 10,
                (System.nanoTime() - begin) / 1_000_000);
        assertThat(page.length()).isLessThan(SCRAPE_MIB_MAX << 20);
        assertThat(page).contains("node=\"lab-99\"").doesNotContain("node=\"lab-100\"");
        assertThat(firmwareLabels()).hasSize(BoardMeters.FIRMWARE_MAX + 1)
                .contains(BoardGroup.OTHER);
        assertThat(registry.scrape().stream()
                .filter(family -> family.getMetadata().getName().equals("hostless_boards"))
                .flatMap(family -> family.getDataPoints().stream())
                .map(point -> point.getLabels()).filter(labels -> labels.contains("node")))
                .isEmpty();
        Promtool.requireClean(page, "hostless_");
    }

    @Test
    void everyLabelNameIsDeclared() {
        new TestBoard("lab-0", true).boots(HELLO).runs(1);
        for (var family : registry.scrape()) {
            var metric = List.of(AgentMetric.values()).stream()
                    .filter(each -> family.getMetadata().getName().equals(each.family())
                            || family.getMetadata().getName().equals(each.nodeFamily()))
                    .findFirst().orElseThrow();
            for (var point : family.getDataPoints()) {
                assertThat(names(point.getLabels())).containsAll(metric.labels())
                        .containsAll(AgentMetric.BOARD_LABELS).contains("agent");
            }
        }
    }

    private static List<String> names(Labels labels) {
        return labels.stream().map(label -> label.getName()).toList();
    }
}
