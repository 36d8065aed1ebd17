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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A whole agent whose real boards run real Go programs, for a stand-in of the control plane. */
class NodeAgentTest {

    private static final Path FIRMWARE = Path.of("../deploy/firmware");

    @TempDir
    private Path data;

    private final TestControlPlane controlPlane = new TestControlPlane();
    private ConfigurableApplicationContext agent;

    @BeforeEach
    void startAgent() {
        agent = start("--hostless.agent.data-directory=" + data);
        Pause.until("the agent has connected", () -> controlPlane.streams.get() == 1);
    }

    @AfterEach
    void stop() {
        agent.close();
        controlPlane.close();
    }

    private ConfigurableApplicationContext start(String... more) {
        var arguments = new ArrayList<>(List.of("--server.port=0",
                "--hostless.agent.name=lab", "--hostless.agent.boards=2",
                "--hostless.agent.control-plane=" + controlPlane.uri(),
                "--hostless.agent.join-token=" + TestControlPlane.JOIN_TOKEN,
                "--hostless.agent.pace=max", "--hostless.agent.labels.site=bench"));
        arguments.addAll(List.of(more));
        return NodeAgent.application().run(arguments.toArray(String[]::new));
    }

    @Test
    void theAgentOffersItsBoards() {
        var request = controlPlane.enrolments.getFirst();
        assertThat(request.agent()).isEqualTo("lab");
        assertThat(request.boards()).hasSize(2);
        var board = request.boards().get(1);
        assertThat(board.name()).isEqualTo("lab-1");
        assertThat(board.preset()).isEqualTo("go-64m");
        assertThat(board.ramBytes()).isEqualTo(64L << 20);
        assertThat(board.labels()).containsEntry("site", "bench").containsEntry("preset", "go-64m");
    }

    @Test
    void anAssignedProgramRunsAndItsConsoleArrives() {
        assign("lab-0", 4, "hello");
        Pause.until("it has halted", () -> states("lab-0").contains("Halted"), this::seen);
        var last = last("lab-0");
        assertThat(states("lab-0")).containsSubsequence("Off", "Running", "Halted");
        assertThat(last.revision()).isEqualTo(4);
        assertThat(last.exitCode()).isZero();
        assertThat(last.boots()).isEqualTo(1);
        assertThat(last.traceHash()).matches("[0-9a-f]{64}");
        assertThat(last.cycle()).isPositive();
        assertThat(console("lab-0", 1)).contains("hello");
        var telemetry = controlPlane.reports(TelemetryReport.class).toList().getLast();
        assertThat(telemetry.cycles().guest()).isPositive();
        assertThat(telemetry.uart().transmittedBytes()).isEqualTo(consoleBytes("lab-0", 1).length);
    }

    @Test
    void aProgramThatHasHaltedStaysHaltedUntilANewRevision() {
        assign("lab-0", 4, "hello");
        Pause.until("it has halted", () -> states("lab-0").contains("Halted"), this::seen);
        controlPlane.cutStream();
        Pause.until("a new stream is open", () -> controlPlane.streams.get() == 2);
        Pause.until("its state is told again", () -> states("lab-0").stream()
                .filter("Halted"::equals).count() == 2, this::seen);
        assertThat(last("lab-0").boots()).isEqualTo(1);
        assign("lab-0", 5, "hello");
        Pause.until("it ran again", () -> last("lab-0").boots() == 2
                && last("lab-0").state().equals("Halted"), this::seen);
        assertThat(console("lab-0", 2)).isEqualTo(console("lab-0", 1));
        assertThat(controlPlane.downloads).hasValue(1);
    }

    @Test
    void anInterruptThatIsSentTwiceIsAnsweredOnce() {
        assign("lab-0", 4, "weather-station");
        Pause.until("it talks", () -> !console("lab-0", 1).isEmpty(), this::seen);
        var action = """
                {"type":"action","id":"a-1","node":"lab-0","action":{"kind":"interrupt",\
                "line":"3"}}""";
        controlPlane.act("a-1", action);
        controlPlane.send(action);
        Pause.until("both were acknowledged", () -> acks("a-1").size() == 2, this::seen);
        assertThat(acks("a-1").get(1)).isEqualTo(acks("a-1").get(0));
        assertThat(acks("a-1").getFirst().outcome()).isEqualTo("applied");
        controlPlane.act("a-2", input("a-2", "exit 7\n"));
        Pause.until("it has halted", () -> last("lab-0").state().equals("Halted"), this::seen);
        assertThat(last("lab-0").exitCode()).isEqualTo(7);
        assertThat(console("lab-0", 1).lines().filter(line -> line.startsWith("irq: line 3")))
                .hasSize(1).first().asString().endsWith("(count 1)");
    }

