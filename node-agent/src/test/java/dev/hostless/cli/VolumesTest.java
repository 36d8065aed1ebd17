package dev.hostless.cli;

import dev.hostless.board.files.VolumeSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VolumesTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    @Test
    void aFolderHasAPlaceAndMaySayThatItIsReadOnly() {
        var wanted = new VolumeSpec.HostFolder(HERE.resolve("src"), "/a/b");
        assertThat(Volumes.folder("src:/a/b")).isEqualTo(wanted);
        assertThat(Volumes.folder("src:/a/b:ro")).isEqualTo(wanted);
    }

    @Test
    void aDiskHasAPlaceAndASize() {
        assertThat(Volumes.ramDisk("/tmp=64KiB"))
                .isEqualTo(new VolumeSpec.RamDisk("/tmp", 65_536));
    }

    @Test
    void mistakesAreTold() {
        assertThatThrownBy(() -> Volumes.folder("src")).isInstanceOf(UsageProblem.class)
                .hasMessageContaining("wanted HOST:GUEST");
        assertThatThrownBy(() -> Volumes.folder("nowhere:/a")).isInstanceOf(UsageProblem.class)
                .hasMessageContaining("no such folder: " + HERE.resolve("nowhere"));
        for (var place : List.of("a", "/a/../b", "/a/", "//a", "/./a")) {
            assertThatThrownBy(() -> Volumes.folder("src:" + place)).as(place)
                    .isInstanceOf(UsageProblem.class)
                    .hasMessageContaining("wanted an absolute path of the guest");
        }
        assertThatThrownBy(() -> Volumes.ramDisk("/tmp")).isInstanceOf(UsageProblem.class)
                .hasMessageContaining("wanted GUEST=SIZE");
        assertThatThrownBy(() -> Volumes.ramDisk("/tmp=2GiB")).isInstanceOf(UsageProblem.class)
                .hasMessageContaining("/tmp: wanted a RAM disk of 4096 to 1073741824 bytes");
    }

    @Test
    void anotherWorkingFolderChangesNothing() {
        assertThat(Volumes.withAbsoluteFolders(List.of("--ram", "1MiB", "--volume", "a:/b",
                "--volume=/c:/d", "--board", "x.yaml", "--seed", "1"))).containsExactly("--ram",
                        "1MiB", "--volume",
                        HERE.resolve("a") + ":/b", "--volume=/c:/d", "--board",
                        HERE.resolve("x.yaml").toString(), "--seed", "1");
    }
}
