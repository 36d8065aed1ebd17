package dev.hostless.deploy.compose;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static dev.hostless.deploy.compose.ComposeFile.map;
import static dev.hostless.deploy.compose.ComposeFile.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ComposeTest {

    private static final Pattern DEFAULT = Pattern.compile("\\$\\{[A-Z_]+:-([^}]*)}");

    private final ComposeFile compose;

    ComposeTest() throws IOException {
        compose = ComposeFile.read();
    }

    @Test
    void thereIsAllThatAFleetIsLookedAtWith() {
        assertThat(compose.services().keySet()).containsExactlyInAnyOrder("secrets", "postgres",
                "control-plane", "agent-1", "agent-2", "prometheus", "grafana");
    }

    @Test
    void everythingNamedExists() {
        for (var service : compose.services().values()) {
            for (var mount : service.mounts()) {
                if (mount.isFile()) {
                    assertThat(Path.of(mount.source())).as(service.name()).exists();
                    assertThat(mount.readOnly()).as(mount.source()).isTrue();
                } else {
                    assertThat(compose.named("volumes")).contains(mount.source());
                }
            }
            assertThat(compose.services().keySet()).containsAll(service.after());
            assertThat(compose.named("networks")).containsAll(service.texts("networks"));
        }
    }

    @Test
    void servicesAreConfinedAndTellHowTheyAre() {
        for (var service : compose.services().values()) {
            var as = service.name();
            assertThat(service.text("read_only")).as(as).isEqualTo("true");
            assertThat(service.texts("cap_drop")).as(as).containsExactly("ALL");
            assertThat(service.texts("security_opt")).as(as).contains("no-new-privileges:true");
            assertThat(service.fields()).as(as).doesNotContainKeys("privileged", "cap_add", "pid");
            assertThat(service.text("image")).as(as).matches("\\S+:\\S+").doesNotEndWith(":latest");
            if (!as.equals("secrets")) {
                assertThat(texts(map(service.fields().get("healthcheck")).get("test"))).as(as)
                        .startsWith("CMD").hasSizeGreaterThan(1);
                assertThat(service.text("restart")).as(as).isEqualTo("unless-stopped");
            }
        }
    }

    /** The three that an operator's browser opens, on this machine only. */
    @Test
    void onlyLoopbackPortsArePublished() {
        var published = new TreeSet<String>();
        for (var service : compose.services().values()) {
            service.texts("ports").forEach(port -> published.add(withDefaults(port)));
        }
        assertThat(published).containsExactly("127.0.0.1:3000:3000", "127.0.0.1:8080:8080",
                "127.0.0.1:9090:9090");
        assertThat(compose.services().get("postgres").texts("networks"))
                .containsExactly("database");
    }

    @Test
    void settingsAreThoseOfTheServices() throws ReflectiveOperationException {
        var known = new TreeSet<String>();
        addSettings(known, "HOSTLESS_", "dev.hostless.controlplane.ControlPlaneProperties");
        addSettings(known, "HOSTLESS_DATABASE_",
                "dev.hostless.controlplane.ControlPlaneProperties$Database");
        addSettings(known, "HOSTLESS_AGENT_", "dev.hostless.agent.AgentProperties");
        for (var name : List.of("control-plane", "agent-1", "agent-2")) {
            assertThat(known).containsAll(compose.services().get(name).environment().keySet());
        }
        for (var name : List.of("agent-1", "agent-2")) {
            assertThat(compose.services().get(name).environment())
                    .containsEntry("HOSTLESS_AGENT_NAME", name);
        }
    }

    private static void addSettings(TreeSet<String> known, String prefix, String record)
            throws ReflectiveOperationException {
        Arrays.stream(Class.forName(record).getRecordComponents()).map(RecordComponent::getName)
                .forEach(name -> known.add(prefix + name.toUpperCase(Locale.ROOT)));
    }

    /** Secrets are files of volumes, each mounted only where it is read. */
    @Test
    void noSecretIsASetting() {
        for (var service : compose.services().values()) {
            for (var setting : service.environment().entrySet()) {
                if (!setting.getKey().matches(".*(PASSWORD|TOKEN|SECRET).*")) {
                    continue;
                }
                assertThat(setting.getKey()).matches(".*_?FILE");
                var folder = Path.of(setting.getValue()).getParent().toString();
                var mount = service.mounts().stream()
                        .filter(found -> found.target().equals(folder)).findFirst();
                assertThat(mount).as(service.name() + " " + setting.getValue()).isPresent();
                assertThat(mount.get().readOnly()).isTrue();
                assertThat(service.after()).containsAnyOf("secrets", "postgres", "control-plane");
            }
        }
    }

    @Test
    void imagesAreThoseOfThisVersion() throws IOException {
        var pom = Files.readString(Path.of("../pom.xml"));
        var version = Pattern.compile("<artifactId>hostless</artifactId>\\s*<version>([^<]+)<")
                .matcher(pom);
        assertThat(version.find()).isTrue();
        for (var name : List.of("control-plane", "agent-1", "agent-2")) {
            var service = compose.services().get(name);
            var image = name.replaceFirst("-[0-9]$", "");
            assertThat(withDefaults(service.text("image")))
                    .isEqualTo("hostless/" + image + ":" + version.group(1));
            assertThat(map(service.fields().get("build"))).containsEntry("target", image)
                    .containsEntry("context", "..");
        }
    }

    @Test
    void prometheusScrapesEveryServiceWithTheRulesOfDeploy() throws IOException {
        var service = compose.services().get("prometheus");
        var configuration = ComposeFile.yaml(Path.of("compose/prometheus.yaml"));
        var mounted = service.mounts().stream().map(ComposeFile.Mount::target).toList();
        for (var rules : texts(configuration.get("rule_files"))) {
            assertThat(mounted).contains("/etc/prometheus/" + rules);
        }
        var targets = new TreeSet<String>();
        for (var job : (List<?>) configuration.get("scrape_configs")) {
            assertThat(map(job)).containsEntry("metrics_path", "/actuator/prometheus");
            for (var group : (List<?>) map(job).get("static_configs")) {
                targets.addAll(texts(map(group).get("targets")));
            }
            var credentials = map(map(job).get("authorization")).get("credentials_file");
            if (credentials != null) {
                assertThat(mounted)
                        .contains(Path.of(credentials.toString()).getParent().toString());
            }
        }
        assertThat(targets).containsExactly("agent-1:8081", "agent-2:8081", "control-plane:8080");
        assertThat(service.texts("command"))
                .contains("--config.file=/etc/prometheus/prometheus.yaml");
    }

    @Test
    void grafanaFindsItsPrometheusAndItsDashboards() throws IOException {
        var mounts = compose.services().get("grafana").mounts();
        var sources = ComposeFile.yaml(Path.of("grafana/provisioning/datasources/prometheus.yaml"));
        assertThat(map(((List<?>) sources.get("datasources")).getFirst()))
                .containsEntry("url", "http://prometheus:9090");
        var providers = ComposeFile.yaml(Path.of("grafana/provisioning/dashboards/hostless.yaml"));
        var options = map(map(((List<?>) providers.get("providers")).getFirst()).get("options"));
        assertThat(mounts).anySatisfy(mount -> {
            assertThat(mount.target()).isEqualTo(options.get("path"));
            assertThat(Path.of(mount.source())).isNotEmptyDirectory();
        });
    }

    @Test
    void theFileIsWhatPrometheusReads() throws Exception {
        assumeTrue(runs("promtool", "--version"), "no promtool here");
        var checked = run(Path.of("."), "promtool", "check", "config", "--syntax-only",
                "compose/prometheus.yaml");
        assertThat(checked.output()).contains("SUCCESS");
        assertThat(checked.code()).isZero();
    }

    @Test
    void theFileIsWhatComposeReads() throws Exception {
        assumeTrue(runs("docker", "compose", "version"), "no docker compose here");
        var checked = run(Path.of("."), "docker", "compose", "-f", "compose.yaml", "config",
                "--quiet");
        assertThat(checked.output()).isEmpty();
        assertThat(checked.code()).isZero();
    }

    private static String withDefaults(String text) {
        return DEFAULT.matcher(text).replaceAll("$1");
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return run(Path.of("."), command).code() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    /** A command's end, and what it wrote. */
    record Ended(int code, String output) {
    }

    static Ended run(Path folder, String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), output);
    }
}
