package dev.hostless.controlplane;

import dev.hostless.agent.NodeAgent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Both services together: what an operator asks of the control plane happens on boards that run a
 * real Go program, and comes back.
 */
class FleetTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** What the control plane's libraries would switch on in an agent on the same class path. */
    private static final List<String> NOT_FOR_AGENTS = List.of(
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.reactive"
                    + ".ReactiveWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure"
                    + ".ReactiveUserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.reactive"
                    + ".ReactiveManagementWebSecurityAutoConfiguration");

    private static Service service;
    private static ConfigurableApplicationContext agent;
    private static WebTestClient operator;

    @BeforeAll
    static void start(@TempDir Path directory) {
        service = Service.start(directory.resolve("control-plane"),
                "--hostless.token=" + Service.TOKEN,
                "--hostless.join-token=" + Service.JOIN_TOKEN, "--hostless.heartbeat=1s");
        operator = service.operator();
        agent = NodeAgent.application().run("--server.port=0",
                "--spring.autoconfigure.exclude=" + String.join(",", NOT_FOR_AGENTS),
                "--hostless.agent.name=fleet", "--hostless.agent.boards=2",
                "--hostless.agent.control-plane=" + service.url(),
                "--hostless.agent.join-token=" + Service.JOIN_TOKEN,
                "--hostless.agent.pace=max", "--hostless.agent.labels.site=lab",
                "--hostless.agent.data-directory=" + directory.resolve("agent"));
    }

    @AfterAll
    static void stop() {
        agent.close();
        service.close();
    }

    @Test
    void aProgramIsRolledOutWatchedAndInterrupted() throws IOException {
        until("both nodes are known", "/api/v1/nodes?selector=site%3Dlab",
                nodes -> nodes.get("items").size() == 2);
        var digest = service.upload("weather-station", Files
                .readAllBytes(Path.of("../deploy/firmware/weather-station/firmware.wasm")));
        long revision = service.assign("name=fleet-0", digest);

        var node = until("the board runs", "/api/v1/nodes/fleet-0",
                n -> n.get("state").asString().equals("Running"));
        assertThat(node.get("actual").get("revision").asLong()).isEqualTo(revision);
        assertThat(node.get("actual").get("firmware").asString()).isEqualTo(digest);
        untilConsole("the weather arrives", text -> text.contains("hPa"));
        var gc = until("collections are known", "/api/v1/nodes/fleet-0/gc",
                page -> page.get("cycles").size() > 2).get("cycles").get(0);
        assertThat(gc.get("markTerminationPauseCycles").asLong()).isPositive();
        assertThat(gc.get("markTerminationPauseNanos").asLong()).isPositive();

        var action = operator.post().uri("/api/v1/nodes/fleet-0/interrupts")
                .contentType(MediaType.APPLICATION_JSON).bodyValue(Map.of("line", 3)).exchange()
                .expectStatus().isAccepted().expectBody(JsonNode.class).returnResult()
                .getResponseBody();
        until("the interrupt is acknowledged", "/api/v1/actions/" + action.get("id").asString(),
                a -> a.get("status").asString().equals("applied"));
        untilConsole("the program has answered", text -> text.contains("irq: line 3"));

        operator.post().uri("/api/v1/nodes/fleet-0/console").contentType(MediaType.TEXT_PLAIN)
                .bodyValue("exit 7\n").exchange().expectStatus().isAccepted();
        var halted = until("the program has ended", "/api/v1/nodes/fleet-0",
                n -> n.get("state").asString().equals("Halted"));
        assertThat(halted.get("actual").get("exitCode").asInt()).isEqualTo(7);
        assertThat(halted.get("actual").get("traceHash").asString()).matches("[0-9a-f]{64}");
        assertThat(get("/api/v1/nodes/fleet-1").get("state").asString()).isEqualTo("Off");
    }

    private static JsonNode until(String what, String path, Predicate<JsonNode> condition) {
        var seen = get(path);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.test(seen)) {
            assertThat(System.nanoTime() - end).as(what + "; saw " + seen).isNegative();
            pause();
            seen = get(path);
        }
        return seen;
    }

    private static void untilConsole(String what, Predicate<String> condition) {
        var seen = console();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.test(seen)) {
            assertThat(System.nanoTime() - end).as(what + "; saw " + seen).isNegative();
            pause();
            seen = console();
        }
    }

    private static String console() {
        var text = operator.get().uri("/api/v1/nodes/fleet-0/console")
                .accept(MediaType.TEXT_PLAIN).exchange().expectStatus().isOk()
                .expectBody(String.class).returnResult().getResponseBody();
        return text == null ? "" : text;
    }

    private static JsonNode get(String path) {
        return JSON.readTree(operator.get().uri(URI.create(service.url() + path))
                .exchange().expectStatus().isOk().expectBody().returnResult().getResponseBody());
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
