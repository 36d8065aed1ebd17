package dev.hostless.controlplane.access;

import dev.hostless.controlplane.problem.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretSettingTest {

    @TempDir
    private Path folder;

    @Test
    void aFileHoldsASecretWithALineEnd() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "from-a-file\n");
        assertThat(SecretSetting.read("hostless.token", null, file)).isEqualTo("from-a-file");
        assertThat(SecretSetting.read("hostless.token", "", file)).isEqualTo("from-a-file");
    }

    @Test
    void withoutAFileTheValueStays() {
        assertThat(SecretSetting.read("hostless.token", "value", null)).isEqualTo("value");
        assertThat(SecretSetting.read("hostless.token", "value", Path.of(""))).isEqualTo("value");
        assertThat(SecretSetting.read("hostless.token", null, null)).isNull();
    }

    @Test
    void whatIsWrongWithItIsSaidWithoutTheSecret() throws IOException {
        var file = Files.writeString(folder.resolve("token"), " \n");
        assertThatThrownBy(() -> SecretSetting.read("hostless.token", null, file))
                .isInstanceOf(StartupRefused.class)
                .hasMessage("hostless.token-file: wanted a secret in " + file
                        + ", but it is empty");
        assertThatThrownBy(() -> SecretSetting.read("hostless.token", "value", file))
                .isInstanceOf(StartupRefused.class)
                .hasMessage("wanted either hostless.token or hostless.token-file, got both");
        var missing = folder.resolve("missing");
        assertThatThrownBy(() -> SecretSetting.read("hostless.token", null, missing))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("hostless.token-file: cannot read " + missing);
    }
}
