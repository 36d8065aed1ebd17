package dev.hostless.controlplane.telemetry;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import dev.hostless.controlplane.TinyModule;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static dev.hostless.controlplane.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

class TelemetryControllerTest {

    private final Service service = Service.shared();
    private final String digest = service.upload("figures", new TinyModule().filler(6000).bytes());

    @Test
    void gcCyclesAreKeptWithPausesInCyclesAndNanosecondsTheNewestFirst() {
        var agent = TestAgent.enrol(service, 1);
        agent.report(agent.gc(0, 1, 1, 20_000, 30_000), agent.gc(0, 1, 2, 200, 300),
                agent.gc(0, 1, 3, 2, 3));
        var page = service.operator().get()
                .uri("/api/v1/nodes/" + agent.node(0) + "/gc?limit=2").exchange()
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$.cycles.length()").isEqualTo(2)
                .jsonPath("$.cycles[0].number").isEqualTo(3)
                .jsonPath("$.cycles[1].sweepTerminationPauseCycles").isEqualTo(200)
                .jsonPath("$.cycles[1].sweepTerminationPauseNanos").isEqualTo(1000)
                .jsonPath("$.cycles[0].startCycle").isEqualTo(3000)
                .jsonPath("$.cycles[0].markStartCycle").isEqualTo(3100)
                .jsonPath("$.cycles[0].markTerminationCycle").isEqualTo(3400)
                .jsonPath("$.cycles[0].endCycle").isEqualTo(3500)
                .jsonPath("$.cycles[1].heapLiveMb").doesNotExist()
                .returnResult();
        var before = tools.jackson.databind.json.JsonMapper.shared()
                .readTree(page.getResponseBody()).path("before").asLong();
        service.operator().get()
                .uri("/api/v1/nodes/" + agent.node(0) + "/gc?limit=2&before=" + before).exchange()
                .expectBody()
                .jsonPath("$.cycles.length()").isEqualTo(1)
                .jsonPath("$.cycles[0].number").isEqualTo(1)
                .jsonPath("$.cycles[0].markTerminationPauseNanos").isEqualTo(150_000)
                .jsonPath("$.before").isEqualTo(null);
        // Whoever has seen a part asks for what came since.
        service.operator().get()
                .uri("/api/v1/nodes/" + agent.node(0) + "/gc?after=" + before).exchange()
                .expectBody()
                .jsonPath("$.cycles.length()").isEqualTo(1)
                .jsonPath("$.cycles[0].number").isEqualTo(3)
                .jsonPath("$.before").isEqualTo(null);
    }

    @Test
    void onlyTheNewestCyclesAreKept() {
        var agent = TestAgent.enrol(service, 1);
        for (int batch = 0; batch < 2; batch++) {
            var reports = new ArrayList<>();
            for (int number = 1; number <= 300; number++) {
                reports.add(agent.gc(0, 1, batch * 300 + number, 1, 1));
            }
            agent.report(reports.toArray());
        }
        var oldest = service.bean(GcHistory.class).newest(agent.node(0), 0, Long.MAX_VALUE, 1000)
                .collectList().block(Service.PATIENCE);
        assertThat(oldest).hasSize(GcHistory.RETAINED);
        assertThat(oldest.getLast().cycle().number()).isEqualTo(101);
    }

