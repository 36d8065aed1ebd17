package dev.hostless.controlplane.trace;

import dev.hostless.agent.NodeAgent;
import dev.hostless.controlplane.ControlPlane;
import dev.hostless.controlplane.Fleet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Both services as processes of their own that log as JSON, at TRACE, and send their spans to a
 * collector, while an operator enrols a board, gives it a program and interrupts it.
 */
class LogsAndTracesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final String TOKEN = "known-operator-token-31415";
    private static final String JOIN_TOKEN = "known-join-token-27182";
    private static final String WRONG_TOKEN = "known-wrong-token-16180";

    private static final List<Process> processes = new ArrayList<>();
    private static final Map<String, List<String>> lines = new LinkedHashMap<>();
    private static SpanCollector collector;
    private static HttpClient client;
    private static Path directory;
    private static String url;
    private static String digest;

    @BeforeAll
    static void anOperatorAtWork(@TempDir Path temporary) throws Exception {
        directory = temporary;
        collector = new SpanCollector();
        client = HttpClient.newHttpClient();
        launch("control-plane", ControlPlane.class, "--server.port=0",
                "--hostless.data-directory=" + directory.resolve("control-plane"),
                "--hostless.token=" + TOKEN, "--hostless.join-token=" + JOIN_TOKEN,
                "--hostless.heartbeat=1s");
        url = until("the control plane is ready", () -> said("control-plane", "Ready: http://"))
                .path("message").asString().replaceAll("Ready: (\\S+).*", "$1");
        launch("node-agent", NodeAgent.class, "--server.port=0",
                "--spring.autoconfigure.exclude=" + String.join(",", Fleet.NOT_FOR_AGENTS),
                "--hostless.agent.name=lab", "--hostless.agent.boards=1",
                "--hostless.agent.control-plane=" + url,
                "--hostless.agent.join-token=" + JOIN_TOKEN,
                "--hostless.agent.data-directory=" + directory.resolve("agent"));
        until("the node is known", () -> call("GET", "/api/v1/nodes/lab-0", TOKEN, null)
                .has("name") ? true : null);
        assertThat(call("GET", "/api/v1/nodes", WRONG_TOKEN, null).path("errorCode").asString())
                .isEqualTo("UNAUTHENTICATED");
        digest = call("POST", "/api/v1/firmware?name=weather-station", TOKEN, Files.readAllBytes(
                Path.of("../deploy/firmware/weather-station/firmware.wasm")))
                .path("digest").asString();
        call("POST", "/api/v1/assignments", TOKEN, JSON.writeValueAsBytes(
                Map.of("selector", "name=lab-0", "firmware", digest, "environment",
                        Map.of("PASSWORD", "known-secret-of-a-program"))));
        until("the board runs", () -> call("GET", "/api/v1/nodes/lab-0", TOKEN, null)
                .path("state").asString().equals("Running") ? true : null);
        var action = call("POST", "/api/v1/nodes/lab-0/interrupts", TOKEN,
                JSON.writeValueAsBytes(Map.of("line", 3))).path("id").asString();
        until("the interrupt is acknowledged", () -> call(
                "GET", "/api/v1/actions/" + action, TOKEN, null)
                .path("status").asString().equals("applied") ? true : null);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (var process : processes.reversed()) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        collector.close();
        client.close();
    }

    private static void launch(String service, Class<?> main, String... settings)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", System.getProperty("java.class.path"), main.getName(),
                "--logging.structured.format.console=ecs", "--logging.level.dev.hostless=trace",
                "--logging.level.org.springframework.web=debug",
                "--logging.level.reactor.netty=debug",
                "--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.url(),
                "--management.opentelemetry.tracing.export.schedule-delay=100ms"));
        command.addAll(List.of(settings));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        var said = lines.computeIfAbsent(service, _ -> new CopyOnWriteArrayList<>());
        Thread.ofVirtual().start(() -> {
            try (BufferedReader output = process.inputReader()) {
                output.lines().forEach(said::add);
            } catch (IOException | UncheckedIOException ended) {
                // With the process.
            }
        });
    }

    private static JsonNode call(
            String method, String path, String token, byte @Nullable [] body) {
        var wasm = path.startsWith("/api/v1/firmware");
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", wasm ? "application/wasm" : "application/json")
                .method(method, body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return JSON.readTree(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    private static <T> T until(String what, Supplier<@Nullable T> answer) {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (;;) {
            var found = answer.get();
            if (found != null) {
                return found;
            }
            assertThat(processes)
                    .as(() -> what + "; a service has ended: " + lines.values().stream()
                            .map(said -> said.subList(Math.max(0, said.size() - 3), said.size()))
                            .toList())
                    .allMatch(Process::isAlive);
            assertThat(System.nanoTime() - end).as(() -> what + "; last said: " + lines.values()
                    .stream().map(said -> said.subList(Math.max(0, said.size() - 5), said.size()))
                    .toList()).isNegative();
            Fleet.pause();
        }
    }

    /** The first line whose message begins so. */
    private static @Nullable JsonNode said(String service, String beginning) {
        return lines.get(service).stream().filter(line -> line.startsWith("{"))
                .map(JSON::readTree)
                .filter(line -> line.path("message").asString("").startsWith(beginning))
                .findFirst().orElse(null);
    }

    private static SpanCollector.Span span(String service, String name, String... more) {
        return until("a span " + name + " of " + service + " among those collected", () -> collector
                .spans().stream()
                .filter(span -> span.service().equals(service) && span.name().equals(name)
                        && span.attributes().values().containsAll(List.of(more)))
                .findFirst().orElse(null));
    }

    @Test
    void eachFactIsOneLineOfJsonThatNamesItsNodeAndFirmware() {
        lines.forEach((service, said) -> assertThat(said).as(service).isNotEmpty()
                .allSatisfy(text -> {
                    var line = JSON.readTree(text);
                    assertThat(line.has("@timestamp")).isTrue();
                    assertThat(line.at("/log/level").asString()).isNotEmpty();
                    assertThat(line.at("/service/name").asString()).isEqualTo(service);
                }));
        var boot = until("the boot is told", () -> said("node-agent", "lab-0: boot 1 of weather"));
        assertThat(boot.at("/service/node/name").asString()).isEqualTo("lab");
        assertThat(boot.at("/hostless/node").asString()).isEqualTo("lab-0");
        assertThat(boot.at("/hostless/firmware").asString()).isEqualTo(digest);
        var assigned = until("the assignment is told",
                () -> said("control-plane", "assignment.changed"));
        assertThat(assigned.at("/log/level").asString()).isEqualTo("INFO");
        assertThat(assigned.at("/event/action").asString()).isEqualTo("assignment.changed");
        assertThat(assigned.at("/hostless/firmware").asString()).isEqualTo(digest);
        var state = until("the state is told", () -> said("control-plane", "node.state"));
        assertThat(state.at("/log/level").asString()).isEqualTo("DEBUG");
        assertThat(state.at("/hostless/node").asString()).isEqualTo("lab-0");
        assertThat(state.at("/hostless/state").asString()).isEqualTo("Off");
        assertThat(said("control-plane", "Agent lab enrolled with 1 boards")
                .at("/hostless/agent").asString()).isEqualTo("lab");
    }

    @Test
    void noLineHasASecret() throws IOException {
        var secrets = new ArrayList<>(List.of(
                TOKEN, JOIN_TOKEN, WRONG_TOKEN, "known-secret-of-a-program",
                Files.readString(directory.resolve("agent/key")).strip(),
                Files.readString(directory.resolve("control-plane/database-password")).strip()));
        assertThat(secrets).allMatch(secret -> secret.length() >= 8);
        lines.forEach((service, said) -> assertThat(said).as(service).noneMatch(
                line -> secrets.stream().anyMatch(line::contains)
                        // What an agent is given when it enrols.
                        || line.matches(".*\\bc_[A-Za-z0-9_-]{32}\\b.*")
                        || line.contains("Bearer ")));
        // They were there to be told: who asked with them was answered.
        assertThat(lines.get("control-plane")).anyMatch(line -> line.contains("/api/v1/nodes"));
    }

    @Test
    void aRequestIsFollowedToTheBoardAndBack() {
        var request = span("control-plane", "http post /api/v1/assignments");
        var applied = span("node-agent", "assignment", "lab-0", digest);
        var reported = span("control-plane", "node.state", "lab-0", "Running");
        assertThat(applied.trace()).isEqualTo(request.trace());
        assertThat(applied.parent()).isEqualTo(request.id());
        assertThat(reported.trace()).isEqualTo(request.trace());
        assertThat(until("the boot is told", () -> said("node-agent", "lab-0: boot 1"))
                .toString()).contains(request.trace());
        assertThat(until("the assignment is told",
                () -> said("control-plane", "assignment.changed")).toString())
                .contains(request.trace());

        var interrupt = span("control-plane", "http post /api/v1/nodes/{name}/interrupts");
        assertThat(span("node-agent", "action", "lab-0").trace()).isEqualTo(interrupt.trace());
        assertThat(span("control-plane", "action.applied", "lab-0").trace())
                .isEqualTo(interrupt.trace());
        // What agents do by themselves is no request of anybody.
        assertThat(collector.spans()).extracting(SpanCollector.Span::name)
                .noneMatch(name -> name.contains("/agent/v1") || name.contains("security"));
    }
}
