package dev.hostless.deploy;

import dev.hostless.deploy.GrafanaQueries.Asked;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asks a real Prometheus, which has scraped a fleet of boards that collect, miss ticks, are reset
 * and trap, all that the dashboards ask. What was seen is written to target/dashboards.txt.
 */
class DashboardQueriesTest {
    private static final Path FOLDER = RunningFleet.HOME.resolve("deploy/grafana/dashboards");
    private static final Path SEEN = Path.of("target", "dashboards.txt");
    private static final Duration RANGE = Duration.ofMinutes(5);
    private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

    private static TestFleet fleet;
    private static PrometheusServer prometheus;

    @BeforeAll
    static void start(@TempDir Path data, @TempDir Path folder) throws Exception {
        PrometheusServer.requireTool("prometheus");
        Files.deleteIfExists(SEEN);
        fleet = TestFleet.start(data);
        prometheus = PrometheusServer.start(folder, fleet.services());
        prometheus.awaitScrapes(4);
        fleet.trapAgain();
        prometheus.awaitScrapes(8);
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

    /** What a reader may have chosen, and which of it has the figures that are looked for. */
    private record View(String name, Map<String, String> values) {
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostless-gc", "hostless-fleet", "hostless-firmware-ab",
        "hostless-services"})
    void eachQueryFindsRealFigures(String uid) throws Exception {
        var dashboard = GrafanaQueries.read(FOLDER.resolve(uid + ".json"));
        var seen = new LinkedHashMap<String, String>();
        var empty = new LinkedHashMap<String, String>();
        for (var view : views()) {
            for (var query : dashboard.queries()) {
                var asked = query.with(view.values());
                var series = series(answer(asked));
                series.forEach(one -> assertThat(one.path("metric").propertyNames())
                        .as("labels that the legend of %s names", query.where())
                        .containsAll(labels(query.where())));
                if (!series.isEmpty()) {
                    seen.putIfAbsent(query.where(), "%s: %d series, %s".formatted(view.name(),
                            series.size(), lastValue(series.getFirst())));
                } else {
                    empty.put(query.where(), asked.expr());
                }
            }
        }
        empty.keySet().removeAll(seen.keySet());
        if (fleet.tickingGo().isEmpty()) {
            // Nothing else here both has a tick that runs and is collected.
            empty.keySet().removeIf(where -> where.contains("share of the tick"));
        }
        report(dashboard, seen);
        assertThat(empty).as("queries of %s without data", dashboard.title()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostless-gc", "hostless-fleet", "hostless-firmware-ab",
        "hostless-services"})
    void aChoiceThatMatchesNothingIsNoError(String uid) throws Exception {
        var dashboard = GrafanaQueries.read(FOLDER.resolve(uid + ".json"));
        var nothing = new HashMap<>(views().getFirst().values());
        for (var name : List.of("fleet", "firmware", "preset", "node", "a", "b", "plane",
                "agent")) {
            nothing.put(name, "no-such");
        }
        for (var query : dashboard.queries()) {
            answer(query.with(nothing));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostless-gc", "hostless-fleet", "hostless-firmware-ab",
        "hostless-services"})
    void eachVariableOffersWhatThereIs(String uid) throws Exception {
        var dashboard = GrafanaQueries.read(FOLDER.resolve(uid + ".json"));
        for (var variable : dashboard.variables()) {
            var values = new HashMap<>(views().getFirst().values());
            var offered = offered(variable, values);
            assertThat(offered).as(variable.name()).isNotEmpty();
            switch (variable.name()) {
                case "node" -> assertThat(offered).contains(fleet.motor().node());
                case "firmware", "a" -> assertThat(offered).contains(fleet.motor().firmware(),
                        fleet.rebuilt().firmware());
                case "b" -> assertThat(offered).contains(fleet.rebuilt().firmware())
                        .doesNotContain(fleet.motor().firmware());
                case "fleet" -> assertThat(offered).containsExactly("default");
                default -> {
                    // Not known here.
                }
            }
            values.put("fleet", "no-such");
            if (variable.series().contains("$fleet")) {
                assertThat(offered(variable, values)).isEmpty();
            }
        }
    }

