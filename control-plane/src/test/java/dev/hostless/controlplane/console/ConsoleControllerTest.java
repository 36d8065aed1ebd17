package dev.hostless.controlplane.console;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

import static dev.hostless.controlplane.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

class ConsoleControllerTest {

    private final Service service = Service.shared();

    private Flux<ServerSentEvent<JsonNode>> stream(String node, String lastEventId) {
        return service.operator().get().uri("/api/v1/nodes/" + node + "/console")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .header("Last-Event-ID", lastEventId)
                .exchange()
                .expectStatus().isOk()
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<JsonNode>>() {
                })
                .getResponseBody()
                // What tests do on a message may block.
                .publishOn(Schedulers.boundedElastic())
                .filter(event -> event.data() != null);
    }

    private static List<String> texts(List<ServerSentEvent<JsonNode>> events) {
        return events.stream().map(event -> event.data().path("text").asString()).toList();
    }

    @Test
    void theStreamGivesTheTailThenWhatComesWithCharactersWhole() {
        var agent = TestAgent.enrol(service, 1);
        var euro = "€".getBytes(StandardCharsets.UTF_8);
        agent.report(
                agent.console(0, 1, 1, 0, "21".getBytes()),
                agent.console(0, 1, 1, 2, Arrays.copyOf(euro, 2)));
        var seen = new java.util.concurrent.atomic.AtomicBoolean();
        var events = stream(agent.node(0), "0")
                .doOnNext(_ -> {
                    if (seen.compareAndSet(false, true)) {
                        agent.report(agent.console(
                                0, 1, 1, 4, new byte[]{euro[2], '!', (byte) 0xff, '\n'}));
                    }
                })
                .take(2).collectList().block(Service.PATIENCE);
        assertThat(texts(events)).containsExactly("21", "€!\ufffd\n");
        assertThat(events.get(1).data().path("offset").asInt()).isEqualTo(2);
        assertThat(events.get(0).id()).isEqualTo("2");
        assertThat(events.get(1).id()).isEqualTo("8");
    }

    @Test
    void aReaderResumesWhereItStopped() {
        var agent = TestAgent.enrol(service, 1);
        agent.report(agent.console(0, 1, 1, 0, "one\ntwo\n".getBytes()));
        assertThat(texts(stream(agent.node(0), "4").take(1).collectList()
                .block(Service.PATIENCE))).containsExactly("two\n");
    }

    @Test
    void onlyTheTailIsKept() {
        var agent = TestAgent.enrol(service, 1);
        for (int part = 0; part < 5; part++) {
            var bytes = new byte[20_000];
            Arrays.fill(bytes, (byte) ('a' + part));
            agent.report(agent.console(0, 1, 1, part * 20_000L, bytes));
        }
        var tail = service.operator().get().uri("/api/v1/nodes/" + agent.node(0) + "/console")
                .exchange()
                .expectStatus().isOk()
                .expectHeader().contentTypeCompatibleWith(MediaType.TEXT_PLAIN)
                .expectBody(String.class).returnResult().getResponseBody();
        // Whole chunks are kept: at least the limit, less than the limit and a chunk.
        assertThat(tail).hasSize(80_000).startsWith("b").endsWith("e");
    }

    @Test
    void whatIsTypedGoesToTheNodeAsBytes() {
        var agent = TestAgent.enrol(service, 1);
        service.operator().post().uri("/api/v1/nodes/" + agent.node(0) + "/console")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .bodyValue(new byte[]{0, (byte) 0xff, '\n'})
                .exchange()
                .expectStatus().isAccepted()
                .expectHeader().exists("Location");
        var action = agent.commands().skip(1).next().block(Service.PATIENCE).path("action");
        assertThat(action.path("kind").asString()).isEqualTo("uart-input");
        assertThat(Base64.getDecoder().decode(action.path("data").asString()))
                .isEqualTo(new byte[]{0, (byte) 0xff, '\n'});
    }

    @Test
    void unusableInputIsRefused() {
        var agent = TestAgent.enrol(service, 1);
        var uri = "/api/v1/nodes/" + agent.node(0) + "/console";
        problem(413, "PAYLOAD_TOO_LARGE", "4096").accept(service.operator().post().uri(uri)
                .contentType(MediaType.TEXT_PLAIN).bodyValue("x".repeat(4097)).exchange());
        problem(400, "MALFORMED_REQUEST", "empty").accept(service.operator().post().uri(uri)
                .contentType(MediaType.TEXT_PLAIN).exchange());
        problem(415, "UNSUPPORTED_MEDIA_TYPE").accept(service.operator().post().uri(uri)
                .contentType(MediaType.APPLICATION_JSON).bodyValue("{}").exchange());
        problem(404, "NODE_UNKNOWN").accept(service.operator().post()
                .uri("/api/v1/nodes/nobody/console")
                .contentType(MediaType.TEXT_PLAIN).bodyValue("x").exchange());
        problem(400, "INVALID_PARAMETER", "Last-Event-ID").accept(service.operator().get().uri(uri)
                .accept(MediaType.TEXT_EVENT_STREAM).header("Last-Event-ID", "-1").exchange());
    }
}
