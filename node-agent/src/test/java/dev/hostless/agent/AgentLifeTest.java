package dev.hostless.agent;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an agent says of itself, and what becomes of its boards when it dies. */
class AgentLifeTest {

    private static final String NODE = "lab-0";

    @TempDir
    private Path data;

    private AgentFixture lab;

    @BeforeEach
    void start() {
        lab = new AgentFixture(data, 2);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void anAgentThatWasKilledStartsItsBoardsAgain() {
        runHello();
        // What a killed process leaves behind is its directory, and so does one that stopped.
        lab.stopAgent();
        lab.controlPlane.reports().clear();
        lab.startAgent();
        Pause.until("it has halted again", () -> lab.states(NODE).contains("Halted"), lab::seen);
        assertThat(lab.last(NODE).boots()).isEqualTo(1);
        assertThat(lab.controlPlane.enrolments).hasSize(2);
        assertThat(lab.controlPlane.enrolments.get(1).key())
                .isEqualTo(lab.controlPlane.enrolments.get(0).key());
        assertThat(lab.controlPlane.downloads).hasSize(1);
    }

    @Test
    void stoppingSendsWhatIsLeftToSay() {
        lab.assign(NODE, 4, "weather-station");
        Pause.until("it talks", () -> !lab.console(NODE, 1).isEmpty(), lab::seen);
        lab.stopAgent();
        assertThat(lab.last(NODE).state()).isEqualTo("Off");
        assertThat(lab.last(NODE).detail()).isEqualTo("the agent was stopped");
        assertThat(lab.telemetry(NODE).uart().transmittedBytes())
                .isEqualTo(lab.consoleBytes(NODE, 1).length);
    }

    @Test
    void healthAndMetersTellHowItIs() {
        runHello();
        assertThat(lab.get("/actuator/health")).contains("\"status\":\"UP\"")
                .contains("\"stage\":\"STREAMING\"");
        assertThat(lab.get("/actuator/prometheus"))
                .containsPattern("hostless_boards\\{[^}]*state=\"Halted\"[^}]*} 1")
                .containsPattern("hostless_boards\\{[^}]*state=\"Off\"[^}]*} 1")
                .containsPattern("hostless_cycles_total\\{agent=\"lab\","
                        + "firmware=\"[0-9a-f]{12}\",fleet=\"default\",kind=\"guest\","
                        + "preset=\"go-64m\"} [1-9]")
                .containsPattern("hostless_uart_bytes_total\\{[^}]*direction=\"out\"[^}]*} [1-9]")
                .contains("hostless_gc_cycles_total").contains("hostless_node_virtual_seconds")
                .contains("hostless_telemetry_dropped_total").contains("jvm_memory_used_bytes");
        Promtool.requireClean(lab.get("/actuator/prometheus"), "hostless_");
        lab.controlPlane.forgetCredential();
        lab.controlPlane.failNext(1_000);
        lab.controlPlane.cutStream();
        Pause.until("it is out of service",
                () -> lab.get("/actuator/health/readiness").contains("OUT_OF_SERVICE"));
        assertThat(lab.get("/actuator/health/liveness")).contains("\"status\":\"UP\"");
    }

    @Test
    void aSecondAgentOnTheSameDirectoryIsRefused() {
        assertThatThrownBy(lab::another)
                .hasStackTraceContaining("another agent uses the data directory " + data);
    }

    private void runHello() {
        lab.assign(NODE, 4, "hello");
        Pause.until("it has halted", () -> lab.states(NODE).contains("Halted"), lab::seen);
    }
}
