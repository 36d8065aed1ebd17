package dev.hostless.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of the agent in docs/metrics.md are made from {@link AgentMetric}:
 * {@code -Dregenerate=true} writes them, and without it a table that differs is a failure.
 */
class MetricsDocTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    @Test
    void theTableOfBoardsShowsTheCatalogue() throws IOException {
        check("boards", Arrays.stream(AgentMetric.values())
                .filter(metric -> metric.scope() != AgentMetric.Scope.AGENT)
                .map(metric -> row(metric, metric.scope() == AgentMetric.Scope.NODES
                        ? "`" + name(metric.nodeFamily(), metric) + "`"
                        : ""))
                .collect(Collectors.joining("", """
                        | family | type | unit | labels | of single nodes | meaning |
                        |---|---|---|---|---|---|
                        """, "")));
    }

    @Test
    void theTableOfTheAgentShowsTheCatalogue() throws IOException {
        check("agent", Arrays.stream(AgentMetric.values())
                .filter(metric -> metric.scope() == AgentMetric.Scope.AGENT)
                .map(metric -> row(metric, ""))
                .collect(Collectors.joining("", """
                        | family | type | unit | labels | | meaning |
                        |---|---|---|---|---|---|
                        """, "")));
    }

    private static String row(AgentMetric metric, String ofNodes) {
        var unit = metric.unit();
        return "| `" + name(metric.family(), metric) + "` | "
                + metric.type().name().toLowerCase(Locale.ROOT) + " | "
                + (unit == null ? "" : unit) + " | " + labels(metric.labels()) + " | " + ofNodes
                + " | " + metric.meaning() + " |\n";
    }

    private static String name(String family, AgentMetric metric) {
        return metric.type() == AgentMetric.Type.COUNTER ? family + "_total" : family;
    }

    private static String labels(List<String> labels) {
        return labels.stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
    }

    private static void check(String section, String table) throws IOException {
        var begin = "<!-- begin of " + section + " -->\n";
        var end = "<!-- end of " + section + " -->\n";
        var page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        assertThat(from).as(begin.strip() + " in " + PAGE).isBetween(begin.length(), to);
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
        } else {
            assertThat(page.substring(from, to)).as("regenerate with -Dregenerate=true")
                    .isEqualTo(table);
        }
    }
}
