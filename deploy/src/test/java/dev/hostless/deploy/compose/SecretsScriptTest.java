package dev.hostless.deploy.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The script by which Compose makes its secrets, run by this machine's shell. */
class SecretsScriptTest {

    private static final String SCRIPT = Path.of("compose/make-secrets.sh").toAbsolutePath()
            .toString();

    @TempDir
    private Path secrets;

    /** The folders are mounted volumes: they exist before. */
    @BeforeEach
    void mount() throws IOException {
        for (var volume : List.of("database", "operator", "join", "grafana")) {
            Files.createDirectory(secrets.resolve(volume));
        }
    }

    @Test
    void secretsAreMadeOnceAndAllDiffer() throws Exception {
        var first = ComposeTest.run(secrets, "sh", SCRIPT, secrets.toString());
        assertThat(first.code()).as(first.output()).isZero();
        var made = read();
        assertThat(made.keySet()).containsExactly("database/password", "grafana/password",
                "join/token", "operator/token");
        assertThat(made.values()).doesNotHaveDuplicates()
                .allMatch(secret -> secret.matches("(op_|join_)?[0-9a-f]{48}"));
        assertThat(first.output()).doesNotContain(made.values());

        Files.delete(secrets.resolve("join/token"));
        var second = ComposeTest.run(secrets, "sh", SCRIPT, secrets.toString());
        assertThat(second.output()).isEqualTo("made " + secrets + "/join/token\n");
        var kept = read();
        assertThat(kept).isNotEqualTo(made);
        kept.put("join/token", made.get("join/token"));
        assertThat(kept).isEqualTo(made);
    }

    @Test
    void whatItDoesNotKnowIsRefused() throws Exception {
        var refused = ComposeTest.run(secrets, "sh", SCRIPT, "shwo");
        assertThat(refused.code()).isEqualTo(64);
        assertThat(refused.output()).contains("wanted nothing, show or a folder, got 'shwo'");
    }

    private Map<String, String> read() throws IOException {
        var all = new TreeMap<String, String>();
        try (var files = Files.walk(secrets)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.put(secrets.relativize(file).toString(), Files.readString(file));
            }
        }
        return all;
    }
}
