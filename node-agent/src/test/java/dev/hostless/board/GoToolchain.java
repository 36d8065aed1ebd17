package dev.hostless.board;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The Go toolchain on this machine, if there is one. */
public final class GoToolchain {
    /** A first build of Go's library on a busy machine takes minutes. */
    private static final long LIMIT_MINUTES = 20;

    /** What a native process left behind, its bytes read as Latin-1 so that none gets lost. */
    public record Result(int exitCode, String out, String err) {
    }

    private GoToolchain() {
    }

    /** The release, such as {@code go1.26.8}; empty when there is no Go. */
    public static String release() {
        try {
            return run(Path.of("."), Map.of(), "go", "env", "GOVERSION").out().strip();
        } catch (IOException noGo) {
            return "";
        }
    }

    /** Runs a command to its end with empty input. */
    public static Result run(Path directory, Map<String, String> environment, String... command)
            throws IOException {
        var builder = new ProcessBuilder(List.of(command)).directory(directory.toFile());
        builder.environment().putAll(environment);
        var out = Files.createTempFile("hostless", ".out");
        var err = Files.createTempFile("hostless", ".err");
        try {
            builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.redirectOutput(out.toFile());
            builder.redirectError(err.toFile());
            var process = builder.start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " took too long");
            }
            return new Result(process.exitValue(),
                    Files.readString(out, StandardCharsets.ISO_8859_1),
                    Files.readString(err, StandardCharsets.ISO_8859_1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }
}
