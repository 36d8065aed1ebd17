package dev.hostless.controlplane.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium, spoken to by its DevTools protocol. Only what these tests need of it, which
 * is less than a driver for all browsers brings along.
 */
final class Browser implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final List<String> NAMES = List.of(
            "chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Process process;
    private final HttpClient client;
    private final URI endpoint;

    private Browser(Process process, HttpClient client, URI endpoint) {
        this.process = process;
        this.client = client;
        this.endpoint = endpoint;
    }

    /** The browser of this machine. */
    static Optional<Path> installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param profile a folder of its own */
    static Browser start(Path program, Path profile) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program.toString(), "--headless=new",
                "--remote-debugging-port=0", "--user-data-dir=" + profile, "--no-first-run",
                "--disable-gpu", "--disable-quic", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-extensions",
                "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--no-sandbox");
        }
        command.add("about:blank");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile())
                .start();
        var client = HttpClient.newHttpClient();
        try {
            return new Browser(process, client, endpoint(process, profile));
        } catch (IOException | InterruptedException failed) {
            process.destroyForcibly();
            client.close();
            throw failed;
        }
    }

    /** Chromium chooses a port and writes it down. */
    private static URI endpoint(Process process, Path profile)
            throws IOException, InterruptedException {
        var file = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() - end < 0 && process.isAlive()) {
            if (Files.isRegularFile(file)) {
                var lines = Files.readAllLines(file);
                if (lines.size() >= 2) {
                    return URI.create("http://127.0.0.1:" + lines.getFirst());
                }
            }
            Thread.sleep(50);
        }
        throw new IOException("Chromium told no port within " + START_LIMIT + ": "
                + Files.readString(profile.resolve("chromium.log")));
    }

    /** A new tab with nothing in it. */
    Tab tab() throws IOException, InterruptedException {
        var answer = client.send(
                HttpRequest.newBuilder(endpoint.resolve("/json/new?about:blank"))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        var socket = JSON.readTree(answer.body()).required("webSocketDebuggerUrl").asString();
        return Tab.connect(client, URI.create(socket));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
