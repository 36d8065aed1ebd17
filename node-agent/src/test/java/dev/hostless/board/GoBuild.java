package dev.hostless.board;

import dev.hostless.cli.overlay.GoInstallation;
import dev.hostless.cli.overlay.Overlay;
import dev.hostless.cli.overlay.OverlayFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Builds Go programs in each of the ways in which they get to a board, and natively. */
public final class GoBuild {
    /** Where a program is to run. */
    public enum Way {
        NATIVE, WASIP1, GUEST, HOSTED
    }

    private static final Map<String, String> COMMON = Map.of("GOWORK", "off", "GOFLAGS", "");

    /** The same in every run, or Go would compile its library anew each time. */
    private static final Path OVERLAYS = Path.of("target/go-port").toAbsolutePath();

    private GoBuild() {
    }

    /**
     * Builds all programs of a module, with one go command: each costs a second by itself.
     *
     * @param sources the folder of the module
     * @return the folder in which the binaries or modules are, by the names of their packages
     */
    public static Path all(Way way, Path sources, Path output) throws IOException {
        var built = Files.createDirectories(output.resolve(way.name()));
        var environment = new HashMap<>(COMMON);
        var command = new ArrayList<>(List.of("go", "build"));
        if (way != Way.NATIVE) {
            environment.putAll(Map.of("GOOS", "wasip1", "GOARCH", "wasm", "CGO_ENABLED", "0"));
        }
        if (way == Way.GUEST || way == Way.HOSTED) {
            var go = installation();
            var overlay = Overlay.of(go, way == Way.HOSTED);
            environment.put("GOEXPERIMENT", overlay.experiments(""));
            command.addAll(List.of("-tags=" + Overlay.tags(""),
                    "-overlay=" + new OverlayFolder(OVERLAYS).keep(go, overlay, Map.of())));
        }
        command.addAll(List.of("-o", built + "/", "./..."));
        var result = GoToolchain.run(sources, environment, command.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return built;
    }

    /** Flags with which a program has its heap in the node; the environment gets what it needs. */
    static List<String> hosted(Map<String, String> environment) throws IOException {
        var go = installation();
        var overlay = Overlay.of(go, true);
        environment.put("GOEXPERIMENT", overlay.experiments(""));
        return List.of("-tags=" + Overlay.tags(""),
                "-overlay=" + new OverlayFolder(OVERLAYS).keep(go, overlay, Map.of()));
    }

    private static GoInstallation installation() throws IOException {
        var answer = GoToolchain.run(Path.of("."), Map.of(), "go", "env", "GOVERSION", "GOROOT")
                .out().strip().split("\n");
        return new GoInstallation(answer[0].strip(), Path.of(answer[1].strip()));
    }
}