    @Test
    void collectionsOfTheProgramAreReported() {
        assign("lab-0", 4, "weather-station");
        Pause.until("it has collected", () -> controlPlane.reports(Report.Gc.class)
                .mapToInt(gc -> gc.cycles().size()).sum() > 3, this::seen);
        var cycles = controlPlane.reports(Report.Gc.class).flatMap(gc -> gc.cycles().stream())
                .toList();
        for (int i = 0; i < cycles.size(); i++) {
            assertThat(cycles.get(i).number()).isEqualTo(i + 1);
            assertThat(cycles.get(i).markTerminationPauseCycles()).isPositive();
            assertThat(cycles.get(i).heapGoalMb()).isPositive();
        }
    }

    @Test
    void aResetBootsTheSameProgramAgain() {
        assign("lab-0", 4, "hello");
        Pause.until("it has halted", () -> states("lab-0").contains("Halted"), this::seen);
        controlPlane.act("a-1", """
                {"type":"action","id":"a-1","node":"lab-0","action":{"kind":"reset"}}""");
        Pause.until("it ran again", () -> last("lab-0").boots() == 2
                && last("lab-0").state().equals("Halted"), this::seen);
        assertThat(last("lab-0").revision()).isEqualTo(4);
    }

    @Test
    void whatCannotBeDoneIsAnsweredWithTheReason() {
        controlPlane.act("a-1", input("a-1", "hi"));
        controlPlane.act("a-2", """
                {"type":"action","id":"a-2","node":"lab-9","action":{"kind":"reset"}}""");
        controlPlane.act("a-3", """
                {"type":"action","id":"a-3","node":"lab-1","action":{"kind":"melt"}}""");
        Pause.until("all were answered", () -> controlPlane.reports(Report.Ack.class).count() == 3,
                this::seen);
        assertThat(acks("a-1").getFirst().detail())
                .isEqualTo("lab-0 is Off, wanted a board that runs or waits");
        assertThat(acks("a-2").getFirst().detail()).isEqualTo("no board 'lab-9' on this agent");
        assertThat(acks("a-3").getFirst().detail())
                .isEqualTo("this agent knows no action 'melt'");
        assertThat(controlPlane.reports(Report.Ack.class))
                .allMatch(ack -> ack.outcome().equals("rejected"));
    }

    @Test
    void aBoardIsTurnedOff() {
        assign("lab-0", 4, "weather-station");
        Pause.until("it talks", () -> !console("lab-0", 1).isEmpty(), this::seen);
        controlPlane.assign("lab-0",
                "{\"type\":\"assignment\",\"node\":\"lab-0\",\"revision\":5,\"firmware\":null}");
        Pause.until("it is off", () -> last("lab-0").state().equals("Off")
                && last("lab-0").revision() == 5, this::seen);
    }

    @Test
    void firmwareThatIsNoModuleIsRefusedOnce() {
        var digest = controlPlane.offer("not wasm".getBytes(StandardCharsets.UTF_8));
        controlPlane.assign("lab-0", assignment("lab-0", 4, digest, "broken"));
        Pause.until("it is refused", () -> last("lab-0").state().equals("Refused"), this::seen);
        assertThat(last("lab-0").detail()).isNotBlank();
        Pause.millis(700);
        assertThat(controlPlane.downloads).hasValue(1);
        assign("lab-0", 5, "hello");
        Pause.until("the next one runs", () -> last("lab-0").state().equals("Halted"), this::seen);
    }

    @Test
    void firmwareThatCannotBeHadYetIsTriedAgain() {
        controlPlane.failureStatus = 503;
        controlPlane.failNext(2);
        assign("lab-0", 4, "hello");
        Pause.until("it has halted", () -> last("lab-0").state().equals("Halted"), this::seen);
    }

    @Test
    void anAgentThatWasKilledStartsItsBoardsAgain() {
        assign("lab-0", 4, "hello");
        Pause.until("it has halted", () -> states("lab-0").contains("Halted"), this::seen);
        // What a killed process leaves behind: nothing but its directory.
        agent.close();
        controlPlane.reports().clear();
        agent = start("--hostless.agent.data-directory=" + data);
        Pause.until("it has halted again", () -> states("lab-0").contains("Halted"), this::seen);
        assertThat(controlPlane.enrolments).hasSize(2);
        assertThat(controlPlane.enrolments.get(1).key())
                .isEqualTo(controlPlane.enrolments.get(0).key());
        assertThat(controlPlane.downloads).hasValue(1);
    }

