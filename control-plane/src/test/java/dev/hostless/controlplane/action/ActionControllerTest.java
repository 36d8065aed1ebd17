package dev.hostless.controlplane.action;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import dev.hostless.controlplane.database.IdempotentAnswers;
import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.database.Wakeups;
import dev.hostless.controlplane.event.EventLog;
import dev.hostless.controlplane.session.message.ActionBody;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.transaction.reactive.TransactionalOperator;

import static dev.hostless.controlplane.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

class ActionControllerTest {

    private final Service service = Service.shared();

    private WebTestClient.ResponseSpec interrupt(String node, String body) {
        return service.operator().post().uri("/api/v1/nodes/" + node + "/interrupts")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {"{\"line\":\"gpio0\"}, gpio0", "{\"line\":3}, 3"})
    void anInterruptIsStoredAndSentByNameOrNumber(String body, String line) {
        var agent = TestAgent.enrol(service, 1);
        var location = interrupt(agent.node(0), body)
                .expectStatus().isAccepted()
                .expectHeader().valueMatches("Location", "/api/v1/actions/a-[0-9]+")
                .expectBody().returnResult().getResponseHeaders().getLocation();
        service.operator().get().uri(location.toString()).exchange()
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$.status").isEqualTo("pending")
                .jsonPath("$.node").isEqualTo(agent.node(0))
                .jsonPath("$.action.kind").isEqualTo("interrupt");
        var command = agent.commands().skip(1).next().block(Service.PATIENCE);
        assertThat(command.path("action").path("line").asString()).isEqualTo(line);
    }

    @Test
    void aRejectionIsToldWithItsReason() {
        var agent = TestAgent.enrol(service, 1);
        interrupt(agent.node(0), "{\"line\":\"uart7\"}").expectStatus().isAccepted();
        var id = agent.commands().skip(1).next().block(Service.PATIENCE).path("id").asString();
        agent.report(Map.of("type", "ack", "id", id, "outcome", "rejected", "detail", "no line"));
        service.operator().get().uri("/api/v1/actions/" + id).exchange()
                .expectBody()
                .jsonPath("$.status").isEqualTo("rejected")
                .jsonPath("$.detail").isEqualTo("no line")
                .jsonPath("$.finishedAt").exists();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"line\":-1}                   | 422 | INVALID_FIELD",
        "{\"line\":240}                  | 422 | INVALID_FIELD",
        "{\"line\":99999999999999999999} | 422 | INVALID_FIELD",
        "{\"line\":1.5}                  | 422 | INVALID_FIELD",
        "{\"line\":null}                 | 422 | INVALID_FIELD",
        "{\"line\":\"GPIO 0\"}           | 422 | INVALID_FIELD",
        "{\"line\":{}}                   | 422 | INVALID_FIELD",
        "{}                              | 422 | INVALID_FIELD",
        "{\"lime\":3}                    | 400 | MALFORMED_REQUEST",
        "{\"line\":                      | 400 | MALFORMED_REQUEST"})
    void unusableLinesAreRefused(String body, int status, String code) {
        var agent = TestAgent.enrol(service, 1);
        problem(status, code).accept(interrupt(agent.node(0), body));
    }

    @Test
    void unknownNodesAndActionsAre404() {
        problem(404, "NODE_UNKNOWN").accept(interrupt("nobody", "{\"line\":1}"));
        problem(404, "NODE_UNKNOWN").accept(service.operator().post()
                .uri("/api/v1/nodes/nobody/reset").exchange());
        for (var id : new String[]{"a-999999999", "a-", "a--1", "7", "a-99999999999999999999"}) {
            problem(404, "ACTION_UNKNOWN", id).accept(service.operator().get()
                    .uri("/api/v1/actions/" + id).exchange());
        }
    }

    @Test
    void aFullQueueIsRefusedAndOtherNodesAreNotConcerned() {
        var agent = TestAgent.enrol(service, 2);
        for (int index = 0; index < ActionQueue.MAX_OPEN; index++) {
            interrupt(agent.node(0), "{\"line\":1}").expectStatus().isAccepted();
        }
        problem(429, "TOO_MANY_ACTIONS", "64").accept(interrupt(agent.node(0), "{\"line\":1}"));
        interrupt(agent.node(1), "{\"line\":1}").expectStatus().isAccepted();
    }

    @Test
    void theSameKeyInjectsOnce() {
        var agent = TestAgent.enrol(service, 1);
        var key = Service.name("key");
        var reset = service.operator().mutate().defaultHeader("Idempotency-Key", key).build();
        var ids = new java.util.HashSet<Object>();
        for (int round = 0; round < 3; round++) {
            ids.add(reset.post().uri("/api/v1/nodes/" + agent.node(0) + "/reset").exchange()
                    .expectStatus().isAccepted()
                    .expectBody(Map.class).returnResult().getResponseBody().get("id"));
        }
        assertThat(ids).hasSize(1);
        problem(422, "IDEMPOTENCY_KEY_REUSED").accept(reset.post()
                .uri("/api/v1/nodes/" + agent.node(0) + "/console")
                .contentType(MediaType.TEXT_PLAIN).bodyValue("x").exchange());
    }

    @Test
    void whatNobodyAcknowledgesExpiresAndIsSentNoMore() {
        var agent = TestAgent.enrol(service, 1);
        var queue = new ActionQueue(
                service.bean(DatabaseClient.class), service.bean(TransactionalOperator.class),
                service.bean(JsonColumns.class), service.bean(IdempotentAnswers.class),
                service.bean(EventLog.class), service.bean(Wakeups.class), Clock.systemUTC(),
                Duration.ofMillis(1));
        var id = queue.add(agent.node(0), new ActionBody.Reset(), null).block(Service.PATIENCE);
        queue.tidy().as(service.bean(TransactionalOperator.class)::transactional)
                .block(Service.PATIENCE);
        service.operator().get().uri("/api/v1/actions/" + id).exchange()
                .expectBody().jsonPath("$.status").isEqualTo("expired");
        assertThat(agent.commands().take(Duration.ofSeconds(1)).collectList()
                .block(Service.PATIENCE)).hasSize(1);
    }
}
