package dev.hostless.deploy.images;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of the control plane's API that bring a program to a board. */
final class FleetApi implements AutoCloseable {

    private static final Duration CALL_LIMIT = Duration.ofMinutes(3);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI base;
    private final String token;
    private final HttpClient client = HttpClient.newHttpClient();

    FleetApi(int port, String token) {
        this.base = URI.create("http://127.0.0.1:" + port);
        this.token = token;
    }

    /** The digest of the uploaded module. */
    String upload(String name, Path module) throws IOException, InterruptedException {
        return call(request("/api/v1/firmware?name=" + name)
                .header("Content-Type", "application/wasm")
                .POST(HttpRequest.BodyPublishers.ofFile(module)))
                .required("digest").asString();
    }

    void assign(String node, String digest) throws IOException, InterruptedException {
        call(request("/api/v1/assignments").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(
                        Map.of("selector", "name=" + node, "firmware", digest)))));
    }

    JsonNode node(String node) throws IOException, InterruptedException {
        return call(request("/api/v1/nodes/" + node).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(CALL_LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private JsonNode call(HttpRequest.Builder builder) throws IOException, InterruptedException {
        var request = builder.build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new ImageFailure(request.method() + " " + request.uri().getPath()
                    + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
