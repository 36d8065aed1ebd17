package dev.hostless.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class UpSummaryTest {

    @Test
    void eachAddressStandsOnALineOfItsOwn(@TempDir Path directory) throws Exception {
        try (var data = UpData.open(directory, 8080)) {
            Files.writeString(directory.resolve("token"), "op_known\n");
            var said = new StringWriter();
            var node = new UpApi.NodeView("agent-1-0", "Running", "sha256:ab", null, null, true,
                    Instant.EPOCH);
            new UpSummary(URI.create("http://localhost:8080"), URI.create("http://localhost:8081"),
                    data, Map.of("hello", "sha256:ab"), List.of(node))
                    .print(new PrintWriter(said));
            assertThat(said.toString().lines()).contains(
                    "  page               http://localhost:8080/",
                    "  token              op_known   (in " + directory.resolve("token") + ")",
                    "  API documentation  http://localhost:8080/swagger-ui.html",
                    "  metrics            http://localhost:8080/actuator/prometheus"
                            + "   (with the token)",
                    "                     http://localhost:8081/actuator/prometheus",
                    "  agent-1-0    Running          hello");
        }
    }
}
