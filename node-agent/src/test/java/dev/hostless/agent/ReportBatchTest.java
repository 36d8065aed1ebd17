package dev.hostless.agent;

import dev.hostless.agent.message.AgentJson;
import dev.hostless.agent.message.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportBatchTest {

    @Test
    void theBodyIsThatOfTheGoldenFile() throws IOException {
        var golden = AgentJson.MAPPER
                .readTree(Files.readString(Path.of("../docs/protocol/golden/report-batch.json")));
        var reports = golden.get("reports").valueStream()
                .map(report -> AgentJson.MAPPER.treeToValue(report, Report.class))
                .map(AgentJson.MAPPER::writeValueAsBytes).toList();
        var batch = ReportBatch.of("5b0e7c1e", 17, reports);
        assertThat(AgentJson.MAPPER.readTree(batch.body()))
                .isEqualTo(golden);
        assertThat(batch.reports()).isEqualTo(6);
    }

    @Test
    void aFullBatchStaysWithinTheProtocolsFourMebibytes() {
        var one = new byte[(int) (ReportBatch.REPORT_BYTES_MAX / ReportBatch.REPORTS_MAX)];
        var batch = ReportBatch.of("0123456789abcdef", Long.MAX_VALUE,
                Collections.nCopies(ReportBatch.REPORTS_MAX, one));
        assertThat(batch.body().length).isBetween(4_150_000, 4 << 20);
    }

    @Test
    void aBatchMayBeEmpty() {
        assertThat(ReportBatch.of("b", 1, List.of()).body())
                .asString().isEqualTo("{\"boot\":\"b\",\"sequence\":1,\"reports\":[]}");
    }
}
