package dev.hostless.helm;

import dev.hostless.helm.Chart.Values;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/operations.md says of the chart is so. */
class OperationsTest {

    private final String section = section();

    @Test
    void valuesAndTheirDefaultsAreThoseOfTheChart() {
        var rows = found("(?m)^\\| `([a-zA-Z.]+)` \\| ([^|]+) \\|").toList();
        assertThat(rows).hasSizeGreaterThan(10).allSatisfy(row -> {
            var value = String.valueOf(valueAt(row.group(1)));
            assertThat(row.group(2)).as(row.group(1)).isEqualTo(value.isEmpty() ? "–" : value);
        });
    }

    @Test
    void keysThatAreMentionedExist() {
        assertThat(found("`([a-z][a-zA-Z]+(?:\\.[a-zA-Z]+)+)[`:]").map(it -> it.group(1))
                // Events, paths and the like look like keys.
                .filter(key -> valuesKnow(key.substring(0, key.indexOf('.')))))
                .isNotEmpty().allSatisfy(key -> assertThat(valueAt(key)).as(key).isNotNull());
    }

    @Test
    void theExamplesAreTaken() {
        assertThat(found("(?s)```yaml\\n(.*?)```").map(it -> it.group(1))).hasSize(2)
                .allSatisfy(values -> assertThat(Chart.read(Chart.text(values))).isNotEmpty());
    }

    @Test
    void theMemoryOfTheExampleIsAsTold() {
        var agent = Chart.read(Chart.text("fleets: [{name: a, boards: 100, preset: go-16m}]"))
                .stream().filter(it -> it.getMetadata().getName().equals("lab-a"))
                .map(StatefulSet.class::cast).findFirst().orElseThrow();
        assertThat(section).contains("100 boards of go-16m take 2.75 GiB");
        assertThat(agent.getSpec().getTemplate().getSpec().getContainers().getFirst()
                .getResources().getLimits().get("memory").toString()).isEqualTo("2816Mi");
    }

    @Test
    void objectsThatCommandsNameAreThere() {
        var names = new TreeSet<String>();
        for (HasMetadata object : Values.DEFAULT.objects()) {
            names.add(object.getMetadata().getName());
            if (object instanceof StatefulSet) {
                names.add(object.getMetadata().getName() + "-0");
            }
        }
        assertThat(found("\\b(lab-(?:tokens|database|postgresql|control-plane)[a-z0-9-]*)")
                .map(it -> it.group(1))).hasSizeGreaterThan(5).allMatch(names::contains);
    }

    private Stream<MatchResult> found(String pattern) {
        return Pattern.compile(pattern).matcher(section).results();
    }

    private static boolean valuesKnow(String key) {
        return Chart.yaml(Chart.FOLDER.resolve("values.yaml")).containsKey(key);
    }

    private static Object valueAt(String key) {
        Object value = Chart.yaml(Chart.FOLDER.resolve("values.yaml"));
        for (var part : List.of(key.split("\\."))) {
            assertThat(value).as(key).isInstanceOf(Map.class);
            value = ((Map<?, ?>) value).get(part);
        }
        return value;
    }

    private static String section() {
        try {
            var page = Files.readString(Path.of("../docs/operations.md"));
            int from = page.indexOf("## Kubernetes with Helm\n");
            int to = page.indexOf("\n## ", from + 1);
            return page.substring(from, to < 0 ? page.length() : to);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
