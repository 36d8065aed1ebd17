package dev.hostless.deploy.grafana;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * deploy/grafana/dashboards is made from the classes here: {@code -Dregenerate=true} writes it, and
 * without it a file that differs is a failure.
 */
class DashboardsTest {
    static final Path FOLDER = Path.of("grafana", "dashboards");

    private static final Pattern VARIABLE = Pattern
            .compile("\\$(?:\\{([a-zA-Z_][\\w.]*)(?::\\w+)?}|([a-zA-Z_]\\w*))");
    private static final Set<String> GRAFANAS_OWN = Set.of("__rate_interval", "__range",
            "__interval", "__all", "__url_time_range", "__value.text", "__field.labels.node");

    static List<Dashboard> dashboards() {
        return Dashboards.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void theFileShowsWhatTheClassesState(Dashboard dashboard) throws IOException {
        var file = FOLDER.resolve(Dashboards.fileName(dashboard));
        var text = DashboardJson.text(dashboard);
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        }
        assertThat(file).as("regenerate with -Dregenerate=true").content().isEqualTo(text);
    }

    @Test
    void noOtherFileLiesBesideThem() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Dashboards.all().stream().map(Dashboards::fileName).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void theModelIsOfTheStatedSchemaAndIdsAreUnique(Dashboard dashboard) {
        var tree = tree(dashboard);
        assertThat(tree.path("schemaVersion").asInt()).isEqualTo(42);
        assertThat(tree.path("uid").asString()).matches("[a-z0-9-]{1,40}");
        var ids = allPanels(tree).map(panel -> panel.path("id").asInt()).toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id > 0);
        assertThat(allPanels(tree).filter(DashboardsTest::isNoHeading)
                .map(panel -> panel.path("type").asString())).isSubsetOf("timeseries", "stat",
                        "heatmap", "table", "state-timeline", "bargauge");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsFillAGridOf24ColumnsWithoutOverlap(Dashboard dashboard) {
        var tree = tree(dashboard);
        assertNoOverlap(tree.path("panels"));
        tree.path("panels").forEach(panel -> assertNoOverlap(panel.path("panels")));
    }

    private static void assertNoOverlap(JsonNode panels) {
        var taken = new HashSet<List<Integer>>();
        for (var panel : panels) {
            var place = panel.path("gridPos");
            int x = place.path("x").asInt();
            int y = place.path("y").asInt();
            assertThat(place.path("w").asInt()).isBetween(1, 24 - x);
            assertThat(place.path("h").asInt()).isPositive();
            for (int column = x; column < x + place.path("w").asInt(); column++) {
                for (int line = y; line < y + place.path("h").asInt(); line++) {
                    assertThat(taken.add(List.of(column, line)))
                            .as("%s is alone at %s,%s", panel.path("title"), column, line)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void eachPanelSaysWhatItShows(Dashboard dashboard) {
        allPanels(tree(dashboard)).filter(DashboardsTest::isNoHeading).forEach(panel -> {
            var title = panel.path("title").asString();
            var defaults = panel.path("fieldConfig").path("defaults");
            assertThat(title).isNotBlank();
            assertThat(panel.path("description").asString()).as(title).endsWith(".")
                    .hasSizeGreaterThan(30);
            assertThat(defaults.path("unit").asString()).as(title).isNotBlank();
            assertThat(defaults.path("noValue").asString()).as(title).isNotBlank();
            assertThat(panel.path("targets").size()).as(title).isPositive();
            for (var target : panel.path("targets")) {
                assertThat(target.path("expr").asString()).as(title).isNotBlank();
                assertThat(target.path("legendFormat").asString()).as(title).isNotBlank();
                assertThat(target.path("datasource").path("uid").asString()).as(title)
                        .isEqualTo("${datasource}");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void titlesAreUniqueInASection(Dashboard dashboard) {
        for (var row : dashboard.rows()) {
            assertThat(row.panels().stream().map(Panel::title)).as(row.title())
                    .doesNotHaveDuplicates();
        }
    }

    /** A variable may use those before it, and all else may use any. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void eachVariableIsDefinedBeforeItIsUsed(Dashboard dashboard) {
        var defined = new TreeSet<>(GRAFANAS_OWN);
        for (var variable : dashboard.variables()) {
            if (variable instanceof Variable.Labels labels) {
                assertThat(defined).as(labels.query()).containsAll(used(labels.query()));
            }
            assertThat(defined.add(variable.name())).as(variable.name()).isTrue();
        }
        assertThat(defined).containsAll(used(DashboardJson.text(dashboard)));
        dashboard.rows().stream().map(Row::repeat).filter(repeat -> repeat != null)
                .forEach(repeat -> assertThat(defined).contains(repeat));
    }

    /** Each one but what the links use by itself narrows a query or repeats a section. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void eachVariableIsUsed(Dashboard dashboard) {
        assertThat(used(DashboardJson.text(dashboard))).containsAll(
                dashboard.variables().stream().map(Variable::name).toList());
    }

    @Test
    void linksToDashboardsLeadToOnes() {
        var uids = Dashboards.all().stream().map(Dashboard::uid).toList();
        for (var dashboard : Dashboards.all()) {
            var address = Pattern.compile("\"/d/([^?\"]+)").matcher(DashboardJson.text(dashboard));
            while (address.find()) {
                assertThat(uids).contains(address.group(1));
            }
        }
    }

    @Test
    void aPanelWithoutCurvesHasNoneToColour() {
        var stat = Panel.stat("Boards", Unit.COUNT, "How many there are.");
        assertThatThrownBy(() -> stat.look("Boards", "red", false))
                .hasMessage("BUG: Boards has no curves to colour");
        assertThatThrownBy(() -> Threshold.warnAndAlarm(0.5, 0.25))
                .hasMessage("wanted a warning below its alarm, got 0.5 and 0.25");
    }

    private static Set<String> used(String text) {
        var names = new TreeSet<String>();
        var match = VARIABLE.matcher(text);
        while (match.find()) {
            var name = match.group(1) == null ? match.group(2) : match.group(1);
            names.add(name);
        }
        return names;
    }

    static JsonNode tree(Dashboard dashboard) {
        return JsonMapper.shared().readTree(DashboardJson.text(dashboard));
    }

    /** Headings, panels, and those in folded sections. */
    static Stream<JsonNode> allPanels(JsonNode tree) {
        var all = new ArrayList<JsonNode>();
        for (var panel : tree.path("panels")) {
            all.add(panel);
            panel.path("panels").forEach(all::add);
        }
        return all.stream();
    }

    private static boolean isNoHeading(JsonNode panel) {
        return !panel.path("type").asString().equals("row");
    }
}
