package dev.hostless.controlplane;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void theSmokeTestOfAnInstallationHearsHello(@TempDir Path directory) throws Exception {
        var token = Files.writeString(directory.resolve("token"), Service.TOKEN + "\n");
        fleet.until("both nodes are known", "/api/v1/nodes?selector=site%3Dlab",
                nodes -> nodes.get("items").size() == 2);
        var passed = smokeTest("--selector=name=fleet-1", "--token-file=" + token);
        assertThat(passed.output()).contains("fleet-1 is to run hello, sha256:",
                "fleet-1 said: hello from a board without an operating system");
        assertThat(passed.exitCode()).isZero();
        assertThat(fleet.get("/api/v1/nodes/fleet-1").get("desired").get("firmware").isNull())
                .isTrue();

        var nobody = smokeTest("--selector=site=moon", "--token-file=" + token, "--limit=1");
        assertThat(nobody.output()).contains("wanted a node that has nothing to do, found none"
                + " among the 0 that match 'site=moon'");
        assertThat(nobody.exitCode()).isEqualTo(1);

        Files.writeString(token, "no such token");
        var stranger = smokeTest("--token-file=" + token, "--limit=1");
        assertThat(stranger.output())
                .contains("GET /api/v1/nodes was answered with 401");
        assertThat(stranger.exitCode()).isEqualTo(1);
    }

    private record Ended(int exitCode, String output) {
    }

    /** As the chart's test pod runs it: a process of its own, with the agent's class path. */
    private static Ended smokeTest(String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp", System.getProperty("java.class.path"), "dev.hostless.cli.SmokeTest",
                "--control-plane=" + fleet.service().url()));
        command.addAll(List.of(options));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
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
