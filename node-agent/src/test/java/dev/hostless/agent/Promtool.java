package dev.hostless.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/** Prometheus's own lint of what an endpoint answers. */
final class Promtool {
    private Promtool() {
    }

    /**
     * Fails on any complaint about a family; skips the rest of the test where there is no promtool.
     *
     * @param page in the text format
     * @param prefix of the families that are ours
     */
    static void requireClean(String page, String prefix) {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true)
                    .start();
        } catch (IOException absent) {
            Assumptions.abort("no promtool: install the Debian package prometheus");
            return;
        }
        var ours = page.lines()
                .filter(line -> line.startsWith(prefix) || line.startsWith("# HELP " + prefix)
                        || line.startsWith("# TYPE " + prefix))
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(ours).contains("# HELP " + prefix);
        try {
            promtool.getOutputStream().write(ours.getBytes(StandardCharsets.UTF_8));
            promtool.getOutputStream().close();
            assertThat(new String(promtool.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8)).isEmpty();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
