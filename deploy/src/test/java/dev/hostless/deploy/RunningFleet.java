package dev.hostless.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./hostless up} as an operator starts it, in processes of its own, with a data directory
 * and free ports. It wants the services as jars, as {@code mvn package} leaves them.
 */
final class RunningFleet implements AutoCloseable {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(45);
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);
    /** The second of the two lines on metrics: the first is the control plane's. */
    private static final Pattern METRICS = Pattern
            .compile("^ +(http://localhost:\\d+)/actuator/prometheus$");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final URI controlPlane;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path data;
    private final Map<String, String> digests = new TreeMap<>();

    private RunningFleet(Path data, int port, ProcessBuilder command) throws IOException {
        this.data = data;
        controlPlane = URI.create("http://localhost:" + port);
        process = command.start();
        Thread.ofVirtual().start(this::listen);
    }

    /** Starts it, and returns when all nodes run the sample programs that they were given. */
    static RunningFleet start(Path data, int boards, String... options) throws Exception {
        for (var jar : List.of("node-agent", "control-plane")) {
            var file = HOME.resolve(jar).resolve("target").resolve(jar + ".jar");
            if (!Files.exists(file)) {
                throw new IllegalStateException("wanted " + file + ": run mvn package first");
            }
        }
        int port = freePort();
        var command = new ProcessBuilder(HOME.resolve("hostless").toString(), "up", "--boards",
                String.valueOf(boards), "--port", String.valueOf(port), "--data",
                data.toString());
        command.command().addAll(List.of(options));
        command.redirectErrorStream(true);
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Whoever runs tests has built what they test; a build must not start another.
        command.environment().put("HOSTLESS_BUILT", HOME.toString());
        var fleet = new RunningFleet(data, port, command);
        try {
            fleet.awaitStart();
        } catch (Exception | Error failed) {
            fleet.close();
            throw failed;
        }
        return fleet;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private void listen() {
        try (var lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(output::add);
        } catch (IOException | UncheckedIOException closed) {
            output.add("(" + closed.getMessage() + ")");
        }
    }

    private void awaitStart() throws Exception {
        Waiting.until("hostless up is up", START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("hostless up ended:\n" + output());
            }
            return output.stream().anyMatch(line -> METRICS.matcher(line).find());
        }, this::output);
        for (var firmware : get("/api/v1/firmware").required("items")) {
            digests.put(firmware.required("name").asString(),
                    firmware.required("digest").asString());
        }
    }

    String output() {
        return String.join("\n", output);
    }

    URI controlPlane() {
        return controlPlane;
    }

    /** Where the agent's management endpoints are. */
    URI agent() {
        return output.stream().map(METRICS::matcher).filter(line -> line.find())
                .map(line -> URI.create(line.group(1))).findFirst().orElseThrow();
    }

    Path tokenFile() {
        return data.resolve("token");
    }

    String token() throws IOException {
        return Files.readString(tokenFile()).strip();
    }

    /** The label {@code firmware} of a sample program. */
    String firmware(String program) {
        return digest(program).substring("sha256:".length()).substring(0, 12);
    }

    private String digest(String program) {
        var digest = digests.get(program);
        if (digest == null) {
            throw new IllegalArgumentException("no sample " + program + " in " + digests.keySet());
        }
        return digest;
    }

    /** Uploads a program beside the samples. */
    void upload(String program, byte[] module) throws Exception {
        var answer = send(request("/api/v1/firmware?name=" + program)
                .header("Content-Type", "application/wasm")
                .POST(HttpRequest.BodyPublishers.ofByteArray(module)));
        digests.put(program, JSON.readTree(answer).required("digest").asString());
    }

    /** Has a node run a program, and returns when it does, or has done so. */
    void assign(String node, String program, String... arguments) throws Exception {
        assignUntil(List.of("Running", "Waiting", "Halted"), node, program, arguments);
    }

    /** Has a node run a program, and returns when it is in one of these states. */
    void assignUntil(List<String> states, String node, String program, String... arguments)
            throws Exception {
        send(request("/api/v1/assignments").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(Map.of(
                        "selector", "name=" + node, "firmware", digest(program), "arguments",
                        List.of(arguments))))));
        Waiting.until(node + " has " + program + " and is in " + states, SETTLE_LIMIT, () -> {
            var now = get("/api/v1/nodes/" + node);
            return now.required("inSync").asBoolean()
                    && states.contains(now.required("state").asString());
        }, () -> text("/api/v1/nodes/" + node));
    }

    /** Turns a node off. */
    void turnOff(String node) throws Exception {
        post("/api/v1/assignments", "{\"selector\":\"name=" + node + "\",\"firmware\":null}");
    }

    /** Has something come to a node from outside, as {@code {"line":3}} for interrupts. */
    void post(String path, String json) throws Exception {
        send(request(path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    JsonNode get(String path) throws Exception {
        return JSON.readTree(send(request(path).GET()));
    }

    private String text(String path) {
        try {
            return get(path).toString();
        } catch (Exception failed) {
            return failed.toString();
        }
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(controlPlane.resolve(path))
                .header("Authorization", "Bearer " + token()).timeout(Duration.ofSeconds(30));
    }

    private String send(HttpRequest.Builder builder) throws Exception {
        var request = builder.build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(request.method() + " " + request.uri()
                    + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        client.close();
        Waiting.stop(process, STOP_LIMIT, this::output);
    }
}
