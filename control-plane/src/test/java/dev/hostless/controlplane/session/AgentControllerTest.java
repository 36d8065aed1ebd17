package dev.hostless.controlplane.session;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import dev.hostless.controlplane.TinyModule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

import static dev.hostless.controlplane.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

class AgentControllerTest {

    private final Service service = Service.shared();

    private WebTestClient.ResponseSpec enrol(String token, Object request) {
        return service.with(token).post().uri("/agent/v1/enrolments")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(request)
                .exchange();
    }

    private List<JsonNode> read(Flux<JsonNode> commands, int count) {
        return commands.take(count).collectList().block(Service.PATIENCE);
    }

    @Test
    void onlyTheJoinTokenEnrols() {
        var request = TestAgent.request(Service.name("agent"), "long-enough", 1, 1 << 20);
        problem(401, "UNAUTHENTICATED").accept(enrol("wrong-token", request));
        problem(403, "FORBIDDEN", "join token").accept(enrol(Service.TOKEN, request));
    }

    @Test
    void theSameKeyEnrolsAgainAndEndsTheEarlierCredential() {
        var name = Service.name("agent");
        var first = TestAgent.enrol(service, name, 1, 1 << 20);
        var second = TestAgent.enrol(service, name, 1, 1 << 20);
        problem(401, "UNAUTHENTICATED").accept(first.post(Map.of()));
        second.report();
        problem(409, "AGENT_NAME_TAKEN", name).accept(enrol(Service.JOIN_TOKEN,
                TestAgent.request(name, "another-key", 1, 1 << 20)));
        second.report();
    }

    @Test
    void anOpenStreamEndsWhenTheAgentEnrolsAgain() {
        var name = Service.name("agent");
        var first = TestAgent.enrol(service, name, 1, 1 << 20);
        var commands = first.commands()
                .doOnNext(_ -> TestAgent.enrol(service, name, 1, 1 << 20))
                .collectList()
                .block(Service.PATIENCE);
        assertThat(commands).hasSize(1);
    }

    @Test
    void boardsThatAreNoLongerNamedAreLost() {
        var name = Service.name("agent");
        TestAgent.enrol(service, name, 2, 1 << 20);
        TestAgent.enrol(service, name, 1, 1 << 20);
        service.operator().get().uri("/api/v1/nodes/" + name + "-1").exchange()
                .expectBody().jsonPath("$.state").isEqualTo("Lost");
        var agent = TestAgent.enrol(service, name, 2, 1 << 20);
        service.operator().get().uri("/api/v1/nodes/" + agent.node(1)).exchange()
                .expectBody().jsonPath("$.state").isEqualTo("Unknown");
    }

    @Test
    void aNodesNameBelongsToItsFirstAgent() {
        var name = Service.name("agent");
        TestAgent.enrol(service, name, 1, 1 << 20);
        var thief = new java.util.HashMap<>(
                TestAgent.request(name, "long-enough", 1, 1 << 20));
        thief.put("agent", name + "-thief");
        problem(409, "NODE_NAME_TAKEN", name + "-0").accept(enrol(Service.JOIN_TOKEN, thief));
    }

    @Test
    void unusableEnrolmentsAreToldWhatIsWrong() {
        var name = Service.name("agent");
        problem(422, "INVALID_FIELD", "agent").accept(enrol(Service.JOIN_TOKEN,
                TestAgent.request("Agent!", "long-enough", 1, 1 << 20)));
        problem(422, "INVALID_FIELD", "key").accept(enrol(Service.JOIN_TOKEN,
                TestAgent.request(name, "short", 1, 1 << 20)));
        problem(422, "INVALID_FIELD", "boards").accept(enrol(Service.JOIN_TOKEN,
                TestAgent.request(name, "long-enough", 0, 1 << 20)));
        problem(422, "INVALID_FIELD", "ramBytes", "-5").accept(enrol(Service.JOIN_TOKEN,
                TestAgent.request(name, "long-enough", 1, -5)));
        problem(400, "MALFORMED_REQUEST").accept(enrol(Service.JOIN_TOKEN, "{\"agent\":"));
    }

    @Test
    void theStreamBeginsWithAllAssignmentsAndSendsEachChange() {
        var agent = TestAgent.enrol(service, 2);
        var digest = service.upload("streamed", new TinyModule().filler(5000).bytes());
        var seen = new java.util.concurrent.atomic.AtomicInteger();
        var commands = read(agent.commands().doOnNext(_ -> {
            if (seen.incrementAndGet() == 2) {
                service.assign("name=" + agent.node(1), digest);
            }
        }), 3);
        assertThat(commands).extracting(command -> command.path("node").asString())
                .containsExactly(agent.node(0), agent.node(1), agent.node(1));
        assertThat(commands.get(0).path("firmware").isNull()).isTrue();
        assertThat(commands.get(0).has("seed")).isFalse();
        assertThat(commands.get(2).path("firmware").asString()).isEqualTo(digest);
        assertThat(commands.get(2).path("name").asString()).isEqualTo("streamed");
        assertThat(commands.get(2).path("sizeBytes").asLong()).isPositive();
        assertThat(commands.get(2).path("revision").asLong())
                .isGreaterThan(commands.get(1).path("revision").asLong());
    }

