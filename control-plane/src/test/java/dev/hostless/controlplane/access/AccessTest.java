package dev.hostless.controlplane.access;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.hostless.controlplane.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

class AccessTest {

    private final Service service = Service.shared();

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nodes", "/api/v1/events", "/api/v1/nothing",
        "/actuator/prometheus", "/agent/v1/commands", "/actuator/env"})
    void withoutATokenNothingOpens(String path) {
        problem(401, "UNAUTHENTICATED", "Authorization: Bearer").accept(
                service.anyone().get().uri(path).exchange()
                        .expectHeader().valueEquals("WWW-Authenticate", "Bearer"));
    }

    @Test
    void wrongTokensAreRefused() {
        for (var token : new String[]{"x", Service.TOKEN + "x", "", "ü", "x".repeat(2000)}) {
            problem(401, "UNAUTHENTICATED").accept(service.anyone().get().uri("/api/v1/nodes")
                    .header("Authorization", "Bearer " + token).exchange());
        }
        problem(401, "UNAUTHENTICATED").accept(service.anyone().get().uri("/api/v1/nodes")
                .header("Authorization", "Basic b3A6b3A=").exchange());
    }

    @Test
    void eachTokenOpensOnlyItsOwnDoors() {
        var agent = TestAgent.enrol(service, 1);
        problem(403, "FORBIDDEN", "operator").accept(
                agent.client().get().uri("/api/v1/nodes").exchange());
        problem(403, "FORBIDDEN", "operator").accept(service.with(Service.JOIN_TOKEN)
                .get().uri("/api/v1/nodes").exchange());
        problem(403, "FORBIDDEN", "credential").accept(service.operator()
                .get().uri("/agent/v1/commands").exchange());
        problem(403, "FORBIDDEN", "join token").accept(
                agent.client().post().uri("/agent/v1/enrolments").exchange());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness",
        "/actuator/health/readiness", "/v3/api-docs", "/swagger-ui/index.html"})
    void documentationAndHealthAreOpen(String path) {
        service.anyone().get().uri(path).exchange().expectStatus().isOk();
    }

    @Test
    void metricsWantTheOperatorsToken() {
        var metrics = service.operator().get().uri("/actuator/prometheus").exchange()
                .expectStatus().isOk()
                .expectBody(String.class).returnResult().getResponseBody();
        assertThat(metrics).contains("jvm_memory_used_bytes");
    }

    @Test
    void theDescriptionNamesEveryPathOfTheApi() {
        var description = service.anyone().get().uri("/v3/api-docs").exchange()
                .expectStatus().isOk()
                .expectBody(String.class).returnResult().getResponseBody();
        assertThat(description).contains("\"openapi\":\"3.1").contains("bearer").contains(
                "/api/v1/firmware/{digest}/module", "/api/v1/nodes/{name}", "/api/v1/assignments",
                "/api/v1/nodes/{name}/interrupts", "/api/v1/nodes/{name}/reset",
                "/api/v1/nodes/{name}/console", "/api/v1/actions/{id}", "/api/v1/nodes/{name}/gc",
                "/api/v1/nodes/{name}/telemetry", "/api/v1/telemetry", "/api/v1/gc",
                "/api/v1/events", "/api/v1/presets");
    }
}
