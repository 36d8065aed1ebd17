package dev.hostless.deploy;

import dev.hostless.deploy.MetricsPage.Family;
import dev.hostless.deploy.PrometheusServer.Sample;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * A real Prometheus scrapes a running {@code ./hostless up} whose boards collect garbage, of heaps
 * in the node and in the guest, take interrupts and have a tick.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusTest {
    private static final int BOARDS = 4;
    private static final double CLOCK_HZ = 200e6;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Of Prometheus, beside those of a family. */
    private static final Set<String> ADDED = Set.of("__name__", "job", "instance");

    private static RunningFleet fleet;
    private static PrometheusServer prometheus;

    @BeforeAll
    static void start(@TempDir Path data, @TempDir Path folder) throws Exception {
        PrometheusServer.requireTool("prometheus");
        fleet = RunningFleet.start(data, BOARDS);
        fleet.assign("agent-1-1", "motor-2khz", "-for", "10h");
        fleet.assign("agent-1-2", "gc-torture", "-rounds", "1000000");
        fleet.upload("ticker", Files.readAllBytes(
                Path.of("src", "test", "firmware", "ticker", "firmware.wasm")));
        fleet.assign("agent-1-3", "ticker");
        prometheus = PrometheusServer.start(folder, fleet);
        for (var program : List.of("motor-2khz", "gc-torture")) {
            Waiting.until("collections of " + program, PATIENCE,
                    () -> prometheus.query("sum(hostless_gc_cycles_total{firmware=\""
                            + fleet.firmware(program) + "\"}) > 2").size() == 1,
                    () -> prometheus.log());
        }
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    /** The last of each series, also of one that has ended. */
    private static List<Sample> seen(Family family) throws Exception {
        return prometheus.query("last_over_time(" + family.series() + "[15m])");
    }

    private static double one(String expression) throws Exception {
        var samples = prometheus.query(expression);
        assertThat(samples).as(expression).hasSize(1);
        return samples.getFirst().value();
    }

    @Test
    @Order(1)
    void everyDocumentedFamilyIsThereWithItsLabels() throws Exception {
        var families = MetricsPage.read();
        assertThat(families).hasSizeGreaterThan(60);
        var missing = new TreeSet<String>();
        Waiting.until("every family of docs/metrics.md", PATIENCE, () -> {
            missing.clear();
            for (var family : families) {
                if (seen(family).isEmpty()) {
                    missing.add(family.name());
                }
            }
            return missing.isEmpty();
        }, () -> "no series of " + missing);
        for (var family : families) {
            for (var sample : seen(family)) {
                check(family, sample);
            }
        }
    }

    private static void check(Family family, Sample sample) {
        var labels = new TreeSet<>(sample.labels().keySet());
        labels.removeAll(ADDED);
        assertThat(labels).as(family.name()).containsExactlyInAnyOrderElementsOf(family.labels());
        assertThat(sample.value()).as(family.name() + sample.labels()).isFinite()
                .isGreaterThanOrEqualTo(0);
        assertThat(sample.label("job")).isEqualTo(
                family.labels().contains("agent") ? "hostless-agent" : "hostless-control-plane");
        if (family.labels().contains("preset")) {
            assertThat(sample.label("firmware")).matches("[0-9a-f]{12}|none|other");
            assertThat(sample.label("preset")).isEqualTo("go-64m");
            assertThat(sample.label("fleet")).isEqualTo("default");
        }
        if (family.isOfNodes()) {
            assertThat(sample.label("node")).matches("agent-1-[0-3]");
        }
    }

    @Test
    @Order(2)
    void noFamilyIsThereThatIsNotDocumented() throws Exception {
        var documented = MetricsPage.read().stream().map(Family::name).toList();
        var names = prometheus.get("/api/v1/label/__name__/values");
        for (var name : names) {
            if (name.asString().startsWith("hostless_")) {
                assertThat(documented)
                        .contains(name.asString().replaceFirst("_(bucket|count|sum)$", ""));
            }
        }
    }

    @Test
    @Order(3)
    void theFiguresFitTogether() throws Exception {
        assertThat(one("sum(hostless_boards)")).isEqualTo(BOARDS);
        assertThat(one("sum(hostless_nodes)")).isEqualTo(BOARDS);
        assertThat(one("sum(hostless_cycles_total) / sum(hostless_virtual_seconds_total)"))
                .isCloseTo(CLOCK_HZ, within(CLOCK_HZ / 100));
        assertThat(prometheus.query("hostless_heap_live_bytes > hostless_ram_bytes")).isEmpty();
        assertThat(prometheus.query("hostless_gc_mutator_utilization > 1")).isEmpty();
        assertThat(prometheus.query("hostless_gc_cpu_fraction > 0.9")).isEmpty();
        var motor = "{firmware=\"" + fleet.firmware("motor-2khz") + "\"}";
        assertThat(one("hostless_ram_bytes" + motor)).isEqualTo(64 << 20);
        assertThat(one("sum(hostless_node_cycles_total" + motor + ") / sum(hostless_cycles_total"
                + motor + ")")).isEqualTo(1);
        assertThat(one("sum(hostless_gc_pause_seconds_count" + motor
                + ") / sum(hostless_gc_cycles_total" + motor + ")"))
                .as("two stops of each collection").isBetween(1.9, 3.0);
        assertThat(one("hostless_gc_pause_max_seconds" + motor)).isBetween(1e-6, 0.1);
        assertThat(one("sum(hostless_heap_bytes" + motor + ")"))
                .isBetween(1e5, one("hostless_ram_bytes" + motor));
        assertThat(one("hostless_goroutines" + motor)).isBetween(3.0, 50.0);
        assertThat(one("sum(hostless_interrupts_total{line=\"timer0\",outcome=\"delivered\"})"))
                .isGreaterThan(100);
        assertThat(one("last_over_time(hostless_tick_period_seconds[15m])"))
                .isCloseTo(0.001, within(1e-9));
        assertThat(prometheus.query("hostless_firmware_info{name=\"motor-2khz\",firmware=\""
                + fleet.firmware("motor-2khz") + "\"}")).hasSize(1);
    }

    @Test
    @Order(4)
    void aPrometheusThatAsksGetsNativeHistogramsOfTheSameValues(@TempDir Path folder)
            throws Exception {
        try (var other = PrometheusServer.start(folder, fleet,
                "--enable-feature=native-histograms")) {
            other.awaitScrapes(2);
            for (var name : List.of("hostless_gc_pause_seconds", "hostless_gc_pause_host_seconds",
                    "hostless_interrupt_latency_seconds")) {
                double before = one("sum(" + name + "_count)");
                var counted = other.query("histogram_count(sum(" + name + "))");
                assertThat(counted).as(name).hasSize(1);
                prometheus.awaitScrapes(2);
                assertThat(counted.getFirst().value()).isPositive()
                        .isBetween(0.5 * before, one("sum(" + name + "_count)"));
                assertThat(other.query("histogram_quantile(0.99, sum(" + name + "))"))
                        .singleElement().satisfies(
                                sample -> assertThat(sample.value()).isBetween(1e-7, 60.0));
                assertThat(other.query(name + "_bucket")).isEmpty();
            }
        }
    }

    @Test
    @Order(5)
    void aWrongTokenGetsAClearAnswer() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(HttpRequest
                    .newBuilder(fleet.controlPlane().resolve("/actuator/prometheus"))
                    .header("Authorization", "Bearer wrong").build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("wanted the header 'Authorization: Bearer TOKEN'")
                    .doesNotContain("jvm_");
        }
        assertThat(Files.readString(Path.of("prometheus/prometheus.yaml")))
                .contains("credentials_file");
    }

    @Test
    @Order(6)
    void rulesAreEvaluated() throws Exception {
        for (var group : prometheus.get("/api/v1/rules").required("groups")) {
            for (var rule : group.required("rules")) {
                assertThat(rule.required("health").asString()).as(rule.toString())
                        .isIn("ok", "unknown");
            }
        }
        Waiting.until("a recorded series", PATIENCE, () -> !prometheus
                .query("fleet_firmware_preset:hostless_gc_cycles_share:ratio_rate5m").isEmpty(),
                () -> prometheus.log());
    }

    @Test
    @Order(7)
    void aNodesSeriesEndWhenItIsTurnedOff() throws Exception {
        var series = "hostless_node_heap_live_bytes{node=\"agent-1-1\"}";
        assertThat(prometheus.query(series)).hasSize(1);
        fleet.turnOff("agent-1-1");
        Waiting.until("no series of the node", PATIENCE,
                () -> prometheus.query(series).isEmpty(), () -> prometheus.log());
        assertThat(one("sum(hostless_alloc_bytes_total{firmware=\""
                + fleet.firmware("motor-2khz") + "\"})")).isPositive();
        assertThat(prometheus.query("hostless_node_gc_pause_seconds_count{node=\"agent-1-1\"}"))
                .isEmpty();
    }
}
