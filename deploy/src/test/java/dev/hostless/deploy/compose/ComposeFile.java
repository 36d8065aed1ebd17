package dev.hostless.deploy.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code deploy/compose.yaml}, merged as YAML merges. */
final class ComposeFile {

    static final Path FILE = Path.of("compose.yaml");

    private final Map<String, Object> root;

    private ComposeFile(Map<String, Object> root) {
        this.root = root;
    }

    static ComposeFile read() throws IOException {
        return new ComposeFile(yaml(FILE));
    }

    static Map<String, Object> yaml(Path file) throws IOException {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return map(new Yaml(new SafeConstructor(options)).load(Files.readString(file)));
    }

    Map<String, Service> services() {
        var all = new TreeMap<String, Service>();
        map(root.get("services")).forEach((name, of) -> all.put(name, new Service(name, map(of))));
        return all;
    }

    Set<String> named(String kind) {
        return map(root.get(kind)).keySet();
    }

    /** A mount of a volume or of a file beside the Compose file. */
    record Mount(String source, String target, boolean readOnly) {

        boolean isFile() {
            return source.startsWith(".");
        }
    }

    record Service(String name, Map<String, Object> fields) {

        Map<String, String> environment() {
            return map(fields.get("environment")).entrySet().stream().collect(Collectors
                    .toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
        }

        List<Mount> mounts() {
            return texts("volumes").stream().map(text -> {
                var parts = text.split(":");
                assertThat(parts.length).as(text).isBetween(2, 3);
                return new Mount(parts[0], parts[1], parts.length == 3 && parts[2].equals("ro"));
            }).toList();
        }

        List<String> texts(String field) {
            return ComposeFile.texts(fields.get(field));
        }

        Set<String> after() {
            return map(fields.get("depends_on")).keySet();
        }

        String text(String field) {
            return String.valueOf(fields.get(field));
        }
    }

    static List<String> texts(@Nullable Object list) {
        return list == null ? List.of() : ((List<?>) list).stream().map(String::valueOf).toList();
    }

    static Map<String, Object> map(@Nullable Object object) {
        return object == null
                ? Map.of()
                : ((Map<?, ?>) object).entrySet().stream().collect(Collectors.toMap(
                        entry -> String.valueOf(entry.getKey()),
                        entry -> Objects.requireNonNullElse(entry.getValue(), Map.of()),
                        (_, last) -> last, TreeMap::new));
    }
}
