package dev.hostless.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The files of deploy/prometheus, by Prometheus's own tool. */
class PrometheusRulesTest {
    private static final Path FILES = RunningFleet.HOME.resolve("deploy/prometheus");
    private static final List<String> RULES = List.of("recording-rules.yaml",
            "alerting-rules.yaml");

    @BeforeAll
    static void requirePromtool() {
        PrometheusServer.requireTool("promtool");
    }

    @Test
    void theirUnitTestsPass() throws Exception {
        assertThat(promtool(FILES, "test", "rules", "rules-test.yaml")).contains("SUCCESS");
    }

    @Test
    void theSampleConfigurationIsGood(@TempDir Path folder) throws Exception {
        for (var file : List.of("prometheus.yaml", RULES.get(0), RULES.get(1))) {
            Files.copy(FILES.resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("token"), "secret");
        assertThat(promtool(folder, "check", "config", "prometheus.yaml"))
                .contains("2 rule files found");
    }

    @Test
    void everyRuleHasATest() throws IOException {
        var tests = Files.readString(FILES.resolve("rules-test.yaml"));
        var names = new ArrayList<String>();
        for (var file : RULES) {
            names.addAll(found("- (?:alert|record): (\\S+)",
                    Files.readString(FILES.resolve(file))));
        }
        assertThat(names).hasSizeGreaterThan(10).allSatisfy(
                name -> assertThat(tests).containsPattern(Pattern.quote(name) + "\\b"));
    }

    @Test
    void everyAlertSaysWhatIsWrongAndWhereToLook() throws IOException {
        var alerts = Files.readString(FILES.resolve("alerting-rules.yaml")).split("- alert: ");
        for (int index = 1; index < alerts.length; index++) {
            assertThat(alerts[index]).contains("severity: ", "summary: ", "description: ",
                    "look: ");
        }
    }

    @Test
    void rulesNameOnlyMetricsThatThereAre() throws IOException {
        var families = MetricsPage.read().stream().map(MetricsPage.Family::name).toList();
        var used = new TreeSet<String>();
        for (var file : RULES) {
            used.addAll(found("(?<![\\w:])(hostless_[a-z_]+)", Files.readString(
                    FILES.resolve(file))));
        }
        assertThat(used).hasSizeGreaterThan(10).allSatisfy(
                name -> assertThat(families).contains(
                        name.replaceFirst("_(bucket|count|sum)$", "")));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1))
                .collect(Collectors.toList());
    }

    private static String promtool(Path folder, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
