package dev.hostless.agent;

import dev.hostless.agent.message.Report;
import dev.hostless.agent.message.TelemetryReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/** A whole agent and the control plane's stand-in that it is connected to. */
final class AgentFixture implements AutoCloseable {

    private static final Path FIRMWARE = Path.of("../deploy/firmware");

    final TestControlPlane controlPlane = new TestControlPlane();
    private final Path data;
    private final int boards;
    private final String[] settings;
    private ConfigurableApplicationContext agent;

    /** With further settings of the agent, each as an option. */
    AgentFixture(Path data, int boards, String... settings) {
        this.data = data;
        this.boards = boards;
        this.settings = settings;
        this.agent = another();
        Pause.until("the agent has connected", () -> controlPlane.streams.get() == 1);
    }

    /** Starts one more agent on the same directory. */
    ConfigurableApplicationContext another() {
        var options = Stream.of("--server.port=0", "--hostless.agent.name=lab",
                "--hostless.agent.boards=" + boards,
                "--hostless.agent.control-plane=" + controlPlane.uri(),
                "--hostless.agent.join-token=" + TestControlPlane.JOIN_TOKEN,
                "--hostless.agent.pace=max", "--hostless.agent.stop-limit=4s",
                "--hostless.agent.labels.site=bench",
                "--hostless.agent.data-directory=" + data);
        return NodeAgent.application()
                .run(Stream.concat(options, Stream.of(settings)).toArray(String[]::new));
    }

    void stopAgent() {
        agent.close();
    }

    void startAgent() {
        agent = another();
    }

    @Override
    public void close() {
        agent.close();
        controlPlane.close();
    }

    void assign(String node, long revision, String program) {
        try {
            var digest = controlPlane
                    .offer(Files.readAllBytes(FIRMWARE.resolve(program + "/firmware.wasm")));
            controlPlane.assign(node, assignment(node, revision, digest, program));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String assignment(String node, long revision, String digest, String name) {
        return """
                {"type":"assignment","node":"%s","revision":%d,"firmware":"%s","sizeBytes":1,\
                "name":"%s","arguments":[],"environment":{},"seed":1}"""
                .formatted(node, revision, digest, name);
    }

    TelemetryReport telemetry(String node) {
        return controlPlane.reports(TelemetryReport.class)
                .filter(report -> report.node().equals(node)).toList().getLast();
    }

    String input(String id, String node, String text) {
        var data = Base64.getEncoder()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return """
                {"type":"action","id":"%s","node":"%s","action":{"kind":"uart-input",\
                "data":"%s"}}""".formatted(id, node, data);
    }

    List<String> states(String node) {
        return controlPlane.reports(Report.State.class).filter(s -> s.node().equals(node))
                .map(Report.State::state).toList();
    }

    Report.State last(String node) {
        return controlPlane.reports(Report.State.class).filter(s -> s.node().equals(node))
                .reduce((a, b) -> b).orElse(new Report.State(node, 0, null, "none", 0, 0, 0, null,
                        null, null));
    }

    List<Report.Ack> acks(String id) {
        return controlPlane.reports(Report.Ack.class).filter(a -> a.id().equals(id)).toList();
    }

    String console(String node, int boot) {
        return new String(consoleBytes(node, boot), StandardCharsets.UTF_8);
    }

    byte[] consoleBytes(String node, int boot) {
        var bytes = new ByteArrayOutputStream();
        controlPlane.reports(Report.Console.class)
                .filter(c -> c.node().equals(node) && c.boot() == boot).forEach(chunk -> {
                    assertThat(chunk.offset()).isEqualTo(bytes.size());
                    assertThat(chunk.droppedBytes()).isZero();
                    bytes.writeBytes(chunk.data());
                });
        return bytes.toByteArray();
    }

    Object seen() {
        var reports = controlPlane.reports().stream()
                .filter(report -> !(report instanceof Report.Heartbeat)).toList();
        return reports.subList(Math.max(0, reports.size() - 6), reports.size());
    }

    String get(String path) {
        int port = agent.getBean(Environment.class).getRequiredProperty("local.server.port",
                Integer.class);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