    @Test
    void pausesOfManyNodesAreMergedAndUnobservedNodesAreCountedApart() {
        var agent = TestAgent.enrol(service, 4);
        long revision = service.assign("agent=" + agent.name(), digest);
        for (int node = 0; node < 2; node++) {
            var reports = new ArrayList<Object>();
            reports.add(agent.telemetry(node, revision, TestAgent.observedGc()));
            for (int number = 1; number <= 50; number++) {
                // 100 pauses of 5 ns to 2500 ns on the first node, ten times as long on the other
                reports.add(agent.gc(node, revision, number,
                        number * (node == 0 ? 1L : 10), number * (node == 0 ? 10L : 100)));
            }
            agent.report(reports.toArray());
        }
        agent.report(agent.telemetry(2, revision,
                Map.of("observed", false, "reason", "no name section")));
        service.operator().get().uri("/api/v1/gc?by=firmware&selector=agent=" + agent.name())
                .exchange()
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$.groups.length()").isEqualTo(1)
                .jsonPath("$.groups[0].key").isEqualTo(digest)
                .jsonPath("$.groups[0].nodes").isEqualTo(4)
                .jsonPath("$.groups[0].observed").isEqualTo(2)
                .jsonPath("$.groups[0].notObserved['no name section']").isEqualTo(1)
                .jsonPath("$.groups[0].notObserved['no telemetry yet']").isEqualTo(1)
                .jsonPath("$.groups[0].gcCycles").isEqualTo(100)
                .jsonPath("$.groups[0].pauses.count").isEqualTo(200)
                .jsonPath("$.groups[0].pauses.maxNanos").isEqualTo(25_000);
        service.operator().get().uri("/api/v1/gc?by=node&selector=agent=" + agent.name())
                .exchange()
                .expectBody()
                .jsonPath("$.groups.length()").isEqualTo(4)
                .jsonPath("$.groups[0].pauses.maxNanos").isEqualTo(2500)
                .jsonPath("$.groups[2].pauses").isEqualTo(null)
                .jsonPath("$.groups[2].observed").isEqualTo(0);
    }

    @Test
    void anotherAssignmentBeginsFiguresAnew() {
        var agent = TestAgent.enrol(service, 1);
        long revision = service.assign("agent=" + agent.name(), digest);
        agent.report(agent.telemetry(0, revision, TestAgent.observedGc()),
                agent.gc(0, revision, 1, 200, 200));
        service.assign("agent=" + agent.name(),
                service.upload("other", new TinyModule().filler(6001).bytes()));
        service.operator().get().uri("/api/v1/gc?by=node&selector=agent=" + agent.name())
                .exchange()
                .expectBody()
                .jsonPath("$.groups[0].pauses").isEqualTo(null)
                .jsonPath("$.groups[0].notObserved['no telemetry yet']").isEqualTo(1);
    }

    @Test
    void telemetryIsKeptPerNodeAndSummedPerGroup() {
        var agent = TestAgent.enrol(service, 2);
        long revision = service.assign("agent=" + agent.name(), digest);
        agent.report(
                agent.telemetry(0, revision, TestAgent.observedGc()),
                agent.telemetry(0, revision, TestAgent.observedGc()),
                agent.telemetry(1, revision, Map.of("observed", false, "reason", "stripped")));
        service.operator().get().uri("/api/v1/nodes/" + agent.node(0) + "/telemetry").exchange()
                .expectBody()
                .jsonPath("$.history.length()").isEqualTo(2)
                .jsonPath("$.newest.telemetry.cycles.guest").isEqualTo(52)
                .jsonPath("$.newest.receivedAt").exists();
        service.operator().get().uri("/api/v1/telemetry?by=preset&selector=agent=" + agent.name())
                .exchange()
                .expectBody()
                .jsonPath("$.by").isEqualTo("preset")
                .jsonPath("$.groups[0].nodes").isEqualTo(2)
                .jsonPath("$.groups[0].reporting").isEqualTo(2)
                .jsonPath("$.groups[0].guestCycles").isEqualTo(104)
                .jsonPath("$.groups[0].missedTicks").isEqualTo(2)
                .jsonPath("$.groups[0].heapLiveMb").isEqualTo(2)
                .jsonPath("$.groups[0].gc.observed").isEqualTo(1);
    }

    @Test
    void unusableParametersAreRefused() {
        var agent = TestAgent.enrol(service, 1);
        problem(400, "INVALID_PARAMETER", "firmware").accept(service.operator().get()
                .uri("/api/v1/gc?by=colour").exchange());
        problem(400, "MALFORMED_SELECTOR").accept(service.operator().get()
                .uri("/api/v1/telemetry?selector=!").exchange());
        problem(400, "INVALID_PARAMETER", "before").accept(service.operator().get()
                .uri("/api/v1/nodes/" + agent.node(0) + "/gc?before=-1").exchange());
        problem(400, "INVALID_PARAMETER", "after: wanted at least 0").accept(service.operator()
                .get().uri("/api/v1/nodes/" + agent.node(0) + "/gc?after=-1").exchange());
        problem(400, "INVALID_PARAMETER", "limit").accept(service.operator().get()
                .uri("/api/v1/nodes/" + agent.node(0) + "/telemetry?limit=100000").exchange());
    }
}
