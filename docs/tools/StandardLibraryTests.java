import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds Go's own standard-library tests, runs them on a board and reports them by package.
 *
 * <p>{@code java docs/tools/StandardLibraryTests.java [OPTION…] [PACKAGE…]}, see USAGE.
 * The exit code is 0 when every test that failed is named in {@code standard-library-tests.txt}
 * beside this file, 1 when another failed, 64 for a wrong command line.
 *
 * <p>Counted are top-level tests. A test that began and never ended (a trap, a timeout) has failed.
 * A package that failed without a failed test (it does not build, its process died between two
 * tests) counts as one failed test named {@code (package)}.
 */
public final class StandardLibraryTests {

    private static final String USAGE = """
            usage: java docs/tools/StandardLibraryTests.java [OPTION...] [PACKAGE...]
              --jobs N            packages at the same time; as many as there are cores
              --run REGEX         only these tests; ^Test
              --timeout DURATION  for each package; 10m
              --exec COMMAND      what runs a test's module; ROOT/hostless run --exec
              --native            run the tests on this machine instead, to compare
              --list              print the packages and run nothing""";

    private static final List<String> PACKAGES = List.of("""
            sort slices maps strings bytes strconv unicode/utf8 math math/bits math/big errors fmt
            container/heap container/list encoding/json encoding/binary encoding/hex
            encoding/base64 hash/crc32 hash/fnv crypto/sha256 crypto/md5 regexp/syntax
            text/tabwriter text/template text/template/parse compress/flate context sync
            sync/atomic time
            """.strip().split("\\s+"));

    /** What a board does not have. A failure that says so is still one, with this as its reason. */
    private static final Pattern MISSING = Pattern.compile(
            "no such file|not implemented|not supported on|operation not (supported|permitted)|"
                    + "bad file|capabilities insufficient|not a directory|socket|dial |listen |"
                    + "cannot find .*zone|unknown time zone|executable file not found",
            Pattern.CASE_INSENSITIVE);

    /** What the go command says around the output of a test. */
    private static final Pattern NOISE =
            Pattern.compile("===|---|#|(PASS|FAIL|ok)\\b|exit status|$");

    private static final String WHOLE_PACKAGE = "(package)";

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = folder();
        Options options;
        try {
            options = Options.parse(folder, arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println("StandardLibraryTests: " + wrong.getMessage());
            System.err.println(USAGE);
            System.exit(64);
            return;
        }
        Known known = Known.read(folder.resolve("standard-library-tests.txt"));
        if (options.list()) {
            options.packages().forEach(System.out::println);
            return;
        }
        System.exit(runAll(options, known) ? 0 : 1);
    }

    private static boolean runAll(Options options, Known known)
            throws InterruptedException, IOException {
        Path source = Path.of(goEnvironment("GOROOT")).resolve("src");
        int passed = 0;
        int failed = 0;
        int unexpected = 0;
        try (var pool = Executors.newFixedThreadPool(options.jobs())) {
            var runs = new ExecutorCompletionService<Result>(pool);
            options.packages().forEach(name -> runs.submit(() -> run(options, source, name)));
            for (int i = 0; i < options.packages().size(); i++) {
                Result result;
                try {
                    result = runs.take().get();
                } catch (ExecutionException failure) {
                    pool.shutdownNow();
                    throw new IOException("go test could not be started", failure.getCause());
                }
                print(result, known);
                passed += result.count(Outcome.PASS);
                failed += result.failures().size();
                unexpected += (int) result.failures().keySet().stream()
                        .filter(test -> known.reason(result.name(), test) == null)
                        .count();
            }
        }
        if (failed > 0) {
            System.out.printf("%d of the failed tests are known, %d are not%n", failed - unexpected,
                    unexpected);
        }
        System.out.printf("%d passed, %d failed%n", passed, failed);
        return unexpected == 0;
    }

    private static void print(Result result, Known known) {
        Map<String, String> failures = result.failures();
        System.out.printf(Locale.ROOT, "%-4s  %-20s %4d passed %4d failed %4d skipped %8.1f s%n",
                failures.isEmpty() ? "ok" : "FAIL", result.name(), result.count(Outcome.PASS),
                failures.size(), result.count(Outcome.SKIP), result.seconds());
        failures.forEach((test, reason) -> {
            String expected = known.reason(result.name(), test);
            System.out.printf("      %s: %s%s%n", test, reason,
                    expected == null ? "" : " (known: " + expected + ")");
        });
        known.tests(result.name()).stream()
                .filter(test -> result.outcomes().get(test) == Outcome.PASS)
                .forEach(test -> System.out.printf("      %s passes although it is in the list%n",
                        test));
        System.out.flush();
    }

