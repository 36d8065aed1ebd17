package dev.hostless.deploy.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The Dockerfile makes the images that Jib makes. */
class DockerfileTest {

    private static final Path FILE = Path.of("images/Dockerfile");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void eachTargetIsConfiguredAsTheImageOfItsName() throws IOException {
        var stages = stages();
        assertThat(stages.keySet()).containsExactly("maven:3.9-eclipse-temurin-25 AS build",
                "scratch AS control-plane", "scratch AS agent");
        for (var image : Image.values()) {
            var stage = stages.get("scratch AS " + image.label());
            assertThat(environment(only(stage, "ENV"))).isEqualTo(image.environment());
            assertThat(only(stage, "USER")).isEqualTo(Image.USER + ":" + Image.USER);
            assertThat(only(stage, "WORKDIR")).isEqualTo(Image.DATA);
            assertThat(list(only(stage, "VOLUME"))).containsExactly(Image.DATA, Image.TEMPORARY);
            assertThat(only(stage, "EXPOSE")).isEqualTo(image.port() + "/tcp");
            assertThat(only(stage, "STOPSIGNAL")).isEqualTo("SIGTERM");
            assertThat(list(only(stage, "ENTRYPOINT"))).isEqualTo(image.entrypoint());
            assertThat(list(only(stage, "HEALTHCHECK").replaceFirst(".* CMD ", "")))
                    .isEqualTo(Image.probe());
        }
    }

    @Test
    void targetsCopyTheFoldersThatTheLauncherMakes() throws IOException {
        var stages = stages();
        var build = stages.get("maven:3.9-eclipse-temurin-25 AS build");
        assertThat(build).contains("WORKDIR /build/hostless", "COPY --chown=1000:1000 . .");
        assertThat(only(build.stream().filter(line -> line.contains("hostless images")).toList(),
                "RUN")).endsWith(" ./hostless images --folders");
        for (var image : Image.values()) {
            var made = "/build/hostless/target/images/" + image.label();
            assertThat(stages.get("scratch AS " + image.label())).contains(
                    "COPY --from=build " + made + "/ /",
                    "COPY --from=build --chown=10001:10001 --chmod=770 " + made + "/data /data",
                    "COPY --from=build --chown=10001:10001 --chmod=770 " + made + "/tmp /tmp");
        }
        assertThat(Path.of("../hostless")).isExecutable();
        assertThat(Path.of("../.dockerignore")).content().contains("**/target", ".hostless");
    }

    private static Map<String, List<String>> stages() throws IOException {
        var stages = new LinkedHashMap<String, List<String>>();
        var current = new ArrayList<String>();
        for (var line : Files.readAllLines(FILE)) {
            if (line.startsWith("FROM ")) {
                current = new ArrayList<>();
                stages.put(line.substring("FROM ".length()), current);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                current.add(line);
            }
        }
        return stages;
    }

    private static String only(List<String> stage, String instruction) {
        var found = stage.stream().filter(line -> line.startsWith(instruction + " ")).toList();
        assertThat(found).as(instruction).hasSize(1);
        return found.getFirst().substring(instruction.length() + 1);
    }

    private static List<String> list(String json) {
        return JSON.readValue(json, new TypeReference<>() {
        });
    }

    private static Map<String, String> environment(String pairs) {
        var environment = new TreeMap<String, String>();
        for (var pair : pairs.split(" ")) {
            var parts = pair.split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        return environment;
    }
}
