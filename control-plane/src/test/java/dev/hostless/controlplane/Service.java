package dev.hostless.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.FileSystemUtils;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * A real control plane over a real PostgreSQL, spoken to by HTTP. One serves all tests of the
 * process; each test enrols agents with names of its own.
 */
public final class Service implements AutoCloseable {

    public static final String TOKEN = "operator-token-for-tests";
    public static final String JOIN_TOKEN = "join-token-for-tests";
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final ConfigurableApplicationContext context;
    private final String url;

    private Service(ConfigurableApplicationContext context) {
        this.context = context;
        this.url = "http://127.0.0.1:"
                + context.getEnvironment().getProperty("local.server.port");
    }

    /** The one that all tests share. */
    public static Service shared() {
        return Shared.SERVICE;
    }

    private static final class Shared {

        static final Service SERVICE = startShared();

        private static Service startShared() {
            var directory = temporaryDirectory();
            var service = start(directory,
                    "--hostless.token=" + TOKEN,
                    "--hostless.join-token=" + JOIN_TOKEN,
                    "--hostless.firmware-limit=256KB",
                    // Nobody beats here; LivenessCheckTest asks the check itself.
                    "--hostless.heartbeat=1h");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                service.close();
                FileSystemUtils.deleteRecursively(directory.toFile());
            }));
            return service;
        }
    }

    public static Service start(Path directory, String... settings) {
        var arguments = new ArrayList<>(List.of(settings));
        arguments.add("--server.port=0");
        arguments.add("--hostless.data-directory=" + directory);
        // The shared service's hook stops PostgreSQL after its users; Spring's would race it.
        arguments.add("--spring.main.register-shutdown-hook=false");
        var application = ControlPlane.application();
        application.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean(ReactorResourceFactory.class, Service::ownResources));
        return new Service(application.run(arguments.toArray(String[]::new)));
    }

    /** A service takes the process's event loops with it when it ends; others still need theirs. */
    private static ReactorResourceFactory ownResources() {
        var resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(Duration.ZERO);
        return resources;
    }

    public static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("hostless-test");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A name that no other test has. */
    public static String name(String kind) {
        return kind + "-" + NAMES.incrementAndGet();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public String url() {
        return url;
    }

    /** A client without a token. */
    public WebTestClient anyone() {
        // Not pooled: a test that is answered before its body is sent leaves a connection on which
        // the client's next request may wait for good.
        var connections = HttpClient.create(ConnectionProvider.newConnection());
        return WebTestClient.bindToServer(new ReactorClientHttpConnector(connections))
                .baseUrl(url)
                .responseTimeout(PATIENCE)
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
                .build();
    }

    public WebTestClient with(String token) {
        return anyone().mutate()
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .build();
    }

    public WebTestClient operator() {
        return with(TOKEN);
    }

    /** Uploads a module. @return its digest */
    public String upload(String name, byte[] module) {
        return text(operator().post()
                .uri("/api/v1/firmware?name={name}", name)
                .contentType(MediaType.parseMediaType("application/wasm"))
                .bodyValue(module)
                .exchange()
                .expectStatus().is2xxSuccessful()
                .expectBody(Map.class)
                .returnResult()
                .getResponseBody(), "digest");
    }

    /** Assigns firmware to a selector. @return the revision */
    @SuppressWarnings("unchecked")
    public long assign(String selector, String firmware) {
        var answer = (Map<String, Object>) operator().post()
                .uri("/api/v1/assignments")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("selector", selector, "firmware", firmware))
                .exchange()
                .expectStatus().isOk()
                .expectBody(Map.class)
                .returnResult()
                .getResponseBody();
        return ((Number) answer.get("revision")).longValue();
    }

    static String text(Map<?, ?> body, String key) {
        return String.valueOf(body.get(key));
    }

    /** Expects a problem with this status and code, whose detail holds these words. */
    public static Consumer<WebTestClient.ResponseSpec> problem(
            int status, String code, String... words) {
        return response -> {
            var body = response.expectStatus().isEqualTo(status)
                    .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .expectBody()
                    .jsonPath("$.status").isEqualTo(status)
                    .jsonPath("$.errorCode").isEqualTo(code)
                    .jsonPath("$.type").exists()
                    .jsonPath("$.title").exists()
                    .jsonPath("$.instance").exists();
            for (var word : words) {
                body.jsonPath("$.detail").value(detail -> org.assertj.core.api.Assertions
                        .assertThat(String.valueOf(detail)).contains(word));
            }
        };
    }

    @Override
    public void close() {
        context.close();
    }
}
