package dev.hostless.controlplane;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Both services together: what an operator asks of the control plane happens on boards that run a
 * real Go program, and comes back.
 */
class FleetTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static Fleet fleet;
    private static WebTestClient operator;

    @BeforeAll
    static void start(@TempDir Path directory) {
        fleet = Fleet.start(directory, "fleet", "--hostless.agent.boards=2",
                "--hostless.agent.pace=max", "--hostless.agent.labels.site=lab");
        operator = fleet.service().operator();
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void aProgramIsRolledOutWatchedAndInterrupted() {
        fleet.until("both nodes are known", "/api/v1/nodes?selector=site%3Dlab",
                nodes -> nodes.get("items").size() == 2);
        var digest = fleet.uploadSample("weather-station");
        long revision = fleet.service().assign("name=fleet-0", digest);

        var node = fleet.until("the board runs", "/api/v1/nodes/fleet-0",
                n -> n.get("state").asString().equals("Running"));
        assertThat(node.get("actual").get("revision").asLong()).isEqualTo(revision);
        assertThat(node.get("actual").get("firmware").asString()).isEqualTo(digest);
        untilConsole("the weather arrives", text -> text.contains("hPa"));
        var gc = fleet.until("collections are known", "/api/v1/nodes/fleet-0/gc",
                page -> page.get("cycles").size() > 2).get("cycles").get(0);
        assertThat(gc.get("markTerminationPauseCycles").asLong()).isPositive();
        assertThat(gc.get("markTerminationPauseNanos").asLong()).isPositive();

        var action = operator.post().uri("/api/v1/nodes/fleet-0/interrupts")
                .contentType(MediaType.APPLICATION_JSON).bodyValue(Map.of("line", 3)).exchange()
                .expectStatus().isAccepted().expectBody(JsonNode.class).returnResult()
                .getResponseBody();
        fleet.until("the interrupt is acknowledged",
                "/api/v1/actions/" + action.get("id").asString(),
                a -> a.get("status").asString().equals("applied"));
        untilConsole("the program has answered", text -> text.contains("irq: line 3"));

        operator.post().uri("/api/v1/nodes/fleet-0/console").contentType(MediaType.TEXT_PLAIN)
                .bodyValue("exit 7\n").exchange().expectStatus().isAccepted();
        var halted = fleet.until("the program has ended", "/api/v1/nodes/fleet-0",
                n -> n.get("state").asString().equals("Halted"));
        assertThat(halted.get("actual").get("exitCode").asInt()).isEqualTo(7);
        assertThat(halted.get("actual").get("traceHash").asString()).matches("[0-9a-f]{64}");
        assertThat(fleet.get("/api/v1/nodes/fleet-1").get("state").asString()).isEqualTo("Off");
    }

    private static void untilConsole(String what, Predicate<String> condition) {
        var seen = console();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.test(seen)) {
            assertThat(System.nanoTime() - end).as(what + "; saw " + seen).isNegative();
            Fleet.pause();
            seen = console();
        }
    }

    private static String console() {
        var text = operator.get().uri("/api/v1/nodes/fleet-0/console")
                .accept(MediaType.TEXT_PLAIN).exchange().expectStatus().isOk()
                .expectBody(String.class).returnResult().getResponseBody();
        return text == null ? "" : text;
    }
}
