package dev.hostless.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RestartTest {

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostByARestart() throws IOException {
        var module = new TinyModule().filler(7000).bytes();
        String digest;
        long revision;
        TestAgent agent;
        String node;
        try (var service = Service.start(directory, "--hostless.join-token=" + Service.JOIN_TOKEN,
                "--hostless.token=" + Service.TOKEN)) {
            digest = service.upload("kept", module);
            agent = TestAgent.enrol(service, 1);
            node = agent.node(0);
            revision = service.assign("name=" + node, digest);
            service.operator().post().uri("/api/v1/nodes/" + node + "/reset").exchange()
                    .expectStatus().isAccepted();
            agent.report(
                    agent.state(0, revision, "Running"),
                    agent.console(0, revision, 1, 0, "hello\n".getBytes()),
                    agent.gc(0, revision, 1, 200, 400),
                    agent.telemetry(0, revision, TestAgent.observedGc()));
        }
        assertThat(directory.resolve("postgres/postmaster.pid")).doesNotExist();
        try (var service = Service.start(directory)) {
            // Generated tokens this time: the configured ones were not stored.
            var operator = service.with(Files.readString(directory.resolve("token")).strip());
            operator.get().uri("/api/v1/nodes/" + node).exchange()
                    .expectStatus().isOk()
                    .expectBody()
                    .jsonPath("$.desired.revision").isEqualTo(revision)
                    .jsonPath("$.desired.firmware").isEqualTo(digest)
                    .jsonPath("$.actual.state").isEqualTo("Running");
            assertThat(operator.get().uri("/api/v1/firmware/" + digest + "/module").exchange()
                    .expectBody().returnResult().getResponseBody()).isEqualTo(module);
            operator.get().uri("/api/v1/nodes/" + node + "/console").exchange()
                    .expectBody(String.class).isEqualTo("hello\n");
            operator.get().uri("/api/v1/gc?by=node").exchange()
                    .expectBody().jsonPath("$.groups[0].pauses.maxNanos").isEqualTo(2000);
            operator.get().uri("/api/v1/actions/a-1").exchange()
                    .expectBody().jsonPath("$.status").isEqualTo("pending");
            operator.get().uri("/api/v1/nodes/" + node + "/telemetry").exchange()
                    .expectBody().jsonPath("$.history.length()").isEqualTo(1);
            // The agent's credential is still good, and it is told the same again.
            var commands = service.with(agent.credential()).get().uri("/agent/v1/commands")
                    .exchange()
                    .expectStatus().isOk()
                    .returnResult(tools.jackson.databind.JsonNode.class)
                    .getResponseBody().take(2).collectList().block(Service.PATIENCE);
            assertThat(commands.get(0).path("revision").asLong()).isEqualTo(revision);
            assertThat(commands.get(1).path("action").path("kind").asString()).isEqualTo("reset");
        }
    }
}
