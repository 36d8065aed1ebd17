package dev.hostless.controlplane;

import dev.hostless.agent.NodeAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** A control plane of its own and an agent with real boards, both in this process. */
public final class Fleet implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** What the control plane's libraries would switch on in an agent on the same class path. */
    public static final List<String> NOT_FOR_AGENTS = List.of(
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.reactive"
                    + ".ReactiveWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure"
                    + ".ReactiveUserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.reactive"
                    + ".ReactiveManagementWebSecurityAutoConfiguration");

    private final Service service;
    private final ConfigurableApplicationContext agent;
    private final WebTestClient operator;

    private Fleet(Service service, ConfigurableApplicationContext agent) {
        this.service = service;
        this.agent = agent;
        this.operator = service.operator().mutate().responseTimeout(LIMIT).build();
    }

    /**
     * Starts both.
     *
     * @param settings of the agent, beside those that it must have
     */
    public static Fleet start(Path directory, String agentName, String... settings) {
        var forAgent = new ArrayList<>(List.of(settings));
        var service = Service.start(directory.resolve("control-plane"),
                "--hostless.token=" + Service.TOKEN,
                "--hostless.join-token=" + Service.JOIN_TOKEN, "--hostless.heartbeat=1s");
        forAgent.addAll(List.of("--server.port=0",
                "--spring.autoconfigure.exclude=" + String.join(",", NOT_FOR_AGENTS),
                "--hostless.agent.name=" + agentName,
                "--hostless.agent.control-plane=" + service.url(),
                "--hostless.agent.join-token=" + Service.JOIN_TOKEN,
                "--hostless.agent.data-directory=" + directory.resolve("agent")));
        return new Fleet(
                service, NodeAgent.application().run(forAgent.toArray(String[]::new)));
    }

    public Service service() {
        return service;
    }

    /** Uploads a sample program. @return its digest */
    public String uploadSample(String name) {
        try {
            return service.upload(name, Files.readAllBytes(
                    Path.of("../deploy/firmware", name, "firmware.wasm")));
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        }
    }

    /** Assigns firmware with arguments to the nodes of a selector. */
    public void assign(String selector, String digest, String... arguments) {
        operator.post().uri("/api/v1/assignments")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("selector", selector, "firmware", digest,
                        "arguments", arguments))
                .exchange()
                .expectStatus().isOk();
    }

    public JsonNode get(String path) {
        return JSON.readTree(operator.get().uri(URI.create(service.url() + path))
                .exchange().expectStatus().isOk().expectBody().returnResult().getResponseBody());
    }

    /** Asks until the answer is such, or fails with the last one. */
    public JsonNode until(String what, String path, Predicate<JsonNode> condition) {
        var seen = get(path);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.test(seen)) {
            assertThat(System.nanoTime() - end).as(what + "; saw " + seen).isNegative();
            pause();
            seen = get(path);
        }
        return seen;
    }

    public static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    @Override
    public void close() {
        agent.close();
        service.close();
    }
}