    @Test
    void anUnacknowledgedActionIsSentAgainOnEachConnectionAndAcknowledgedOnce() {
        var agent = TestAgent.enrol(service, 1);
        service.operator().post().uri("/api/v1/nodes/" + agent.node(0) + "/reset").exchange()
                .expectStatus().isAccepted();
        var first = read(agent.commands(), 2).get(1);
        assertThat(read(agent.commands(), 2).get(1)).isEqualTo(first);
        var id = first.path("id").asString();
        service.operator().get().uri("/api/v1/actions/" + id).exchange()
                .expectBody().jsonPath("$.status").isEqualTo("sent");
        agent.report(Map.of("type", "ack", "id", id, "outcome", "applied", "cycle", 90));
        agent.report(Map.of("type", "ack", "id", id, "outcome", "rejected", "detail", "late"));
        service.operator().get().uri("/api/v1/actions/" + id).exchange()
                .expectBody()
                .jsonPath("$.status").isEqualTo("applied")
                .jsonPath("$.cycle").isEqualTo(90);
        service.assign("name=" + agent.node(0),
                service.upload("after", new TinyModule().filler(5001).bytes()));
        assertThat(read(agent.commands(), 1).getFirst().path("type").asString())
                .isEqualTo("assignment");
    }

    @Test
    void anotherAgentsAcknowledgementCountsForNothing() {
        var agent = TestAgent.enrol(service, 1);
        var other = TestAgent.enrol(service, 1);
        service.operator().post().uri("/api/v1/nodes/" + agent.node(0) + "/reset").exchange();
        var id = read(agent.commands(), 2).get(1).path("id").asString();
        other.report(Map.of("type", "ack", "id", id, "outcome", "applied"));
        service.operator().get().uri("/api/v1/actions/" + id).exchange()
                .expectBody().jsonPath("$.status").isEqualTo("sent");
    }

    @Test
    void aBatchThatComesTwiceIsTakenOnce() {
        var agent = TestAgent.enrol(service, 1);
        var line = agent.console(0, 1, 1, 0, "once\n".getBytes());
        agent.reportAs("boot-a", 1, line);
        agent.reportAs("boot-a", 1, line);
        agent.reportAs("boot-b", 1, agent.console(0, 1, 2, 0, "again\n".getBytes()));
        service.operator().get().uri("/api/v1/nodes/" + agent.node(0) + "/console")
                .accept(MediaType.TEXT_PLAIN).exchange()
                .expectBody(String.class).isEqualTo("once\nagain\n");
    }

    @Test
    void badReportsLoseOnlyThemselves() {
        var agent = TestAgent.enrol(service, 1);
        var other = TestAgent.enrol(service, 1);
        agent.report(
                Map.of("type", "from-the-future"),
                Map.of("type", "state", "node", agent.node(0), "state", "Flying"),
                Map.of("type", "heartbeat", "boards", -1, "droppedReports", 0),
                Map.of("type", "ack", "id", "a-99999999999999999999", "outcome", "applied"),
                Map.of("type", "ack", "id", "b", "outcome", "applied"),
                other.state(0, 1, "Faulted"),
                agent.gc(0, 1, 1, -1, -1),
                agent.state(0, 1, "Halted"));
        service.operator().get().uri("/api/v1/nodes/" + agent.node(0)).exchange()
                .expectBody().jsonPath("$.state").isEqualTo("Halted");
        service.operator().get().uri("/api/v1/nodes/" + other.node(0)).exchange()
                .expectBody().jsonPath("$.state").isEqualTo("Unknown");
    }

    @Test
    void theCharacterNulHarmsNothing() {
        var agent = TestAgent.enrol(service, 1);
        var state = agent.state(0, 1, "Trapped");
        state.put("detail", "a\0b\\u0000");
        agent.report(state);
        service.operator().get().uri("/api/v1/nodes/" + agent.node(0)).exchange()
                .expectBody().jsonPath("$.actual.detail").isEqualTo("a\ufffdb\\u0000");
    }

    @Test
    void unusableBatchesAreRefused() {
        var agent = TestAgent.enrol(service, 1);
        problem(400, "MALFORMED_REQUEST").accept(agent.post("{\"boot\":"));
        problem(400, "MALFORMED_REQUEST", "sequence: ").accept(agent.post(Map.of()));
        problem(400, "MALFORMED_REQUEST", "boot: ").accept(agent.post(
                Map.of("sequence", 1, "reports", List.of())));
        problem(400, "MALFORMED_REQUEST", "sequence").accept(agent.post(
                Map.of("boot", "b", "sequence", -1, "reports", List.of())));
        problem(413, "PAYLOAD_TOO_LARGE", "1000").accept(agent.post(Map.of(
                "boot", "b", "sequence", 1,
                "reports", Collections.nCopies(1001, Map.of("type", "x")))));
        problem(413, "PAYLOAD_TOO_LARGE").accept(agent.post(Map.of(
                "boot", "b".repeat(5 << 20), "sequence", 1, "reports", List.of())));
    }

    @Test
    void anAgentDownloadsFirmware() {
        var module = new TinyModule().filler(5002).bytes();
        var digest = service.upload("down", module);
        var agent = TestAgent.enrol(service, 1);
        assertThat(agent.client().get().uri("/agent/v1/firmware/" + digest).exchange()
                .expectStatus().isOk()
                .expectBody().returnResult().getResponseBody()).isEqualTo(module);
        problem(404, "FIRMWARE_UNKNOWN").accept(agent.client().get()
                .uri("/agent/v1/firmware/sha256:00").exchange());
    }
}
