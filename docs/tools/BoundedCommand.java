import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process with a limit on its time and its output; its children end with it. */
final class BoundedCommand {

    private static final int LONGEST_OUTPUT = 16 << 20;

    /** @param output standard output and error as they came */
    record Result(int exitCode, String output, boolean late) {
    }

    private final Path folder;
    private final Map<String, String> environment;
    private final Duration limit;

    BoundedCommand(Path folder, Map<String, String> environment, Duration limit) {
        this.folder = folder;
        this.environment = environment;
        this.limit = limit;
    }

    Result run(List<String> words) throws IOException, InterruptedException {
        var output = new ByteArrayOutputStream();
        return run(words, input -> {
            byte[] chunk = new byte[8192];
            for (int count = input.read(chunk); count >= 0; count = input.read(chunk)) {
                // The rest is read and dropped, or the process would wait for ever.
                if (output.size() < LONGEST_OUTPUT) {
                    output.write(chunk, 0, count);
                }
            }
        }, output);
    }

    /** Hands over line by line while the process runs; the result has no output. */
    Result runLines(List<String> words, Consumer<String> lines)
            throws IOException, InterruptedException {
        return run(words,
                input -> new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))
                        .lines().forEach(lines),
                new ByteArrayOutputStream());
    }

    private interface Reader {
        void read(InputStream input) throws IOException;
    }

    private Result run(List<String> words, Reader reader, ByteArrayOutputStream output)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(words).directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        var process = builder.start();
        var late = new boolean[1];
        var watch = Thread.ofVirtual().start(() -> late[0] = !endsInTime(process));
        try (var input = process.getInputStream()) {
            reader.read(input);
        } finally {
            watch.join();
        }
        return new Result(process.waitFor(), output.toString(StandardCharsets.UTF_8), late[0]);
    }

    private boolean endsInTime(Process process) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return false;
    }
}
