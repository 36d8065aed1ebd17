package dev.hostless.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the user's Go makes of a program. */
enum Build {
    NATIVE, WASIP1, GUEST, HOSTED;

    private static final int SHOWN_CHARS = 300;

    /**
     * Builds a program; Go itself knows whether there is anything to do.
     *
     * @throws IOException with what Go said
     */
    Path make(GcProgram program, Path home) throws IOException {
        return make(program.word(), home);
    }

    /** As {@link #make(GcProgram, Path)}, by the name of the program's folder. */
    Path make(String program, Path home) throws IOException {
        var built = home.resolve("node-agent/target/bench-gc")
                .resolve(program + "-" + name().toLowerCase(Locale.ROOT));
        Files.createDirectories(built.getParent());
        var launcher = home.resolve("hostless").toString();
        var command = switch (this) {
            case NATIVE, WASIP1 -> List.of("go");
            case GUEST -> List.of(launcher, "go", "--heap", "guest");
            case HOSTED -> List.of(launcher, "go", "--heap", "hosted");
        };
        var builder = new ProcessBuilder(new ArrayList<>(command));
        builder.command().addAll(List.of("build", "-trimpath", "-buildvcs=false", "-o",
                built.toString(), "./" + program));
        builder.environment().putAll(Map.of("GOTOOLCHAIN", "local", "GOFLAGS", "", "GOWORK",
                "off"));
        if (this == WASIP1) {
            builder.environment().putAll(Map.of("GOOS", "wasip1", "GOARCH", "wasm"));
        }
        run(builder.directory(GcProgram.folder(home).toFile()));
        return built;
    }

    private static void run(ProcessBuilder builder) throws IOException {
        var process = builder.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("%s: exit code %d: %s".formatted(
                        String.join(" ", builder.command()), process.exitValue(),
                        said.substring(0, Math.min(SHOWN_CHARS, said.length()))));
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
