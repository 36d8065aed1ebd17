package dev.hostless.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An agent whose boards are what a board file says. */
class BoardKindTest {

    private static final String NODE = "lab-0";

    @TempDir
    private Path data;

    @Test
    void boardsHaveThePartsOfTheFile() {
        var file = Path.of("../deploy/boards/weather-station.yaml");
        try (var lab = new AgentFixture(data, 1, "--hostless.agent.board-file=" + file)) {
            var offered = lab.controlPlane.enrolments.getFirst().boards().getFirst();
            assertThat(offered.preset()).isEqualTo("weather-station");
            assertThat(offered.ramBytes()).isEqualTo(16 << 20);
            assertThat(offered.labels()).containsEntry("preset", "weather-station");
            lab.assign(NODE, 4, "weather-station");
            // Without the thermometer of the file there is nothing to measure.
            Pause.until("it measures", () -> lab.console(NODE, 1).contains("21.5"), lab::seen);
        }
    }

    @Test
    void faultsOfTheFileComeAtEachBoot() throws IOException {
        var file = Files.writeString(data.resolve("board.yaml"),
                "name: weak\npreset: go-64m\nfaults: [brown-out@150ms]\n");
        try (var lab = new AgentFixture(data.resolve("agent"), 1,
                "--hostless.agent.board-file=" + file)) {
            lab.assign(NODE, 4, "hello");
            Pause.until("it has said goodbye", () -> lab.states(NODE).contains("Halted"),
                    lab::seen);
            assertThat(lab.console(NODE, 1).split("hello from a board", -1)).hasSize(3);
        }
    }

    @Test
    void aMistakeInTheFileEndsTheStartWithItsPlace() throws IOException {
        var file = Files.writeString(data.resolve("board.yaml"), "preset: go-8m\nrams: 1MiB\n");
        assertThatThrownBy(() -> new AgentFixture(data.resolve("agent"), 1,
                "--hostless.agent.board-file=" + file))
                .hasStackTraceContaining(file + ":2:1: unknown key 'rams'; wanted");
    }
}
