package dev.hostless.agent;

import dev.hostless.agent.message.HeapMapReport;
import dev.hostless.agent.message.Report;
import dev.hostless.agent.message.TelemetryReport;
import dev.hostless.board.Firmware;
import dev.hostless.board.HostedModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Boards of a real agent run real Go programs. The tests share the agent, each has its node. */
class NodeAgentTest {

    /** An empty module: it has no entry point. */
    private static final byte[] OTHER_MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};

    private static AgentFixture lab;
    private static int nodes;

    private final String node = "lab-" + nodes++;

    @BeforeAll
    static void start(@TempDir Path data) {
        lab = new AgentFixture(data, 13);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @AfterEach
    void turnOff() {
        lab.controlPlane.assign(node, "{\"type\":\"assignment\",\"node\":\"" + node
                + "\",\"revision\":99,\"firmware\":null}");
        Pause.until("it is off", () -> lab.last(node).revision() == 99, this::seen);
    }

    @Test
    void theAgentOffersItsBoards() {
        var request = lab.controlPlane.enrolments.getFirst();
        assertThat(request.agent()).isEqualTo("lab");
        assertThat(request.boards()).hasSize(13);
        var board = request.boards().get(1);
        assertThat(board.name()).isEqualTo("lab-1");
        assertThat(board.preset()).isEqualTo("go-64m");
        assertThat(board.ramBytes()).isEqualTo(64L << 20);
        assertThat(board.labels()).containsEntry("site", "bench").containsEntry("preset", "go-64m");
    }

    @Test
    void anAssignedProgramRunsAndItsConsoleArrives() {
        runHello(4);
        var last = lab.last(node);
        assertThat(lab.states(node)).containsSubsequence("Running", "Halted");
        assertThat(last.revision()).isEqualTo(4);
        assertThat(last.exitCode()).isZero();
        assertThat(last.boots()).isEqualTo(1);
        assertThat(last.traceHash()).matches("[0-9a-f]{64}");
        assertThat(last.cycle()).isPositive();
        assertThat(lab.console(node, 1)).contains("hello");
        var telemetry = telemetry();
        assertThat(telemetry.cycles().guest()).isPositive();
        assertThat(telemetry.uart().transmittedBytes())
                .isEqualTo(lab.consoleBytes(node, 1).length);
    }

    @Test
    void aProgramThatHasHaltedStaysHaltedUntilANewRevision() {
        runHello(4);
        int streams = lab.controlPlane.streams.get();
        lab.controlPlane.cutStream();
        Pause.until("a new stream is open", () -> lab.controlPlane.streams.get() > streams);
        Pause.until("its state is told again", () -> lab.states(node).stream()
                .filter("Halted"::equals).count() == 2, this::seen);
        assertThat(lab.last(node).boots()).isEqualTo(1);
        lab.assign(node, 5, "hello");
        Pause.until("it ran again", () -> lab.last(node).boots() == 2
                && lab.last(node).state().equals("Halted"), this::seen);
        assertThat(lab.console(node, 2)).isEqualTo(lab.console(node, 1));
        assertThat(lab.controlPlane.downloads.stream()
                .filter(lab.last(node).firmware()::equals)).hasSize(1);
    }

    @Test
    void anInterruptThatIsSentTwiceIsAnsweredOnce() {
        runWeatherStation();
        var action = """
                {"type":"action","id":"%s-1","node":"%s","action":{"kind":"interrupt",\
                "line":"3"}}""".formatted(node, node);
        lab.controlPlane.act(node + "-1", action);
        lab.controlPlane.send(action);
        Pause.until("both were acknowledged", () -> lab.acks(node + "-1").size() == 2, this::seen);
        assertThat(lab.acks(node + "-1").get(1)).isEqualTo(lab.acks(node + "-1").get(0));
        assertThat(lab.acks(node + "-1").getFirst().outcome()).isEqualTo("applied");
        Pause.until("the program has answered",
                () -> lab.console(node, 1).contains("irq: line 3"), this::seen);
        lab.controlPlane.act(node + "-2", lab.input(node + "-2", node, "exit 7\n"));
        Pause.until("it has halted", () -> lab.last(node).state().equals("Halted"), this::seen);
        assertThat(lab.last(node).exitCode()).isEqualTo(7);
        assertThat(lab.console(node, 1).lines().filter(line -> line.startsWith("irq: line 3")))
                .hasSize(1).allMatch(line -> line.endsWith("(count 1)"));
    }

    @Test
    void collectionsOfTheProgramAreReported() {
        runWeatherStation();
        Pause.until("it has collected", () -> lab.controlPlane.reports(Report.Gc.class)
                .filter(gc -> gc.node().equals(node)).mapToInt(gc -> gc.cycles().size())
                .sum() > 3, this::seen);
        var cycles = lab.controlPlane.reports(Report.Gc.class)
                .filter(gc -> gc.node().equals(node)).flatMap(gc -> gc.cycles().stream()).toList();
        for (int i = 0; i < cycles.size(); i++) {
            assertThat(cycles.get(i).number()).isEqualTo(i + 1);
            assertThat(cycles.get(i).markTerminationPauseCycles()).isPositive();
            assertThat(cycles.get(i).heapGoalMb()).isPositive();
        }
    }

    @Test
    void aResetBootsTheSameProgramAgain() {
        runHello(4);
        lab.controlPlane.act(node + "-1", """
                {"type":"action","id":"%s-1","node":"%s","action":{"kind":"reset"}}"""
                .formatted(node, node));
        Pause.until("it ran again", () -> lab.last(node).boots() == 2
                && lab.last(node).state().equals("Halted"), this::seen);
        assertThat(lab.last(node).revision()).isEqualTo(4);
        Pause.until("the reset is acknowledged", () -> lab.acks(node + "-1").size() == 1);
        assertThat(lab.acks(node + "-1").getFirst().outcome()).isEqualTo("applied");
    }

    @Test
    void whatCannotBeDoneIsAnsweredWithTheReason() {
        lab.controlPlane.act(node + "-1", lab.input(node + "-1", node, "hi"));
        lab.controlPlane.act("stray", """
                {"type":"action","id":"stray","node":"lab-77","action":{"kind":"reset"}}""");
        lab.controlPlane.act(node + "-3", """
                {"type":"action","id":"%s-3","node":"%s","action":{"kind":"melt"}}"""
                .formatted(node, node));
        Pause.until("all were answered", () -> lab.acks(node + "-1").size() == 1
                && lab.acks("stray").size() == 1 && lab.acks(node + "-3").size() == 1, this::seen);
        rejected(node + "-1", node + " is Off, wanted a board that runs or waits");
        rejected("stray", "no board 'lab-77' on this agent");
        rejected(node + "-3", "this agent knows no action 'melt'");
    }

    @Test
    void theMapOfAHeapIsReportedToWhoAsksAndAcknowledgedBehindIt() {
        assignModule(HostedModule.waiting(7), "hosted");
        Pause.until("it waits", () -> lab.last(node).state().equals("Waiting"), this::seen);
        assertThat(heaps()).isEmpty();
        askHeap(node + "-1");
        askHeap(node + "-2");
        Pause.until("both were acknowledged", () -> lab.acks(node + "-1").size() == 1
                && lab.acks(node + "-2").size() == 1, this::seen);
        var heap = heaps().getFirst();
        assertThat(heaps()).as("two at one cycle are the same").hasSize(1);
        assertThat(lab.acks(node + "-1").getFirst())
                .isEqualTo(Report.Ack.applied(node + "-1", heap.cycle()));
        assertThat(lab.acks(node + "-2").getFirst().cycle()).isEqualTo(heap.cycle());
        var all = lab.controlPlane.reports();
        assertThat(all.indexOf(heap)).isLessThan(all.indexOf(lab.acks(node + "-1").getFirst()));
        assertThat(heap.totals().mallocs()).isEqualTo(7);
        assertThat(heap.map().spans()).singleElement()
                .satisfies(span -> assertThat(span[4]).isEqualTo(7));
    }

    @Test
    void aBoardsEndLeavesTheMapOfItsHeap() {
        assignModule(HostedModule.halting(5), "hosted");
        Pause.until("it has halted", () -> lab.last(node).state().equals("Halted"), this::seen);
        assertThat(heaps()).singleElement().satisfies(heap -> {
            assertThat(heap.boot()).isEqualTo(1);
            assertThat(heap.revision()).isEqualTo(4);
            assertThat(heap.totals().mallocs()).isEqualTo(5);
        });
        askHeap(node + "-1");
        Pause.until("it is acknowledged", () -> lab.acks(node + "-1").size() == 1, this::seen);
        assertThat(lab.acks(node + "-1").getFirst().outcome()).isEqualTo("applied");
        assertThat(heaps()).hasSize(1);
    }

    @Test
    void aHeapThatTheGuestKeepsItselfCannotBeAskedFor() {
        askHeap(node + "-1");
        Pause.until("it is answered", () -> lab.acks(node + "-1").size() == 1, this::seen);
        rejected(node + "-1", node + " is Off, there is no heap");
        runWeatherStation();
        askHeap(node + "-2");
        Pause.until("it is answered", () -> lab.acks(node + "-2").size() == 1, this::seen);
        rejected(node + "-2", node + " keeps no heap for its guest: the guest does that itself,"
                + " or has none");
    }

    @Test
    void aRunningBoardIsTurnedOff() {
        runWeatherStation();
        turnOff();
        assertThat(lab.last(node).state()).isEqualTo("Off");
        assertThat(lab.last(node).firmware()).isNull();
        assertThat(telemetry().uart().transmittedBytes())
                .isEqualTo(lab.consoleBytes(node, 1).length);
    }

    @Test
    void firmwareThatIsNoModuleIsRefusedOnce() {
        var digest = lab.controlPlane.offer("not wasm".getBytes(StandardCharsets.UTF_8));
        lab.controlPlane.assign(node, lab.assignment(node, 4, digest, "broken"));
        Pause.until("it is refused", () -> lab.last(node).state().equals("Refused"), this::seen);
        assertThat(lab.last(node).detail()).contains("not a WebAssembly module");
        Pause.millis(700);
        assertThat(lab.controlPlane.downloads.stream().filter(digest::equals)).hasSize(1);
        runHello(5);
    }

    @Test
    void firmwareThatCannotBeHadYetIsTriedAgain() {
        var digest = Firmware.digestOf(OTHER_MODULE);
        lab.controlPlane.assign(node, lab.assignment(node, 4, digest, "late"));
        Pause.until("it waits", () -> String.valueOf(lab.last(node).detail())
                .startsWith("waiting for late: Refusal: GET "), this::seen);
        assertThat(lab.last(node).state()).isEqualTo("Off");
        lab.controlPlane.offer(OTHER_MODULE);
        Pause.until("it was had", () -> lab.last(node).state().equals("Refused"), this::seen);
    }

    private void runHello(long revision) {
        lab.assign(node, revision, "hello");
        Pause.until("it has halted", () -> lab.last(node).state().equals("Halted"), this::seen);
    }

    private void runWeatherStation() {
        lab.assign(node, 4, "weather-station");
        Pause.until("it talks", () -> !lab.console(node, 1).isEmpty(), this::seen);
    }

    private void assignModule(byte[] module, String name) {
        lab.controlPlane.assign(node,
                lab.assignment(node, 4, lab.controlPlane.offer(module), name));
    }

    private void askHeap(String id) {
        lab.controlPlane.act(id, """
                {"type":"action","id":"%s","node":"%s","action":{"kind":"heap"}}"""
                .formatted(id, node));
    }

    private List<HeapMapReport> heaps() {
        return lab.controlPlane.reports(HeapMapReport.class)
                .filter(heap -> heap.node().equals(node)).toList();
    }

    private void rejected(String action, String why) {
        assertThat(lab.acks(action).getFirst().outcome()).isEqualTo("rejected");
        assertThat(lab.acks(action).getFirst().detail()).isEqualTo(why);
    }

    private TelemetryReport telemetry() {
        return lab.telemetry(node);
    }

    private Object seen() {
        return lab.seen();
    }
}
