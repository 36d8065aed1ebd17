package dev.hostless.controlplane.database;

import dev.hostless.controlplane.problem.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataDirectoryTest {

    @TempDir
    private Path place;

    @Test
    void aSecondOwnerIsRefusedUntilTheFirstIsGone() throws IOException {
        try (var _ = DataDirectory.open(place)) {
            assertThatThrownBy(() -> DataDirectory.open(place))
                    .isInstanceOf(StartupRefused.class)
                    .hasMessageContaining(place.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        DataDirectory.open(place).close();
    }

    @Test
    void aSecretIsMadeOnceAndOnlyItsOwnerReadsIt() throws IOException {
        String secret;
        try (var directory = DataDirectory.open(place)) {
            secret = directory.secret("token", "op_");
            assertThat(directory.secret("token", "op_")).isEqualTo(secret);
            assertThat(directory.secret("other", "op_")).isNotEqualTo(secret);
        }
        try (var directory = DataDirectory.open(place)) {
            assertThat(directory.secret("token", "op_")).isEqualTo(secret).startsWith("op_")
                    .hasSizeGreaterThan(30);
        }
        assertThat(PosixFilePermissions.toString(
                Files.getPosixFilePermissions(place.resolve("token")))).isEqualTo("rw-------");
    }

    @Test
    void aSecretThatACrashLeftEmptyIsMadeAnew() throws IOException {
        Files.createFile(place.resolve("token"));
        try (var directory = DataDirectory.open(place)) {
            assertThat(directory.secret("token", "op_")).hasSizeGreaterThan(30);
        }
    }
}