    private static Result run(Options options, Path source, String name)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("go", "test", "-json", "-short", "-count=1", "-p=1",
                "-run=" + options.tests(), "-timeout=" + options.timeout()));
        // Few machines have Go's own zone file; with the tag it is part of the program.
        options.exec().ifPresent(
                exec -> command.addAll(List.of("-exec", exec, "-tags=timetzdata")));
        command.add(name);
        var builder = new ProcessBuilder(command).directory(source.toFile())
                .redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        // What the developer has set for his own programs must not change what is tested.
        builder.environment()
                .putAll(Map.of("GOFLAGS", "", "GOWORK", "off", "GOTOOLCHAIN", "local"));
        if (options.exec().isPresent()) {
            builder.environment()
                    .putAll(Map.of("GOOS", "wasip1", "GOARCH", "wasm", "CGO_ENABLED", "0"));
        }
        Process process = builder.start();
        var report = new Report();
        try (var lines = process.inputReader()) {
            lines.lines().forEach(report::accept);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroy();
        }
        return report.result(name, process.waitFor());
    }

    private static String goEnvironment(String name) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("go", "env", name)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("GOTOOLCHAIN", "local");
        Process process = builder.start();
        String value = new String(process.getInputStream().readAllBytes()).strip();
        if (process.waitFor() != 0 || value.isEmpty()) {
            throw new IOException("wanted the value of `go env " + name + "`, got exit code "
                    + process.exitValue());
        }
        return value;
    }

    /** The folder of this file: the launcher of single-file programs knows it. */
    private static Path folder() {
        String file = System.getProperty("jdk.launcher.sourcefile");
        return file == null
                ? Path.of("docs", "tools").toAbsolutePath()
                : Path.of(file).toAbsolutePath().getParent();
    }

    private enum Outcome {
        PASS, FAIL, SKIP
    }

    private record Options(int jobs, boolean list, String tests, String timeout,
            Optional<String> exec,
            List<String> packages) {

        static Options parse(Path folder, String[] arguments) {
            int jobs = Runtime.getRuntime().availableProcessors();
            boolean list = false;
            String tests = "^Test";
            String timeout = "10m";
            var exec = Optional.of(folder.resolve("../../hostless").normalize() + " run --exec");
            var packages = new LinkedHashSet<String>();
            for (int i = 0; i < arguments.length; i++) {
                String option = arguments[i];
                switch (option) {
                    case "--list" -> list = true;
                    case "--native" -> exec = Optional.empty();
                    case "--jobs" -> jobs = positive(value(arguments, ++i, option), option);
                    case "--run" -> tests = value(arguments, ++i, option);
                    case "--timeout" -> timeout = value(arguments, ++i, option);
                    case "--exec" -> exec = Optional.of(value(arguments, ++i, option));
                    default -> {
                        if (option.startsWith("-")) {
                            throw new IllegalArgumentException("unknown option " + option);
                        }
                        packages.add(option);
                    }
                }
            }
            return new Options(jobs, list, tests, timeout, exec,
                    packages.isEmpty() ? PACKAGES : List.copyOf(packages));
        }

        private static String value(String[] arguments, int index, String option) {
            if (index >= arguments.length) {
                throw new IllegalArgumentException(option + " wants a value, got none");
            }
            return arguments[index];
        }

        private static int positive(String text, String option) {
            if (!text.matches("[1-9][0-9]{0,3}")) {
                throw new IllegalArgumentException(
                        option + " wants a number from 1 to 9999, got " + text);
            }
            return Integer.parseInt(text);
        }
    }

    /** @param failures by test: the reason, one line */
    private record Result(String name, Map<String, Outcome> outcomes, Map<String, String> failures,
            double seconds) {

        int count(Outcome outcome) {
            return (int) outcomes.values().stream().filter(outcome::equals).count();
        }
    }

    /** The failures that are known, from a file whose lines are: package, test, reason. */
    private record Known(Map<String, Map<String, String>> reasons) {

        static Known read(Path file) throws IOException {
            var reasons = new TreeMap<String, Map<String, String>>();
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] words = line.strip().split("\\s+", 3);
                if (words.length < 3) {
                    throw new IOException(
                            "wanted package, test and reason, got \"" + line + "\", " + file
                                    + " line " + number);
                }
                reasons.computeIfAbsent(words[0], _ -> new TreeMap<>()).put(words[1], words[2]);
            }
            return new Known(reasons);
        }

        String reason(String name, String test) {
            return reasons.getOrDefault(name, Map.of()).get(test);
        }

        Set<String> tests(String name) {
            return reasons.getOrDefault(name, Map.of()).keySet();
        }
    }

    /** Collects the events of {@code go test -json}. */
    private static final class Report {

        private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
        private final Set<String> running = new LinkedHashSet<>();
        private final Map<String, List<String>> output = new LinkedHashMap<>();
        private double seconds;

        void accept(String line) {
            Map<String, String> event = Json.fields(line);
            String action = event.getOrDefault("Action", line.startsWith("{") ? "" : "output");
            String subtest = event.getOrDefault("Test", WHOLE_PACKAGE);
            String test = subtest.split("/", 2)[0];
            boolean whole = subtest.equals(WHOLE_PACKAGE);
            boolean top = test.equals(subtest) && !whole;
            switch (action) {
                case "run" -> running.add(test);
                case "output", "build-output" ->
                    output.computeIfAbsent(test, _ -> new ArrayList<>())
                            .add(event.getOrDefault("Output", line).strip());
                case "pass", "fail", "skip" -> {
                    if (top) {
                        running.remove(test);
                        outcomes.put(test, Outcome.valueOf(action.toUpperCase(Locale.ROOT)));
                    } else if (whole) {
                        seconds = Double.parseDouble(event.getOrDefault("Elapsed", "0"));
                    }
                }
                default -> {
                    // start, pause, cont, bench, attr: nothing to count.
                }
            }
        }

        Result result(String name, int exitCode) {
            var failures = new LinkedHashMap<String, String>();
            outcomes.forEach((test, outcome) -> {
                if (outcome == Outcome.FAIL) {
                    failures.put(test, reason(output.getOrDefault(test, List.of())));
                }
            });
            // The output of a process that died is the package's or the running test's, as it came.
            running.forEach(test -> {
                var lines = new ArrayList<>(output.getOrDefault(test, List.of()));
                lines.addAll(output.getOrDefault(WHOLE_PACKAGE, List.of()));
                failures.put(test, "never ended: " + reason(lines));
            });
            if (exitCode != 0 && failures.isEmpty()) {
                failures.put(WHOLE_PACKAGE, "exit code " + exitCode + ": "
                        + reason(output.getOrDefault(WHOLE_PACKAGE, List.of())));
            }
            return new Result(name, outcomes, failures, seconds);
        }

        /** The line that names something missing, else the first one that a test has logged. */
        private static String reason(List<String> lines) {
            List<String> telling = lines.stream()
                    .filter(line -> !NOISE.matcher(line).lookingAt())
                    .toList();
            return telling.stream()
                    .filter(line -> MISSING.matcher(line).find())
                    .findFirst()
                    .map(line -> "not on a board: " + shortened(line))
                    .orElseGet(() -> telling.isEmpty()
                            ? "it said nothing"
                            : shortened(telling.getFirst()));
        }

        private static String shortened(String line) {
            return line.length() <= 200 ? line : line.substring(0, 200) + "…";
        }
    }

    /** As much of JSON as {@code go test -json} writes: an object of strings and numbers a line. */
    private static final class Json {

        private static final Pattern FIELD = Pattern
                .compile("\"(\\w+)\":(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([-+.\\w]+))");
        private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

        static Map<String, String> fields(String line) {
            var fields = new LinkedHashMap<String, String>();
            if (line.startsWith("{\"")) {
                var matcher = FIELD.matcher(line);
                while (matcher.find()) {
                    fields.put(matcher.group(1),
                            matcher.group(2) == null ? matcher.group(3) : text(matcher.group(2)));
                }
            }
            return fields;
        }

        private static String text(String escaped) {
            return ESCAPE.matcher(escaped).replaceAll(found -> {
                String character = found.group(1) != null
                        ? String.valueOf((char) Integer.parseInt(found.group(1), 16))
                        : switch (found.group(2)) {
                            case "n" -> "\n";
                            case "t" -> "\t";
                            case "r" -> "\r";
                            case "b" -> "\b";
                            case "f" -> "\f";
                            default -> found.group(2);
                        };
                return Matcher.quoteReplacement(character);
            });
        }
    }
}
