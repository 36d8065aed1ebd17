package dev.hostless.controlplane.session.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProtocolGoldenTest {

    private static final Path GOLDEN = Path.of("../docs/protocol/golden");

    /** As strict as the service's own: the records themselves must let unknown fields pass. */
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static Stream<Path> goldenFiles() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            return files.sorted().toList().stream();
        }
    }

    private static Class<?> recordOf(Path file) {
        var name = file.getFileName().toString();
        if (name.equals("enrolment-request.json")) {
            return EnrolmentRequest.class;
        }
        if (name.equals("enrolment-response.json")) {
            return EnrolmentResponse.class;
        }
        if (name.equals("report-batch.json")) {
            return ReportBatch.class;
        }
        return name.startsWith("command-") ? Command.class : Report.class;
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void aGoldenMessageIsReadAndWrittenBackEqual(Path file) throws IOException {
        var golden = json.readTree(Files.readString(file));
        var message = json.treeToValue(golden, recordOf(file));
        assertThat(written(message)).isEqualTo(golden);
    }

    @Test
    void everyReportOfTheGoldenBatchIsReadAndWrittenBackEqual() throws IOException {
        var batch = json.readValue(
                Files.readString(GOLDEN.resolve("report-batch.json")), ReportBatch.class);
        assertThat(batch.reports()).hasSizeGreaterThanOrEqualTo(6);
        for (var report : batch.reports()) {
            assertThat(written(json.treeToValue(report, Report.class))).isEqualTo(report);
        }
    }

    private JsonNode written(Object message) {
        return json.readTree(json.writeValueAsString(message));
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void unknownFieldsAreIgnored(Path file) throws IOException {
        var golden = (tools.jackson.databind.node.ObjectNode) json
                .readTree(Files.readString(file));
        golden.put("fromTheFuture", 1);
        json.treeToValue(golden, recordOf(file));
    }

    @Test
    void negativeFiguresAreRefused() {
        assertThatThrownBy(() -> json.readValue("""
                {"type":"heartbeat","boards":-1,"droppedReports":0}""", Report.class))
                .hasMessageContaining("boards: wanted at least 0, got -1");
    }

    @Test
    void anAgentCannotReportWhatOnlyTheControlPlaneKnows() {
        assertThatThrownBy(() -> json.readValue("""
                {"type":"state","node":"n-0","state":"Unreachable"}""", Report.class))
                .hasMessageContaining("no agent reports");
    }
}
