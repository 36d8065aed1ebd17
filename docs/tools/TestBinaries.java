import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Builds the tests of many packages, a batch with one go command, since each command costs seconds
 * by itself. A batch is built when the first of its packages is asked for.
 */
final class TestBinaries implements AutoCloseable {

    private static final int BATCH = 12;
    private static final Duration LIMIT = Duration.ofMinutes(60);

    private final GoTarget target;
    private final Path source;
    private final Path folder;
    private final Map<String, Batch> batches = new LinkedHashMap<>();

    /**
     * Builds nothing yet.
     *
     * @param source the folder of the module that all packages are in
     */
    TestBinaries(GoTarget target, Path source, List<String> packages) throws IOException {
        this.target = target;
        this.source = source;
        folder = Files.createTempDirectory("library-tests");
        var batch = new Batch(0);
        int number = 0;
        for (String name : packages) {
            if (!batch.accepts(name)) {
                number++;
                batch = new Batch(number);
            }
            batch.packages.add(name);
            batches.put(name, batch);
        }
    }

    /** What a package became. Without a binary, {@code complaint} says why. */
    record Binary(Path file, String complaint) {

        boolean exists() {
            return Files.exists(file);
        }
    }

    Binary of(String name) throws IOException, InterruptedException {
        var batch = batches.get(name);
        synchronized (batch) {
            return new Binary(batch.folder.resolve(fileName(name)), batch.build());
        }
    }

    /** What the go command calls the binary: the last part of the path that is no version. */
    private static String fileName(String name) {
        return Path.of(name.replaceFirst("/v[0-9]+$", "")).getFileName() + ".test";
    }

    /** Packages whose binaries have different names. */
    private final class Batch {
        private final Set<String> packages = new LinkedHashSet<>();
        private final Path folder;
        private boolean built;
        private String complaint = "";

        Batch(int number) {
            folder = TestBinaries.this.folder.resolve(Integer.toString(number));
        }

        boolean accepts(String name) {
            return packages.size() < BATCH && packages.stream()
                    .noneMatch(other -> fileName(other).equals(fileName(name)));
        }

        String build() throws IOException, InterruptedException {
            if (built) {
                return complaint;
            }
            Files.createDirectories(folder);
            var command = new ArrayList<>(target.go("test"));
            command.addAll(List.of("-c", "-vet=off", "-o", folder + "/"));
            if (target.way() != GoTarget.Way.NATIVE) {
                // Few machines have Go's own zone file; with the tag it is part of the program.
                command.add("-tags=timetzdata");
            }
            command.addAll(packages);
            complaint = new BoundedCommand(source, target.environment(), LIMIT).run(command)
                    .output();
            built = true;
            return complaint;
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
