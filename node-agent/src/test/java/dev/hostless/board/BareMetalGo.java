package dev.hostless.board;

import dev.hostless.cli.overlay.GoInstallation;
import dev.hostless.cli.overlay.Overlay;
import dev.hostless.cli.overlay.OverlayFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Builds Go programs for the bare-metal port, as {@code hostless go build} does. */
final class BareMetalGo {
    private static final Map<String, String> TARGET = Map.of("GOOS", "wasip1", "GOARCH", "wasm",
            "CGO_ENABLED", "0", "GOWORK", "off", "GOFLAGS", "");

    private BareMetalGo() {
    }

    /** Flags of go build. */
    static List<String> flags() throws IOException {
        var root = GoToolchain.run(Path.of("."), Map.of(), "go", "env", "GOROOT").out().strip();
        var go = new GoInstallation(GoToolchain.release(), Path.of(root));
        var file = new OverlayFolder(Path.of("target", "go-port").toAbsolutePath()).keep(go,
                Overlay.of(go, false), Map.of());
        return List.of("-tags=" + Overlay.tags(""), "-overlay=" + file);
    }

    /** The module that a package of a folder becomes. */
    static byte[] build(Path folder, String what, String... more) throws IOException {
        var module = Files.createTempFile("bare-metal", ".wasm");
        try {
            var command = new ArrayList<>(List.of("go", "build", "-o", module.toString()));
            command.addAll(flags());
            command.addAll(List.of(more));
            command.add(what);
            var build = GoToolchain.run(folder, TARGET, command.toArray(String[]::new));
            assertThat(build.exitCode()).as(build.err()).isZero();
            return Files.readAllBytes(module);
        } finally {
            Files.delete(module);
        }
    }
}
