package dev.hostless.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class UpLogTest {

    @TempDir
    private Path directory;

    @Test
    void aFullFileIsPutAsideAndTheOldestIsDropped() throws IOException {
        var log = new UpLog(directory.resolve("agent.log"), 10, 2);
        for (var line : new String[]{"first line\n", "second\n", "third one\n", "fourth\n"}) {
            log.copy(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(directory.resolve("agent.log")).hasContent("fourth\n");
        assertThat(directory.resolve("agent.log.1")).hasContent("third one\n");
        assertThat(directory.resolve("agent.log.2")).hasContent("second\n");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void aNewProcessGoesOnWhereTheLastOneStopped() {
        for (var line : new String[]{"one\n", "two\n"}) {
            new UpLog(directory.resolve("agent.log"), 100, 2)
                    .copy(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(directory.resolve("agent.log")).hasContent("one\ntwo\n");
    }

    @Test
    void theTailIsTheLastLines() throws IOException {
        var log = new UpLog(directory.resolve("agent.log"), 1 << 20, 2);
        assertThat(log.tail(3)).isEmpty();
        Files.writeString(directory.resolve("agent.log"), "x".repeat(20_000) + "\na\nb\nc\n");
        assertThat(log.tail(2)).containsExactly("b", "c");
        assertThat(log.tail(3)).containsExactly("a", "b", "c");
    }
}
