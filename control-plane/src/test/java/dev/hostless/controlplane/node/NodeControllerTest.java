package dev.hostless.controlplane.node;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import dev.hostless.controlplane.TinyModule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.reactive.server.WebTestClient;

import static dev.hostless.controlplane.Service.problem;

class NodeControllerTest {

    private final Service service = Service.shared();

    private WebTestClient.ResponseSpec list(String selector) {
        return service.operator().get()
                .uri("/api/v1/nodes?selector={selector}", selector).exchange();
    }

    @Test
    void anEnrolledNodeIsOffAndUnknownUntilItReports() {
        var agent = TestAgent.enrol(service, 1);
        service.operator().get().uri("/api/v1/nodes/" + agent.node(0)).exchange()
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$.agent").isEqualTo(agent.name())
                .jsonPath("$.labels.place").isEqualTo("even")
                .jsonPath("$.ramBytes").isEqualTo(67108864)
                .jsonPath("$.clockHz").isEqualTo(200000000)
                .jsonPath("$.state").isEqualTo("Unknown")
                .jsonPath("$.desired.firmware").isEqualTo(null)
                .jsonPath("$.actual").isEqualTo(null)
                .jsonPath("$.inSync").isEqualTo(false)
                .jsonPath("$.lastSeen").exists();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "agent=A                      | 3",
        "agent=A,place=even           | 2",
        "agent=A,place!=even          | 1",
        "agent=A,place in (even,odd)  | 3",
        "agent=A,place notin (even)   | 1",
        "agent=A,place                | 3",
        "agent=A,!place               | 0",
        "agent=A,nothing!=x           | 3",
        "agent=A,!nothing             | 3",
        "name in (A-0,A-2)            | 2",
        "agent=A,preset=go-64m        | 3",
        "agent=A,preset=lm3s6965      | 0"})
    void selectorsMeanWhatKubernetesMeans(String selector, int count) {
        var agent = TestAgent.enrol(service, 3);
        list(selector.replace("A", agent.name()))
                .expectStatus().isOk()
                .expectBody().jsonPath("$.items.length()").isEqualTo(count);
    }

    @Test
    void theListIsReadPageByPageInTheOrderOfNames() {
        var agent = TestAgent.enrol(service, 3);
        var first = service.operator().get()
                .uri("/api/v1/nodes?limit=2&selector=agent=" + agent.name()).exchange()
                .expectStatus().isOk()
                .expectBody(java.util.Map.class).returnResult().getResponseBody();
        service.operator().get()
                .uri("/api/v1/nodes?limit=2&selector=agent=" + agent.name() + "&cursor="
                        + first.get("next"))
                .exchange()
                .expectBody()
                .jsonPath("$.items.length()").isEqualTo(1)
                .jsonPath("$.items[0].name").isEqualTo(agent.node(2))
                .jsonPath("$.next").isEqualTo(null);
    }

    @Test
    void theFleetIsCountedByStateAndFirmwareAndListedByThem() {
        var agent = TestAgent.enrol(service, 4);
        var digest = service.upload("counted", new TinyModule().filler(77).bytes());
        long revision = service.assign(
                "name in (" + agent.node(0) + "," + agent.node(1) + ")", digest);
        agent.report(agent.state(0, revision, "Running"), agent.state(1, revision, "Trapped"),
                agent.state(2, 1, "Off"));
        service.operator().get().uri("/api/v1/fleet?selector=agent=" + agent.name()).exchange()
                .expectStatus().isOk()
                .expectBody().json("""
                        {"nodes": 4,
                         "states": {"Off": 1, "Running": 1, "Trapped": 1, "Unknown": 1},
                         "firmware": [
                           {"digest": null, "name": null, "nodes": 2,
                            "states": {"Off": 1, "Unknown": 1}},
                           {"digest": "%s", "name": "counted", "nodes": 2,
                            "states": {"Running": 1, "Trapped": 1}}]}""".formatted(digest),
                        JsonCompareMode.STRICT);
        listed(agent, "state=Trapped,Off", agent.node(1), agent.node(2));
        listed(agent, "firmware=" + digest, agent.node(0), agent.node(1));
        listed(agent, "firmware=none&state=Unknown", agent.node(3));
        listed(agent, "state=Lost");
    }

    private void listed(TestAgent agent, String query, String... names) {
        service.operator().get()
                .uri("/api/v1/nodes?selector=agent=" + agent.name() + "&" + query).exchange()
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$.items[*].name").isEqualTo(List.of(names));
    }

    @Test
    void aReportMakesTheActualState() {
        var agent = TestAgent.enrol(service, 1);
        agent.report(agent.state(0, 999_999_999L, "Trapped"));
        service.operator().get().uri("/api/v1/nodes/" + agent.node(0)).exchange()
                .expectBody()
                .jsonPath("$.state").isEqualTo("Trapped")
                .jsonPath("$.actual.revision").isEqualTo(999_999_999L)
                .jsonPath("$.actual.cycle").isEqualTo(1000)
                .jsonPath("$.inSync").isEqualTo(false);
    }

    @Test
    void aMalformedSelectorIsToldWithItsPosition() {
        problem(400, "MALFORMED_SELECTOR", "position 5").accept(list("site="));
        list("site=").expectBody().jsonPath("$.position").isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "limit=0                                    | wanted 1 to 500",
        "limit=-1                                   | wanted 1 to 500",
        "limit=501                                  | wanted 1 to 500",
        "limit=99999999999999999999                 | a 32-bit integer",
        "limit=many                                 | a 32-bit integer",
        "cursor=%21%21                              | cursor",
        "cursor=AAAA                                | cursor",
        "state=Running,sleeping                     | wanted some of [Off, Running",
        "firmware=04ab8f92                          | a whole digest"})
    void unusableParametersAreRefused(String query, String words) {
        problem(400, "INVALID_PARAMETER", words).accept(service.operator().get()
                .uri(java.net.URI.create(service.url() + "/api/v1/nodes?" + query)).exchange());
    }

    @Test
    void unknownNodesAre404() {
        for (var path : new String[]{"", "/gc", "/telemetry", "/console"}) {
            problem(404, "NODE_UNKNOWN", "nobody").accept(service.operator()
                    .get().uri("/api/v1/nodes/nobody" + path).exchange());
        }
        problem(400, "MALFORMED_REQUEST").accept(service.operator().get()
                .uri(java.net.URI.create(service.url() + "/api/v1/nodes/%00")).exchange());
    }

    @Test
    void unknownPathsAndMethodsAreProblems() {
        problem(404, "NOT_FOUND").accept(service.operator()
                .get().uri("/api/v1/nothing").exchange());
        problem(405, "METHOD_NOT_ALLOWED", "DELETE").accept(service.operator()
                .delete().uri("/api/v1/nodes").exchange());
    }
}
