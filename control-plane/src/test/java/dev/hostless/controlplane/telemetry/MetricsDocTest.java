package dev.hostless.controlplane.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of the control plane in docs/metrics.md is made from {@link ControlPlaneMetric}:
 * {@code -Dregenerate=true} writes it, and without it a table that differs is a failure.
 */
class MetricsDocTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    @Test
    void theTableShowsTheCatalogue() throws IOException {
        check("control plane", Arrays.stream(ControlPlaneMetric.values())
                .map(MetricsDocTest::row)
                .collect(Collectors.joining("", """
                        | family | type | unit | labels | | meaning |
                        |---|---|---|---|---|---|
                        """, "")));
    }

    private static String row(ControlPlaneMetric metric) {
        return "| `" + metric.family()
                + (metric.type() == ControlPlaneMetric.Type.COUNTER ? "_total" : "") + "` | "
                + metric.type().name().toLowerCase(Locale.ROOT) + " |  | "
                + metric.labels().stream().map(label -> "`" + label + "`")
                        .collect(Collectors.joining(", "))
                + " |  | " + metric.meaning() + " |\n";
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
