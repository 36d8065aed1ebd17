package dev.hostless.controlplane.telemetry;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import dev.hostless.controlplane.TinyModule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

import static dev.hostless.controlplane.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

class HeapControllerTest {

    private final Service service = Service.shared();
    private final String digest = service.upload("heap", new TinyModule().filler(6100).bytes());

    private WebTestClient.ResponseSpec heap(String node) {
        return service.operator().get().uri("/api/v1/nodes/" + node + "/heap").exchange();
    }

    @Test
    void theNewestMapOfTheAssignmentIsKept() {
        var agent = TestAgent.enrol(service, 2);
        long revision = service.assign("agent=" + agent.name(), digest);
        agent.report(agent.heap(0, revision, 10), agent.heap(1, revision, 11),
                agent.heap(0, revision, 20));
        agent.report(agent.heap(0, revision, 30));
        heap(agent.node(0)).expectStatus().isOk()
                .expectBody()
                .jsonPath("$.node").isEqualTo(agent.node(0))
                .jsonPath("$.receivedAt").exists()
                .jsonPath("$.heap.cycle").isEqualTo(30)
                .jsonPath("$.heap.collector").isEqualTo("incremental")
                .jsonPath("$.heap.totals.mallocs").isEqualTo(43)
                .jsonPath("$.heap.cycles.background").isEqualTo(7)
                .jsonPath("$.heap.classes[1].objects").isEqualTo(40)
                .jsonPath("$.heap.map.base").isEqualTo(1_048_576)
                .jsonPath("$.heap.map.spans[0][4]").isEqualTo(40)
                .jsonPath("$.heap.map.spans[1][1]").isEqualTo(5);
        heap(agent.node(1)).expectBody().jsonPath("$.heap.cycle").isEqualTo(11);
    }

    @Test
    void whoAsksIsSentAndTheMapIsThereWithTheAcknowledgement() {
        var agent = TestAgent.enrol(service, 1);
        long revision = service.assign("agent=" + agent.name(), digest);
        service.operator().post().uri("/api/v1/nodes/" + agent.node(0) + "/heap").exchange()
                .expectStatus().isAccepted()
                .expectHeader().valueMatches("Location", "/api/v1/actions/a-[0-9]+");
        var command = agent.commands().skip(1).next().block(Service.PATIENCE);
        assertThat(command.path("action").path("kind").asString()).isEqualTo("heap");
        problem(404, "HEAP_UNKNOWN").accept(heap(agent.node(0)));
        agent.report(agent.heap(0, revision, 10),
                Map.of("type", "ack", "id", command.path("id").asString(), "outcome", "applied",
                        "cycle", 10));
        heap(agent.node(0)).expectBody().jsonPath("$.heap.cycle").isEqualTo(10);
    }

    @Test
    void whyThereIsNoneIsTold() {
        var agent = TestAgent.enrol(service, 2);
        problem(404, "NODE_UNKNOWN").accept(heap("nobody"));
        problem(404, "HEAP_UNKNOWN", agent.node(0), "off").accept(heap(agent.node(0)));
        long revision = service.assign("agent=" + agent.name(), digest);
        problem(404, "HEAP_UNKNOWN", "nobody has asked").accept(heap(agent.node(0)));
        var young = agent.telemetry(0, revision, TestAgent.observedGc());
        young.put("cycle", 0);
        agent.report(young);
        problem(404, "HEAP_UNKNOWN", "nobody has asked").accept(heap(agent.node(0)));
        agent.report(agent.telemetry(0, revision, TestAgent.observedGc()));
        problem(404, "HEAP_UNKNOWN", "keeps its heap itself").accept(heap(agent.node(0)));
        var hosted = agent.telemetry(1, revision, TestAgent.observedGc());
        hosted.put("heap", Map.of("collector", "stw", "liveBytes", 1, "markedBytes", 1,
                "goalBytes", 2, "pauseCycles", 0, "assistCycles", 0, "backgroundCycles", 0,
                "waitCycles", 0));
        agent.report(hosted);
        service.operator().get().uri("/api/v1/nodes/" + agent.node(1) + "/telemetry").exchange()
                .expectBody().jsonPath("$.newest.telemetry.heap.liveBytes").isEqualTo(1);
        problem(404, "HEAP_UNKNOWN", "nobody has asked").accept(heap(agent.node(1)));
    }

    @Test
    void anotherAssignmentHasNoMapYet() {
        var agent = TestAgent.enrol(service, 1);
        long revision = service.assign("agent=" + agent.name(), digest);
        agent.report(agent.heap(0, revision, 10));
        service.assign("agent=" + agent.name(),
                service.upload("heap two", new TinyModule().filler(6101).bytes()));
        problem(404, "HEAP_UNKNOWN", "nobody has asked").accept(heap(agent.node(0)));
    }

    @Test
    void mapsThatCannotBeAreSkippedAndTheOthersAreTaken() {
        var agent = TestAgent.enrol(service, 1);
        long revision = service.assign("agent=" + agent.name(), digest);
        agent.report(agent.heap(0, revision, 1),
                spans(agent, revision, List.of(List.of(0, 1, 2, 1024, 40))),
                spans(agent, revision, List.of(List.of(0, 1, 1, 1024))),
                spans(agent, revision, List.of(List.of(0, 1, 1, 1024, -1))),
                spans(agent, revision, Collections.nCopies(2049, List.of(0, 1, 1, 1, 1))));
        heap(agent.node(0)).expectBody().jsonPath("$.heap.cycle").isEqualTo(1);
    }

    private static Object spans(TestAgent agent, long revision, List<List<Integer>> spans) {
        var report = agent.heap(0, revision, 2);
        report.put("map", Map.of("base", 0, "pageBytes", 8192, "spans", spans,
                "spansDropped", 0));
        return report;
    }
}
