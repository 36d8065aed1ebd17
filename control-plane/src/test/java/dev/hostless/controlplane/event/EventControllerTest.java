package dev.hostless.controlplane.event;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

import static dev.hostless.controlplane.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

class EventControllerTest {

    private final Service service = Service.shared();
    private final EventLog log = service.bean(EventLog.class);

    private Flux<ServerSentEvent<JsonNode>> stream(String lastEventId) {
        return service.operator().get().uri("/api/v1/events")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .headers(headers -> {
                    if (!lastEventId.isEmpty()) {
                        headers.set("Last-Event-ID", lastEventId);
                    }
                })
                .exchange()
                .expectStatus().isOk()
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<JsonNode>>() {
                })
                .getResponseBody()
                // What tests do on a message may block.
                .publishOn(Schedulers.boundedElastic());
    }

    private long append(String... types) {
        var transaction = service.bean(TransactionalOperator.class);
        log.append(List.of(types).stream()
                .map(type -> new NewEvent(type, Map.of("n", 1))).toList())
                .as(transaction::transactional).block(Service.PATIENCE);
        return log.newest().block(Service.PATIENCE);
    }

    @Test
    void aStreamBeginsWithAPingAndGoesOnWithWhatHappens() {
        var agents = new java.util.ArrayList<TestAgent>();
        var events = stream("")
                .doOnNext(event -> {
                    if ("ping".equals(event.comment())) {
                        agents.add(TestAgent.enrol(service, 1));
                    }
                })
                .filter(event -> event.data() != null)
                .take(1).collectList().block(Service.PATIENCE);
        var event = events.getFirst();
        assertThat(event.event()).isEqualTo("node.enrolled");
        assertThat(event.data().path("type").asString()).isEqualTo("node.enrolled");
        assertThat(event.data().path("id").asString()).isEqualTo(event.id());
        assertThat(event.data().path("body").path("node").asString())
                .isEqualTo(agents.getFirst().node(0));
    }

    @Test
    void aReaderResumesAfterTheLastEventThatItSaw() {
        long last = append("test.a", "test.b", "test.c");
        var events = stream(Long.toString(last - 2))
                .filter(event -> event.data() != null)
                .take(2).collectList().block(Service.PATIENCE);
        assertThat(events).extracting(ServerSentEvent::event).containsExactly("test.b", "test.c");
    }

    @Test
    void aStateIsOneEventHoweverOftenItIsReported() {
        var agent = TestAgent.enrol(service, 1);
        long since = log.newest().block(Service.PATIENCE);
        agent.report(agent.state(0, 1, "Running"), agent.state(0, 1, "Waiting"),
                agent.state(0, 1, "Running"), agent.state(0, 1, "Halted"),
                agent.state(0, 1, "Halted"));
        agent.report(agent.state(0, 1, "Halted"));
        assertThat(log.after(since)
                .filter(event -> event.body().path("node").asString().equals(agent.node(0)))
                .map(event -> event.body().path("state").asString())
                .collectList().block(Service.PATIENCE)).containsExactly("Running", "Halted");
    }

    @Test
    void onlyTheNewestEventsAreKept() {
        long last = append("test.trim");
        service.bean(DatabaseClient.class)
                .sql("alter table event alter column id restart with " + (last + 20_000))
                .then().block(Service.PATIENCE);
        long far = append("test.far");
        log.trim().block(Service.PATIENCE);
        assertThat(log.after(0).blockFirst(Service.PATIENCE).id())
                .isGreaterThan(far - EventLog.RETAINED);
    }

    @Test
    void anIdThatIsNoNumberIsRefused() {
        problem(400, "INVALID_PARAMETER", "Last-Event-ID").accept(service.operator().get()
                .uri("/api/v1/events").accept(MediaType.TEXT_EVENT_STREAM)
                .header("Last-Event-ID", "yesterday").exchange());
    }
}
