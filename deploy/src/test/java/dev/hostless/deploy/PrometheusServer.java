package dev.hostless.deploy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus on a free port of this machine. */
final class PrometheusServer implements AutoCloseable {
    /** How often it scrapes here, instead of each 15 seconds. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Path FILES = RunningFleet.HOME.resolve("deploy/prometheus");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration SCRAPES_LIMIT = Duration.ofMinutes(3);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final URI address;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();

    /** One series at one moment. A native histogram has its count as value. */
    record Sample(Map<String, String> labels, double value) {
        String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    private PrometheusServer(Path folder, int port, List<String> flags) throws IOException {
        this.folder = folder;
        address = URI.create("http://127.0.0.1:" + port);
        var command = new ArrayList<>(List.of("prometheus",
                "--config.file=" + folder.resolve("prometheus.yaml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port, "--log.level=warn"));
        command.addAll(flags);
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile()).start();
    }

    /** Skips the test that asks where the tool is not installed. */
    static void requireTool(String tool) {
        boolean there = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
        Assumptions.assumeTrue(there,
                "no " + tool + " on the PATH: install the Debian package prometheus");
    }

    /**
     * Starts one with the files of deploy/prometheus, but for the addresses and the interval.
     *
     * @param folder gets the configuration and the data
     */
    static PrometheusServer start(Path folder, RunningFleet fleet, String... flags)
            throws Exception {
        try (var files = Files.newDirectoryStream(FILES, "*.yaml")) {
            for (var file : files) {
                Files.writeString(folder.resolve(file.getFileName()), Files.readString(file)
                        .replace("localhost:8080", fleet.controlPlane().getAuthority())
                        .replace("localhost:8081", fleet.agent().getAuthority())
                        .replace("_interval: 15s", "_interval: " + INTERVAL.toSeconds() + "s"));
            }
        }
        Files.copy(fleet.tokenFile(), folder.resolve("token"));
        var server = new PrometheusServer(folder, RunningFleet.freePort(), List.of(flags));
        try {
            Waiting.until("Prometheus is ready", START_LIMIT, server::isReady, server::log);
        } catch (Exception | Error failed) {
            server.close();
            throw failed;
        }
        return server;
    }

    private boolean isReady() throws Exception {
        if (!process.isAlive()) {
            throw new IllegalStateException("prometheus ended: " + log());
        }
        try {
            return client.send(HttpRequest.newBuilder(address.resolve("/-/ready")).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    String log() {
        try {
            return Files.readString(folder.resolve("prometheus.log"));
        } catch (IOException none) {
            return none.toString();
        }
    }

    URI address() {
        return address;
    }

    /** Waits until each target was scraped so often from now on, each time with success. */
    void awaitScrapes(int count) throws Exception {
        long begin = System.currentTimeMillis() / 1000;
        Waiting.until(count + " scrapes of each target", SCRAPES_LIMIT, () -> {
            long seconds = System.currentTimeMillis() / 1000 - begin + 1;
            var scrapes = query("sum_over_time(up[" + seconds + "s])");
            return scrapes.size() >= 2
                    && scrapes.stream().allMatch(target -> target.value() >= count);
        }, this::targets);
    }

    private String targets() {
        try {
            return get("/api/v1/targets?state=active").toString();
        } catch (Exception failed) {
            return failed.toString();
        }
    }

    /** What an instant query gives now. */
    List<Sample> query(String expression) throws Exception {
        var result = get("/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8)).required("result");
        var samples = new ArrayList<Sample>();
        for (var each : result) {
            var labels = new TreeMap<String, String>();
            each.required("metric").properties()
                    .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
            samples.add(new Sample(labels, value(each)));
        }
        return samples;
    }

    private static double value(JsonNode sample) {
        var text = sample.has("histogram")
                ? sample.required("histogram").required(1).required("count").asString()
                : sample.required("value").required(1).asString();
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** The field {@code data} of an answer. */
    JsonNode get(String path) throws Exception {
        var answer = client.send(HttpRequest.newBuilder(address.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
        var json = JSON.readTree(answer.body());
        if (!json.path("status").asString("").equals("success")) {
            throw new IllegalStateException(path + ": " + json.path("error").asString(""));
        }
        return json.required("data");
    }

    @Override
    public void close() {
        client.close();
        Waiting.stop(process, STOP_LIMIT, this::log);
    }
}
