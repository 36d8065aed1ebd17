package dev.hostless.deploy.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/operations.md says of Compose and of the images is there, under the names it says. */
class ComposeDocTest {

    private static final Path HOME = Path.of("..");
    private static final Path OPERATIONS = HOME.resolve("docs/operations.md");
    private static final Pattern FILE = Pattern.compile("(?<![\\w/.-])(deploy/[\\w./-]*[\\w-])");
    private static final Pattern VARIABLE = Pattern.compile("`((?:HOSTLESS_|GRAFANA_|PROMETHEUS_)"
            + "[A-Z_]+)`");
    private static final Pattern COMMAND = Pattern.compile(
            "docker compose -f deploy/compose\\.yaml (\\w+)(.*)");
    private static final Set<String> VERBS = Set.of("up", "run", "exec", "stop", "start", "down");

    private final String section;
    private final ComposeFile compose;

    ComposeDocTest() throws IOException {
        var text = Files.readString(OPERATIONS);
        int start = text.indexOf("\n## Compose and images\n");
        assertThat(start).isPositive();
        int end = text.indexOf("\n## ", start + 1);
        section = text.substring(start, end < 0 ? text.length() : end);
        compose = ComposeFile.read();
    }

    @Test
    void filesExist() {
        var files = FILE.matcher(section).results().map(found -> found.group(1))
                .filter(file -> !file.equals("deploy/.env"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(files).contains("deploy/compose.yaml", "deploy/images/Dockerfile");
        for (var file : files) {
            assertThat(HOME.resolve(file)).exists();
        }
    }

    @Test
    void variablesAreReadBySomebody() throws Exception {
        var known = new TreeSet<String>();
        Pattern.compile("\\$\\{([A-Z_]+)[:}]").matcher(Files.readString(ComposeFile.FILE))
                .results().forEach(found -> known.add(found.group(1)));
        var inCompose = Set.copyOf(known);
        for (var settings : new String[][]{
            {"HOSTLESS_", "dev.hostless.controlplane.ControlPlaneProperties"},
            {"HOSTLESS_DATABASE_", "dev.hostless.controlplane.ControlPlaneProperties$Database"},
            {"HOSTLESS_AGENT_", "dev.hostless.agent.AgentProperties"}}) {
            Arrays.stream(Class.forName(settings[1]).getRecordComponents())
                    .forEach(field -> known.add(
                            settings[0] + field.getName().toUpperCase(Locale.ROOT)));
        }
        var named = VARIABLE.matcher(section).results().map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).containsAll(named);
        assertThat(named).containsAll(inCompose);
        var table = section.lines().filter(line -> line.startsWith("| `HOSTLESS_")).toList();
        Arrays.stream(Class.forName("dev.hostless.controlplane.ControlPlaneProperties")
                .getRecordComponents())
                .map(field -> "HOSTLESS_" + field.getName().toUpperCase(Locale.ROOT))
                .filter(variable -> !variable.equals("HOSTLESS_DATABASE"))
                .forEach(variable -> assertThat(table)
                        .anyMatch(line -> line.contains("`" + variable + "`")));
    }

    @Test
    void commandsNameServicesAndVerbsThatExist() {
        var services = compose.services().keySet();
        int count = 0;
        for (var line : section.lines().toList()) {
            var command = COMMAND.matcher(line.strip());
            if (!command.matches()) {
                continue;
            }
            count++;
            assertThat(VERBS).as(line).contains(command.group(1));
            var words = Arrays.asList(command.group(2).strip().split(" "));
            if (!Set.of("up", "down").contains(command.group(1))) {
                assertThat(words).as(line).containsAnyElementsOf(services);
            }
        }
        assertThat(count).isGreaterThan(8);
    }

    @Test
    void namesOfServicesAndVolumesAreThoseOfTheFile() {
        for (var service : compose.services().keySet()) {
            assertThat(section).as(service).contains(service);
        }
        for (var secret : compose.named("volumes")) {
            if (secret.endsWith("-secret")) {
                assertThat(section).contains("`" + secret + "`");
                for (var service : compose.services().values()) {
                    boolean mounted = service.mounts().stream()
                            .anyMatch(mount -> mount.source().equals(secret));
                    if (mounted && !service.name().matches("secrets|agent-.")) {
                        assertThat(sentenceOf(secret)).contains("`" + service.name() + "`");
                    }
                }
            }
        }
    }

    private String sentenceOf(String secret) {
        var text = section.replaceAll("\\s+", " ");
        int start = text.indexOf("`" + secret + "`");
        int next = text.indexOf("-secret` ", start + secret.length() + 2);
        int end = text.indexOf(". ", start);
        return text.substring(start, next < 0 ? end : Math.min(next, end));
    }
}
