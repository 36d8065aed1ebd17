package dev.hostless.agent.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Both sides of the protocol test against the same files. */
class GoldenMessagesTest {

    private static final Path GOLDEN = Path.of("../docs/protocol/golden");
    private static final String DIGEST = "sha256:"
            + "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static final Report.State STATE = new Report.State("agent-1-0", 7, DIGEST, "Running", 1,
            12_000_345L, 60_001_725L, null, null, null);
    private static final Report.Console CONSOLE = new Report.Console("agent-1-0", 7, 1, 4096,
            "temperature 21.5\n".getBytes(StandardCharsets.UTF_8), 0);
    private static final Report.Gc GC = new Report.Gc("agent-1-0", 7, 1,
            List.of(new GcCycleReport(12,
                    80_000_120L, 80_020_430L, 80_420_770L, 80_450_990L, 20_310, 30_220, false, 3L,
                    4L, 1L, 4L, 0L, 0L)));

    @Test
    void everyGoldenFileIsTestedHere() throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(GOLDEN, "*.json")) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        assertThat(names).containsExactly("command-action-heap.json",
                "command-action-interrupt.json",
                "command-action-reset.json", "command-action-uart-input.json",
                "command-assignment-off.json", "command-assignment.json", "command-ping.json",
                "enrolment-request.json", "enrolment-response.json", "report-ack-rejected.json",
                "report-ack.json", "report-batch.json", "report-console.json", "report-gc.json",
                "report-heap.json", "report-heartbeat.json", "report-state.json",
                "report-telemetry-gc-not-observed.json",
                "report-telemetry-hosted.json", "report-telemetry.json");
    }

    @Test
    void theEnrolmentRequestIsWritten() throws IOException {
        assertWritten("enrolment-request", new EnrolmentRequest("agent-1", "4f1c2a9be07d4c55a3b1",
                "0.1.0", 1, List.of(new EnrolmentRequest.OfferedBoard("agent-1-0", "go-64m",
                        67_108_864L, 200_000_000L, Map.of("preset", "go-64m", "site", "lab")))));
    }

    @Test
    void theEnrolmentResponseIsRead() throws IOException {
        assertThat(read("enrolment-response", EnrolmentResponse.class))
                .isEqualTo(new EnrolmentResponse("agent-1", "c_6Jt0p3s", 5));
    }

    @Test
    void assignmentsAreRead() throws IOException {
        assertThat(read("command-assignment", Command.class)).isEqualTo(
                new Command.Assignment("agent-1-0", 7, DIGEST, 2_612_639L, "weather-station",
                        List.of("-rate", "250"), Map.of("GOGC", "50"), 1L));
        assertThat(read("command-assignment-off", Command.class)).isEqualTo(
                new Command.Assignment("agent-1-0", 8, null, 0, null, List.of(), Map.of(), null));
    }

    @Test
    void actionsAreRead() throws IOException {
        assertThat(read("command-action-interrupt", Command.class)).isEqualTo(
                new Command.Action("a-42", "agent-1-0", new BoardAction.Interrupt("gpio0")));
        assertThat(read("command-action-reset", Command.class)).isEqualTo(
                new Command.Action("a-44", "agent-1-0", new BoardAction.Reset()));
        assertThat(read("command-action-heap", Command.class)).isEqualTo(
                new Command.Action("a-46", "agent-1-0", new BoardAction.Heap()));
        var input = (Command.Action) read("command-action-uart-input", Command.class);
        assertThat(((BoardAction.UartInput) input.action()).data()).asString().isEqualTo("stats\n");
    }

    @Test
    void thePingIsRead() throws IOException {
        assertThat(read("command-ping", Command.class)).isEqualTo(new Command.Ping());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"fault\",\"node\":\"agent-1-0\"}", "{\"node\":\"x\"}"})
    void aTypeThatIsNotKnownIsToldApart(String line) {
        assertThat(AgentJson.MAPPER.readValue(line, Command.class))
                .isEqualTo(new Command.Unknown());
    }

    @Test
    void aKindOfActionThatIsNotKnownIsNamed() {
        var action = (Command.Action) AgentJson.MAPPER.readValue("""
                {"type":"action","id":"a-1","node":"n-0","action":{"kind":"melt","degrees":900}}
                """, Command.class);
        assertThat(action.action()).isEqualTo(new BoardAction.Unknown("melt"));
    }

    @Test
    void anAssignmentWithoutRevisionIsNoAssignment() {
        assertThatThrownBy(() -> AgentJson.MAPPER
                .readValue("{\"type\":\"assignment\",\"node\":\"n-0\"}", Command.class))
                .hasMessageContaining("n-0 with revision 0");
    }

    @Test
    void reportsAreWritten() throws IOException {
        assertWritten("report-heartbeat", new Report.Heartbeat(3, 0));
        assertWritten("report-state", STATE);
        assertWritten("report-console", CONSOLE);
        assertWritten("report-gc", GC);
        assertWritten("report-ack", Report.Ack.applied("a-42", 90_120_000L));
        assertWritten("report-ack-rejected", Report.Ack.rejected("a-45", "no line 'uart7' on this"
                + " board; lines are uart0, rtc, gpio0 and 0..31"));
    }

    @Test
    void telemetryIsWrittenAndWhatWasNotObservedIsAbsent() throws IOException {
        assertWritten("report-telemetry", telemetry());
        assertWritten("report-telemetry-gc-not-observed",
                telemetry(TelemetryReport.Gc.notObserved("no name section")));
        assertWritten("report-telemetry-hosted",
                telemetry(telemetry().gc(), new TelemetryReport.Heap("incremental", 1_310_720,
                        1_050_000, 4_194_304, 56_000, 910_000, 1_200_000, 40_000)));
        assertThat(AgentJson.MAPPER.valueToTree(new GcCycleReport(1, 2, 3, 4, 5, 1, 1, true, null,
                null, null, null, null, null)).has("heapLiveMb")).isFalse();
    }

    @Test
    void theMapOfAHeapIsWritten() throws IOException {
        assertWritten("report-heap", new HeapMapReport("agent-1-0", 7, 1, 90_000_000L,
                "incremental", 12,
                new HeapMapReport.Totals(41_440, 40_960, 4_194_304, 3_900_000, 41_000_000, 812_345,
                        812_294, 62_914_560, 65_536, 983_040, 262_144),
                new HeapMapReport.Cycles(56_000, 910_000, 1_200_000, 40_000),
                List.of(new HeapMapReport.SizeClass(0, true, 1, 1, 40_960, 3),
                        new HeapMapReport.SizeClass(8, true, 1, 40, 320, 412_200),
                        new HeapMapReport.SizeClass(16, false, 2, 10, 160, 400_091)),
                new HeapMapReport.Map(1_048_576, 8192, List.of(new int[]{0, 1, 1, 1024, 40},
                        new int[]{1, 1, 2, 504, 7}, new int[]{3, 5, 0, 1, 1},
                        new int[]{9, 1, 2, 504, 3}), 0)));
    }

    private static TelemetryReport telemetry() {
        return telemetry(new TelemetryReport.Gc(true, null, 12L,
                new TelemetryReport.Pauses(24, 21_000, 30_220, 30_220, 560_000), 1L, 4L));
    }

    private static TelemetryReport telemetry(TelemetryReport.Gc gc) {
        return telemetry(gc, null);
    }

    private static TelemetryReport telemetry(TelemetryReport.Gc gc,
            TelemetryReport.@Nullable Heap heap) {
        return new TelemetryReport("agent-1-0", 7, 1, 90_000_000L, 450_000_000L, 451_200_000L,
                200_000_000L, new TelemetryReport.Cycles(52_000_000, 38_000_000), 3_145_728,
                67_108_864, new TelemetryReport.Ticks(0, 0),
                new TelemetryReport.Interrupts(2, 0, 0, 5200),
                new TelemetryReport.Uart(5120, 6, 0), gc, heap);
    }

    private static <T> T read(String name, Class<T> type) throws IOException {
        return AgentJson.MAPPER.readValue(Files.readString(GOLDEN.resolve(name + ".json")), type);
    }

    /** Through bytes, so that what is compared is what would be sent. */
    private static void assertWritten(String name, Object message) throws IOException {
        var golden = Files.readString(GOLDEN.resolve(name + ".json"));
        assertThat(AgentJson.MAPPER.readTree(AgentJson.MAPPER.writeValueAsBytes(message)))
                .isEqualTo(AgentJson.MAPPER.readTree(golden));
    }
}
