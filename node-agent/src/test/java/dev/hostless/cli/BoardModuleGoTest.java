package dev.hostless.cli;

import dev.hostless.board.GoToolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The Go module for the board's devices: its own tests, here and on a board. */
class BoardModuleGoTest {
    private static final Path MODULE = Path.of("../device-drivers/go").toAbsolutePath();
    private static final Map<String, String> SETTING = Map.of("GOFLAGS", "", "GOWORK", "off",
            "GOTOOLCHAIN", "local", "GOPROXY", "off");

    @TempDir
    private Path directory;

    @BeforeEach
    void go() {
        assumeTrue(GoToolchain.release().startsWith("go1.26"), "no Go 1.26 here");
    }

    private static void passes(Map<String, String> more, List<String> command)
            throws IOException {
        var environment = new TreeMap<>(SETTING);
        environment.putAll(more);
        var result = GoToolchain.run(MODULE, environment, command.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    }

    @Test
    void itsDriversPassTheirTestsOnABusOfRegisters() throws IOException {
        passes(Map.of(), List.of("go", "vet", "./..."));
        passes(Map.of(), List.of("go", "test", "./..."));
    }

    @Test
    void itIsFormattedAsGoFilesAre() throws IOException {
        assertThat(GoToolchain.run(MODULE, SETTING, "gofmt", "-l", ".").out()).isEmpty();
    }

    @Test
    void itsDriversPassTheirTestsOnABoard() throws IOException {
        var java = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                "dev.hostless.cli.Hostless");
        var launcher = Files.writeString(directory.resolve("hostless"),
                "#!/bin/sh\nexec " + String.join(" ", java) + " \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        var command = new ArrayList<>(List.of(launcher.toString(), "go", "test", "./irq",
                "./internal/boardtest"));
        passes(Map.of("HOSTLESS_HOME", directory.toString()), command);
        // A stock program has them, too.
        passes(Map.of("GOOS", "wasip1", "GOARCH", "wasm"), List.of("go", "test", "-exec",
                launcher + " run --exec", "./irq"));
    }
}
