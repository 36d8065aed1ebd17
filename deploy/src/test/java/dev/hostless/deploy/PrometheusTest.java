package dev.hostless.deploy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A real Prometheus scrapes a running {@code ./hostless up}. */
class PrometheusTest {
    private static RunningFleet fleet;
    private static PrometheusServer prometheus;

    @BeforeAll
    static void start(@TempDir Path data, @TempDir Path folder) throws Exception {
        PrometheusServer.requireTool("prometheus");
        fleet = RunningFleet.start(data, 6);
        fleet.assign("agent-1-2", "gc-torture", "-rounds", "1000000");
        fleet.assign("agent-1-1", "motor-2khz", "-for", "10h");
        fleet.assign("agent-1-3", "c-tick");
        fleet.assign("agent-1-4", "motor-2khz", "-for", "10h");
        prometheus = PrometheusServer.start(folder, fleet);
        prometheus.awaitScrapes(3);
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void bothServicesAreScraped() throws Exception {
        assertThat(prometheus.query("up == 1")).extracting(target -> target.label("job"))
                .containsExactlyInAnyOrder("hostless-agent", "hostless-control-plane");
    }
}
