package dev.hostless.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.yaml.snakeyaml.Yaml;

/** The chart, rendered by Helm. */
final class Chart {

    static final Path FOLDER = Path.of("hostless");
    static final String RELEASE = "lab";
    static final String NAMESPACE = "boards";

    /** Reads each kind into the model that is its own. */
    static final KubernetesSerialization MODELS = new KubernetesSerialization();

    private static final Map<Values, String> RENDERED = new ConcurrentHashMap<>();

    /** With nothing in it, as before the first installation. */
    private static final MockCluster EMPTY = new MockCluster();

    private Chart() {
    }

    /** Values of the chart, and what some overlay changes in them. */
    enum Values {
        DEFAULT, MINIMAL, EXTERNAL_DATABASE, EVERYTHING;

        Path file() {
            var name = name().toLowerCase(Locale.ROOT).replace('_', '-');
            return this == DEFAULT
                    ? FOLDER.resolve("values.yaml")
                    : Path.of("src/test/resources/values/" + name + ".yaml");
        }

        List<HasMetadata> objects() {
            return read(RENDERED.computeIfAbsent(this, values -> Chart.text(values.file())));
        }

        <T extends HasMetadata> List<T> objects(Class<T> type) {
            return objects().stream().filter(type::isInstance).map(type::cast).toList();
        }
    }

    /** What is rendered for a file of values. */
    static String text(Path values) {
        return text(values, RELEASE);
    }

    /** The same under another name. */
    static String text(Path values, String release) {
        return text(values, release, EMPTY);
    }

    /** The same where the cluster holds something already. */
    static String text(Path values, MockCluster cluster) {
        return text(values, RELEASE, cluster);
    }

    private static String text(Path values, String release, MockCluster cluster) {
        cluster.use();
        return new Helm(FOLDER).template().withName(release).withNamespace(NAMESPACE)
                .withKubeVersion("1.33.0").withValuesFile(values).call();
    }

    static List<HasMetadata> read(String yaml) {
        Object read = MODELS.unmarshal(yaml);
        return read instanceof Collection<?> all
                ? all.stream().map(HasMetadata.class::cast).toList()
                : List.of((HasMetadata) read);
    }

    /** The same with values as YAML. */
    static String text(String values) {
        try {
            var file = Files.createTempFile("values", ".yaml");
            try {
                return text(Files.writeString(file, values));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lints a copy of the chart whose own values are these: Helm's library takes no others. */
    static LintResult lint(Path values, Path copy) {
        try {
            new Helm(FOLDER).packageIt().withDestination(copy).call();
            var chart = Archive.unpack(onlyFile(copy), copy);
            var merged = merged(yaml(FOLDER.resolve("values.yaml")), yaml(values));
            Files.writeString(chart.resolve("values.yaml"), new Yaml().dump(merged));
            return new Helm(chart).lint().strict().call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path onlyFile(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }

    static Map<String, Object> yaml(Path file) {
        try (var in = Files.newBufferedReader(file)) {
            return new Yaml().load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Helm does it: maps are merged, all else is replaced. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> merged(Map<String, Object> under, Map<String, Object> over) {
        var merged = new TreeMap<>(under);
        over.forEach((key, value) -> merged.merge(key, value,
                (below, above) -> below instanceof Map && above instanceof Map
                        ? merged((Map<String, Object>) below, (Map<String, Object>) above)
                        : above));
        return merged;
    }
}