    @Test
    void replacesVariablesAsGrafanaDoes() {
        var values = Map.of("node", GrafanaQueries.pattern(List.of("a-1", "b.2")), "all", ".*");
        assertThat(GrafanaQueries.replace("up{node=~\"$node\",x=~\"${all:regex}\"}", values))
                .isEqualTo("up{node=~\"(a-1|b\\\\.2)\",x=~\".*\"}");
        assertThat(GrafanaQueries.lengths(RANGE, Duration.ofSeconds(20), Duration.ofSeconds(15)))
                .isEqualTo(Map.of("__range", "300s", "__interval", "20s", "__rate_interval",
                        "60s"));
    }

    private static List<View> views() {
        var views = new ArrayList<View>();
        for (var board : fleet.boards()) {
            var values = new HashMap<>(GrafanaQueries.lengths(RANGE, PrometheusServer.INTERVAL,
                    PrometheusServer.INTERVAL));
            for (var name : List.of("fleet", "firmware", "preset", "agent")) {
                values.put(name, ".+");
            }
            values.put("node", GrafanaQueries.pattern(List.of(board.node())));
            values.put("plane", fleet.services().controlPlane().getAuthority());
            values.put("a", fleet.motor().firmware());
            values.put("b", board.equals(fleet.motor())
                    ? fleet.rebuilt().firmware()
                    : board.firmware());
            views.add(new View(board.program() + " on " + board.node(), values));
        }
        return views;
    }

    private static List<String> offered(GrafanaQueries.Choice variable,
            Map<String, String> values) throws Exception {
        var offered = new ArrayList<String>();
        prometheus.get("/api/v1/label/" + variable.label() + "/values?match[]="
                + encoded(GrafanaQueries.replace(variable.series(), values)))
                .forEach(value -> offered.add(value.asString()));
        return offered;
    }

    private static JsonNode answer(Asked query) throws Exception {
        long end = (long) prometheus.query("vector(time())").getFirst().value();
        try {
            return prometheus.get(query.instant()
                    ? "/api/v1/query?time=" + end + "&query=" + encoded(query.expr())
                    : "/api/v1/query_range?start=" + (end - RANGE.toSeconds()) + "&end=" + end
                            + "&step=" + PrometheusServer.INTERVAL.toSeconds() + "&query="
                            + encoded(query.expr()));
        } catch (IllegalStateException refused) {
            throw new AssertionError(query.where() + ": " + refused.getMessage(), refused);
        }
    }

    /** Those with a value: a quantile of no events is none. */
    private static List<JsonNode> series(JsonNode answer) {
        return answer.required("result").valueStream()
                .filter(series -> values(series).anyMatch(Double::isFinite)).toList();
    }

    private static Stream<Double> values(JsonNode series) {
        var points = series.has("value")
                ? Stream.of(series.required("value"))
                : series.required("values").valueStream();
        return points.map(point -> point.required(1).asString()).map(text -> switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.valueOf(text);
        });
    }

    private static String lastValue(JsonNode series) {
        var value = values(series).filter(Double::isFinite).reduce((_, last) -> last)
                .orElseThrow();
        return "last value of the first %.4g %s".formatted(value, series.path("metric"));
    }

    private static List<String> labels(String where) {
        return IN_LEGEND.matcher(where).results().map(label -> label.group(1)).toList();
    }

    private static void report(GrafanaQueries dashboard, Map<String, String> seen)
            throws IOException {
        var text = new StringBuilder("%s: %d panels, %d queries, %d with data%n".formatted(
                dashboard.title(), dashboard.panels(), dashboard.queries().size(), seen.size()));
        seen.forEach((where, what) -> text.append("  ").append(where).append(" <- ").append(what)
                .append('\n'));
        Files.writeString(SEEN, text, java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
