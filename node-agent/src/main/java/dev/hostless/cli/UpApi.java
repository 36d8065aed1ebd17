package dev.hostless.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The calls of the control plane's REST API that {@code up} and the smoke test make, as any
 * operator could.
 */
final class UpApi implements AutoCloseable {

    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
    private static final int UNPROCESSABLE = 422;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI base;
    private final String token;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * A node as the API tells it.
     *
     * @param firmware digest that is wanted of it; null: off
     * @param detail what its agent says about its state
     */
    record NodeView(String name, String state, @Nullable String firmware,
            @Nullable Integer exitCode, @Nullable String detail, boolean inSync,
            Instant reportedAt) {

        /** Its state, and why. */
        String words() {
            return state + (detail == null ? "" : ": " + detail);
        }
    }

    /** @param base address of a service, without a path */
    UpApi(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** Whether the service at this address says that it is up. */
    static boolean isHealthy(URI service) {
        try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            var request = HttpRequest.newBuilder(service.resolve("/actuator/health"))
                    .timeout(Duration.ofSeconds(3)).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Uploads a module under a name; one that is known already stays as it is.
     *
     * @throws UpRefusal if no node could run it
     */
    String upload(String name, byte[] module) throws InterruptedException {
        var answer = call(request("/api/v1/firmware?name=" + encoded(name))
                .header("Content-Type", "application/wasm")
                .POST(HttpRequest.BodyPublishers.ofByteArray(module)));
        return answer.required("digest").asString();
    }

    /** The nodes whose name begins with that of the agent. */
    List<NodeView> nodes(String agent) throws InterruptedException {
        return select("agent=" + agent);
    }

    /** The nodes that a selector matches; the empty one matches all. */
    List<NodeView> select(String selector) throws InterruptedException {
        var found = new ArrayList<NodeView>();
        String query = "/api/v1/nodes?limit=500&selector=" + encoded(selector);
        String cursor = "";
        do {
            var page = call(request(query + cursor).GET());
            page.required("items").forEach(node -> found.add(view(node)));
            var next = page.path("next").asString("");
            cursor = next.isEmpty() ? "" : "&cursor=" + encoded(next);
        } while (!cursor.isEmpty());
        return found;
    }

    private static NodeView view(JsonNode node) {
        var actual = node.path("actual");
        return new NodeView(node.required("name").asString(), node.required("state").asString(),
                node.path("desired").path("firmware").asString(null),
                actual.path("exitCode").isNumber() ? actual.path("exitCode").asInt() : null,
                actual.path("detail").asString(null), node.path("inSync").asBoolean(),
                Instant.parse(actual.path("reportedAt").asString("1970-01-01T00:00:00Z")));
    }

    NodeView node(String name) throws InterruptedException {
        return view(call(request("/api/v1/nodes/" + name).GET()));
    }

    /** What the node's UART said last. */
    String console(String node) throws InterruptedException {
        return text(request("/api/v1/nodes/" + node + "/console").setHeader("Accept", "text/plain")
                .GET());
    }

    /** Wants a firmware of a node. */
    void assign(String node, String digest) throws InterruptedException {
        assign(node, digest, List.of());
    }

    /** Wants a firmware of a node, with arguments for its program. */
    void assign(String node, String digest, List<String> arguments) throws InterruptedException {
        assign(Map.of("selector", "name=" + node, "firmware", digest, "arguments", arguments));
    }

    /** Wants nothing of a node. */
    void switchOff(String node) throws InterruptedException {
        var wanted = new HashMap<String, Object>();
        wanted.put("selector", "name=" + node);
        wanted.put("firmware", null);
        assign(wanted);
    }

    private void assign(Map<String, Object> wanted) throws InterruptedException {
        call(request("/api/v1/assignments").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(wanted))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(CALL_LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private JsonNode call(HttpRequest.Builder builder) throws InterruptedException {
        var body = text(builder);
        return JSON.readTree(body.isEmpty() ? "{}" : body);
    }

    private String text(HttpRequest.Builder builder) throws InterruptedException {
        var request = builder.build();
        var what = request.method() + " " + request.uri().getPath();
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == UNPROCESSABLE) {
                throw new UpRefusal(JSON.readTree(answer.body()).path("detail").asString(what));
            }
            if (answer.statusCode() / 100 != 2) {
                throw new UpFailure(what + " was answered with " + answer.statusCode() + ": "
                        + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UpFailure(what + " failed: " + e, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
