import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Builds a few Go programs with one go command, since each one costs a second by itself. Programs
 * that do not build are simply missing afterwards; {@link #complaint} has the reason.
 */
final class ProgramBatch implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Path folder;
    private final Map<String, Path> built = new LinkedHashMap<>();
    private String complaint = "";

    /** @param folder a new one, which the batch removes when it is closed */
    ProgramBatch(Path folder) throws IOException {
        this.folder = folder;
        delete(folder);
        Files.createDirectories(folder.resolve("bin"));
        // The same release as the toolchain's, or its new features were errors.
        Files.writeString(folder.resolve("go.mod"), "module programs\n\ngo 1.26\n");
    }

    /** All programs must want the same flags. */
    void build(GoTarget target, List<GoTestProgram> programs)
            throws IOException, InterruptedException {
        var recipe = programs.getFirst().recipe();
        var command = new ArrayList<>(target.go("build"));
        command.addAll(recipe.flags());
        command.addAll(List.of("-o", folder.resolve("bin") + "/"));
        for (var program : programs) {
            var source = Files.createDirectories(folder.resolve(program.key()));
            for (var file : program.sources()) {
                Files.copy(file, source.resolve(file.getFileName()));
            }
            command.add("./" + program.key());
        }
        var environment = new LinkedHashMap<>(target.environment());
        recipe.experiment().ifPresent(name -> environment.put("GOEXPERIMENT", name));
        var result = new BoundedCommand(folder, environment, LIMIT).run(command);
        complaint = result.output();
        for (var program : programs) {
            var binary = folder.resolve("bin").resolve(program.key());
            if (Files.exists(binary)) {
                built.put(program.name(), binary);
            }
        }
    }

    Map<String, Path> built() {
        return built;
    }

    /** What the go command said about one of them, or its first words. */
    String complaint(GoTestProgram program) {
        return complaint.lines().filter(line -> line.startsWith(program.key() + "/")
                || line.contains(program.key() + "/")).findFirst()
                .orElse(complaint.lines().findFirst().orElse("no binary and no message"));
    }

    /** An empty folder to run in. */
    Path quiet() throws IOException {
        return Files.createDirectories(folder.resolve("run"));
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