    @Test
    void stoppingSendsWhatIsLeftToSay() {
        assign("lab-0", 4, "weather-station");
        Pause.until("it talks", () -> !console("lab-0", 1).isEmpty(), this::seen);
        agent.close();
        assertThat(last("lab-0").state()).isEqualTo("Off");
        assertThat(last("lab-0").detail()).isEqualTo("the agent was stopped");
        var telemetry = controlPlane.reports(TelemetryReport.class).toList().getLast();
        assertThat(telemetry.uart().transmittedBytes()).isEqualTo(consoleBytes("lab-0", 1).length);
    }

    @Test
    void healthAndMetersTellHowItIs() throws Exception {
        assign("lab-0", 4, "hello");
        Pause.until("it has halted", () -> states("lab-0").contains("Halted"), this::seen);
        assertThat(get("/actuator/health")).contains("\"status\":\"UP\"")
                .contains("\"stage\":\"STREAMING\"");
        var metrics = get("/actuator/prometheus");
        assertThat(metrics).containsPattern("hostless_boards\\{[^}]*state=\"Halted\"[^}]*} 1")
                .containsPattern("hostless_boards\\{[^}]*state=\"Off\"[^}]*} 1")
                .containsPattern("hostless_cycles_total\\{[^}]*firmware=\"hello\",kind=\"guest\","
                        + "preset=\"go-64m\"[^}]*} [1-9]")
                .containsPattern("hostless_uart_bytes_total\\{[^}]*direction=\"out\"[^}]*} [1-9]")
                .contains("hostless_gc_cycles_total").contains("hostless_interrupts_total")
                .contains("hostless_telemetry_dropped_total").contains("jvm_memory_used_bytes");
        controlPlane.forgetCredential();
        controlPlane.failNext(1_000);
        controlPlane.cutStream();
        Pause.until("it is out of service", () -> get("/actuator/health/readiness")
                .contains("OUT_OF_SERVICE"));
        assertThat(get("/actuator/health/liveness")).contains("\"status\":\"UP\"");
    }

    @Test
    void aSecondAgentOnTheSameDirectoryIsRefused() {
        assertThatThrownBy(() -> start("--hostless.agent.data-directory=" + data))
                .hasStackTraceContaining("another agent uses the data directory " + data);
    }

    private void assign(String node, long revision, String program) {
        try {
            var digest = controlPlane
                    .offer(Files.readAllBytes(FIRMWARE.resolve(program + "/firmware.wasm")));
            controlPlane.assign(node, assignment(node, revision, digest, program));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String assignment(String node, long revision, String digest, String name) {
        return """
                {"type":"assignment","node":"%s","revision":%d,"firmware":"%s","sizeBytes":1,\
                "name":"%s","arguments":[],"environment":{},"seed":1}"""
                .formatted(node, revision, digest, name);
    }

    private static String input(String id, String text) {
        var data = Base64.getEncoder()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return """
                {"type":"action","id":"%s","node":"lab-0","action":{"kind":"uart-input",\
                "data":"%s"}}""".formatted(id, data);
    }

    private List<String> states(String node) {
        return controlPlane.reports(Report.State.class).filter(s -> s.node().equals(node))
                .map(Report.State::state).toList();
    }

    private Report.State last(String node) {
        return controlPlane.reports(Report.State.class).filter(s -> s.node().equals(node))
                .reduce((a, b) -> b).orElse(new Report.State(node, 0, null, "none", 0, 0, 0, null,
                        null, null));
    }

    private List<Report.Ack> acks(String id) {
        return controlPlane.reports(Report.Ack.class).filter(a -> a.id().equals(id)).toList();
    }

    private String console(String node, int boot) {
        return new String(consoleBytes(node, boot), StandardCharsets.UTF_8);
    }

    private byte[] consoleBytes(String node, int boot) {
        var bytes = new ByteArrayOutputStream();
        controlPlane.reports(Report.Console.class)
                .filter(c -> c.node().equals(node) && c.boot() == boot).forEach(chunk -> {
                    assertThat(chunk.offset()).isEqualTo(bytes.size());
                    assertThat(chunk.droppedBytes()).isZero();
                    bytes.writeBytes(chunk.data());
                });
        return bytes.toByteArray();
    }

    private Object seen() {
        var reports = controlPlane.reports();
        return reports.subList(Math.max(0, reports.size() - 6), reports.size());
    }

    private String get(String path) {
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
