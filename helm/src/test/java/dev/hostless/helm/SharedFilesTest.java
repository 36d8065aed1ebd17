package dev.hostless.helm;

import com.marcnuri.helm.Helm;
import dev.hostless.helm.Chart.Values;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Dashboards, rules and presets are the files of the other modules, and no copies of them. */
class SharedFilesTest {

    private static final Path DASHBOARDS = Path.of("../deploy/grafana/dashboards");
    private static final Path RULES = Path.of("../deploy/prometheus");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAP_BYTES_MAX = 1 << 20;

    @Test
    void thePackagedChartHasThemByteForByte(@TempDir Path folder) throws IOException {
        new Helm(Chart.FOLDER).packageIt().withDestination(folder).call();
        var packaged = Archive.files(Chart.onlyFile(folder));
        var files = new TreeMap<>(Map.of("presets.json", Path.of("../docs/protocol/presets.json")));
        for (var file : list(DASHBOARDS)) {
            files.put("dashboards/" + file.getFileName(), file);
        }
        for (var file : list(RULES)) {
            files.put("prometheus/" + file.getFileName(), file);
        }
        for (var file : files.entrySet()) {
            assertThat(packaged.get("hostless/files/" + file.getKey())).as(file.getKey())
                    .isEqualTo(Files.readAllBytes(file.getValue()));
        }
        var beside = new TreeSet<>(packaged.keySet());
        beside.removeIf(name -> !name.startsWith("hostless/files/"));
        assertThat(beside).hasSameSizeAs(files.keySet());
    }

    @Test
    void eachDashboardIsAConfigMapForTheSidecar() throws IOException {
        var maps = Values.EVERYTHING.objects(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getLabels().containsKey("grafana_dashboard"))
                .toList();
        var files = list(DASHBOARDS);
        assertThat(files).hasSizeGreaterThanOrEqualTo(4);
        assertThat(maps).hasSameSizeAs(files).allSatisfy(map -> {
            assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
            assertThat(map.getMetadata().getAnnotations()).containsEntry("grafana_folder",
                    "Boards");
            var data = map.getData().entrySet().iterator().next();
            assertThat(data.getValue().length()).isLessThan(MAP_BYTES_MAX);
            assertThat(data.getValue())
                    .isEqualTo(Files.readString(DASHBOARDS.resolve(data.getKey())));
        });
    }

    @Test
    @SuppressWarnings("unchecked")
    void theRulesAreThoseOfTheFiles() throws IOException {
        var wanted = new ArrayList<Object>();
        for (var file : list(RULES)) {
            if (file.toString().endsWith("-rules.yaml")) {
                wanted.addAll((List<Object>) Chart.yaml(file).get("groups"));
            }
        }
        var rules = Values.EVERYTHING.objects(PrometheusRule.class);
        assertThat(rules).hasSize(1);
        assertThat(rules.getFirst().getMetadata().getLabels()).containsEntry("release",
                "prometheus");
        // Both as JSON: the model leaves out nothing, since no field is unknown to it.
        var rendered = JSON.readTree(Chart.MODELS.asJson(rules.getFirst().getSpec()));
        assertThat(rendered.path("groups").isArray()
                ? rendered.path("groups")
                : JSON.createArrayNode())
                .isEqualTo(JSON.valueToTree(wanted));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
