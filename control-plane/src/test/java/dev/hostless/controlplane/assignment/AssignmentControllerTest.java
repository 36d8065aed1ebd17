package dev.hostless.controlplane.assignment;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import dev.hostless.controlplane.TinyModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static dev.hostless.controlplane.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

class AssignmentControllerTest {

    private final Service service = Service.shared();
    private final String digest = service.upload(
            "four-pages", new TinyModule().memoryPages(4).filler(4000).bytes());

    private WebTestClient.ResponseSpec assign(Object body) {
        return service.operator().post().uri("/api/v1/assignments")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static Map<String, Object> request(String selector, Object firmware) {
        var request = new LinkedHashMap<String, Object>();
        request.put("selector", selector);
        request.put("firmware", firmware);
        return request;
    }

    @Test
    void allNodesThatMatchAreToRunIt() {
        var agent = TestAgent.enrol(service, 3);
        var request = request("place=even,agent=" + agent.name(), digest.substring(7, 17));
        request.put("arguments", List.of("-rate", "250\n"));
        request.put("environment", Map.of("GOGC", "50"));
        request.put("seed", 7);
        assign(request)
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$.revision").isNumber()
                .jsonPath("$.firmware").isEqualTo(digest)
                .jsonPath("$.nodes").isEqualTo(List.of(agent.node(0), agent.node(2)))
                .jsonPath("$.unchanged.length()").isEqualTo(0);
        service.operator().get().uri("/api/v1/nodes/" + agent.node(2)).exchange()
                .expectBody()
                .jsonPath("$.desired.firmware").isEqualTo(digest)
                .jsonPath("$.desired.arguments[1]").isEqualTo("250\n")
                .jsonPath("$.desired.environment.GOGC").isEqualTo("50")
                .jsonPath("$.desired.seed").isEqualTo(7);
        service.operator().get().uri("/api/v1/nodes/" + agent.node(1)).exchange()
                .expectBody().jsonPath("$.desired.firmware").isEqualTo(null);
    }

    @Test
    void whatIsWantedAlreadyKeepsItsRevision() {
        var agent = TestAgent.enrol(service, 2);
        long first = service.assign("name=" + agent.node(0), digest);
        assertThat(service.assign("name=" + agent.node(0), digest)).isEqualTo(first);
        assign(request("agent=" + agent.name(), digest))
                .expectBody()
                .jsonPath("$.nodes.length()").isEqualTo(2)
                .jsonPath("$.unchanged").isEqualTo(List.of(agent.node(0)));
    }

    @Test
    void nullTurnsBoardsOff() {
        var agent = TestAgent.enrol(service, 1);
        long on = service.assign("agent=" + agent.name(), digest);
        assign(request("agent=" + agent.name(), null))
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$.firmware").isEqualTo(null)
                .jsonPath("$.revision").value(revision -> assertThat(
                        ((Number) revision).longValue()).isGreaterThan(on));
    }

    @Test
    void firmwareThatIsTooLargeForOneNodeIsAssignedToNone() {
        var name = Service.name("mixed");
        TestAgent.enrol(service, name, 1, 64L << 20);
        var small = TestAgent.enrol(service, name + "-small", 1, 128 * 1024);
        var response = assign(request("name in (" + name + "-0," + small.node(0) + ")", digest));
        problem(422, "FIRMWARE_DOES_NOT_FIT", small.node(0) + " has 131072", "262144")
                .accept(response);
        service.operator().get().uri("/api/v1/nodes/" + name + "-0").exchange()
                .expectBody().jsonPath("$.desired.firmware").isEqualTo(null);
    }

    @Test
    void aSelectorThatMatchesNothingIsRefused() {
        problem(422, "NO_NODE_MATCHES", "agent=none").accept(assign(request("agent=none", digest)));
    }

    @Test
    void unknownAndAmbiguousFirmwareIsRefused() {
        problem(404, "FIRMWARE_UNKNOWN").accept(
                assign(request("", "sha256:" + "0".repeat(64))));
        problem(422, "INVALID_FIELD", "firmware").accept(assign(request("", "x'; drop table")));
        problem(422, "INVALID_FIELD", "firmware").accept(assign(request("", "%")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{                                                   | 400 | line",
        "[]                                                  | 400 | JSON",
        "{\"selector\":\"\",\"firmware\":null,\"sede\":1}    | 400 | sede",
        "{\"selector\":\"\"}                                 | 400 | firmware",
        "{\"firmware\":null}                                 | 400 | selector",
        "{\"selector\":\"\",\"firmware\":null,\"seed\":1.5}  | 400 | JSON",
        "{\"selector\":\"\",\"firmware\":null,\"seed\":99999999999999999999} | 400 | JSON",
        "{\"selector\":\"\",\"firmware\":null,\"seed\":-1}   | 422 | seed",
        "{\"selector\":null,\"firmware\":null}               | 422 | selector",
        "{\"selector\":\"a=\",\"firmware\":null}             | 400 | position 2",
        "{\"selector\":\"\",\"firmware\":null,\"arguments\":[null]}      | 422 | arguments[0]",
        "{\"firmware\":null,\"selector\":\"\",\"arguments\":[\"\\u0000\"]}|422|NUL",
        "{\"selector\":\"\",\"firmware\":null,\"environment\":{\"A=B\":\"\"}}|422 | '='",
        "{\"selector\":\"\",\"firmware\":null,\"environment\":{\"A\":null}}|422|environment.A"})
    void unusableRequestsAreToldWhatIsWrong(String body, int status, String words) {
        assign(body).expectStatus().isEqualTo(status)
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.errorCode").exists()
                .jsonPath("$.detail").value(detail -> assertThat(String.valueOf(detail))
                        .contains(words));
    }

    @Test
    void deeplyNestedJsonIsRefused() {
        problem(400, "MALFORMED_REQUEST").accept(assign("[".repeat(100_000)));
    }

    @Test
    void countsAndLengthsAreLimited() {
        var many = request("", digest);
        many.put("arguments", java.util.Collections.nCopies(129, "x"));
        problem(422, "INVALID_FIELD", "arguments", "128").accept(assign(many));
        var longer = request("", digest);
        longer.put("arguments", List.of("x".repeat(4097)));
        problem(422, "INVALID_FIELD", "arguments[0]", "4096").accept(assign(longer));
        problem(413, "PAYLOAD_TOO_LARGE").accept(
                assign("{\"selector\":\"" + "x".repeat(5 << 20) + "\"}"));
    }

    @Test
    void aRepeatedRequestWithTheSameKeyIsAnsweredAsBefore() {
        var agent = TestAgent.enrol(service, 1);
        var key = Service.name("key");
        var body = request("agent=" + agent.name(), digest);
        long first = revision(withKey(key, body));
        service.operator().post().uri("/api/v1/assignments")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(request("agent=" + agent.name(), null)).exchange();
        assertThat(revision(withKey(key, body))).isEqualTo(first);
        service.operator().get().uri("/api/v1/nodes/" + agent.node(0)).exchange()
                .expectBody().jsonPath("$.desired.firmware").isEqualTo(null);
        problem(422, "IDEMPOTENCY_KEY_REUSED", key)
                .accept(withKey(key, request("agent=" + agent.name(), null)));
    }

    private WebTestClient.ResponseSpec withKey(String key, Object body) {
        return service.operator().post().uri("/api/v1/assignments")
                .header("Idempotency-Key", key)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static long revision(WebTestClient.ResponseSpec response) {
        return ((Number) response.expectStatus().isOk().expectBody(Map.class).returnResult()
                .getResponseBody().get("revision")).longValue();
    }
}
