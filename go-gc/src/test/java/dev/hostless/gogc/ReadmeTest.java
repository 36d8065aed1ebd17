package dev.hostless.gogc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadmeTest {
    @Test
    void theExampleWorks() {
        byte[] gctraceLine = (GcTraceTest.REAL_LINES.getFirst() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        // README begins
        var pauses = new GcPauses(16);
        var filter = new GcTraceFilter(System.out::write, pauses::traced);
        pauses.requested(GcCause.ofGo(0)); // runtime.gcStart
        pauses.worldStopped(1_000, StopReason.ofGo(2)); // runtime.stopTheWorldWithSema
        pauses.worldStarted(1_400); // runtime.startTheWorldWithSema
        pauses.worldStopped(90_000, StopReason.ofGo(1));
        pauses.markTerminated(); // runtime.gcMarkTermination
        pauses.worldStarted(90_250);
        filter.accept(gctraceLine, 0, gctraceLine.length); // what the guest writes to fd 2
        // README ends
        assertThat(pauses.pauses().maxCycles()).isEqualTo(400);
        assertThat(pauses.history()).singleElement().satisfies(cycle -> {
            assertThat(cycle.markTerminationPauseCycles()).isEqualTo(250);
            assertThat(cycle.trace()).isNotNull();
        });
    }

    @Test
    void theExampleIsTheOneInTheReadme() throws IOException {
        var lines = Files.readAllLines(
                Path.of("src", "test", "java", "dev", "hostless", "gogc", "ReadmeTest.java"));
        int begin = lines.indexOf("        // README begins");
        int end = lines.indexOf("        // README ends");
        var example = lines.subList(begin + 1, end).stream().map(line -> line.substring(8))
                .toList();
        assertThat(Path.of("README.md")).content().contains(String.join("\n", example));
    }
}
