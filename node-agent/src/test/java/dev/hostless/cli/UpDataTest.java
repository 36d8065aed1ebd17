package dev.hostless.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UpDataTest {

    @TempDir
    private Path directory;

    @Test
    void aDirectoryHasOneOwnerAtATime() throws IOException {
        try (var held = UpData.open(directory.resolve("data"), 8080)) {
            assertThat(held.log("agent")).isEqualTo(directory.resolve("data/logs/agent.log"));
            assertThatThrownBy(() -> UpData.open(directory.resolve("data"), 8081))
                    .isInstanceOf(UpFailure.class)
                    .hasMessage("the data directory " + directory.resolve("data")
                            + " is in use by a running ./hostless up (process "
                            + ProcessHandle.current().pid() + ", http://localhost:8080);"
                            + " stop it, or choose another with --data DIR");
        }
        UpData.open(directory.resolve("data"), 8081).close();
    }

    @Test
    void nodesThatHadAProgramAreRemembered() throws IOException {
        try (var data = UpData.open(directory, 8080)) {
            assertThat(data.provisioned()).isEmpty();
            data.addProvisioned("agent-1-0");
            data.addProvisioned("agent-1-1");
        }
        try (var data = UpData.open(directory, 8080)) {
            assertThat(data.provisioned()).containsExactly("agent-1-0", "agent-1-1");
        }
    }

    @Test
    void aMissingSecretIsNamed() throws IOException {
        try (var data = UpData.open(directory, 8080)) {
            assertThatThrownBy(() -> data.secret("token")).isInstanceOf(UpFailure.class)
                    .hasMessageContaining(directory.resolve("token").toString());
            Files.writeString(directory.resolve("token"), "op_1\n");
            assertThat(data.secret("token")).isEqualTo("op_1");
        }
    }
}
