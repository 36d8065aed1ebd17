import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Builds Go's own standard-library tests, runs them on a board and reports them by package.
 *
 * <p>{@code java docs/tools/StandardLibraryTests.java [OPTION…] [PACKAGE…]}, see USAGE.
 * The exit code is 0 when every test that failed is named in {@code standard-library-tests.txt}
 * beside this file, 1 when another failed, 64 for a wrong command line.
 *
 * <p>Each test binary is built once and started in its package's folder, as {@code go test -short}
 * does it, so that a package costs little more than its tests. Counted are top-level tests, examples and the seeds of fuzz tests. A test that began and never
 * ended (a trap, a timeout) has failed. A package that failed without a failed test (it does not
 * build, its process died between two tests) counts as one failed test named {@code (package)}.
 */
public final class StandardLibraryTests {

    private static final String USAGE = """
            usage: java docs/tools/StandardLibraryTests.java [OPTION...] [PACKAGE...]
              --sample            the short list
              --jobs N            packages at the same time; as many as there are cores
              --run REGEX         only these tests
              --timeout DURATION  for each package, in board time; 10m
              --minutes N         for each package, in host time; 30
              --log FOLDER        all that was said, a file for each package
              --list              print the packages and run nothing
            """ + GoTarget.USAGE + """

            |                     --gc all: each of the three; of the whole list, those that it
            |                     marks with collectors""".replace('|', ' ');

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = CommandLine.folder();
        Options options;
        try {
            options = Options.parse(GoTarget.standard(folder), arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println("StandardLibraryTests: " + wrong.getMessage());
            System.err.println(USAGE);
            System.exit(64);
            return;
        }
        var known = KnownTests.read(folder.resolve("standard-library-tests.txt"));
        var packages = options.choose(known);
        if (options.list()) {
            packages.forEach(chosen -> System.out.println(chosen.name()));
            return;
        }
        System.exit(new StandardLibraryTests(options).runAll(packages) ? 0 : 1);
    }

    private final Options options;
    private final Path goRoot;
    private final Path toJson;

    private StandardLibraryTests(Options options) throws IOException, InterruptedException {
        this.options = options;
        goRoot = GoTarget.goRoot();
        toJson = GoTarget.tool("test2json");
    }

    /** One package on one target, to be run. */
    private record Order(KnownTests.GoPackage chosen, GoTarget target) {
    }

    private record Run(Order order, GoTestReport.Result result) {

        Optional<String> reason(String test) {
            return order.chosen().reason(order.target().way(), test);
        }

        int unexpected() {
            return (int) result.failures().keySet().stream()
                    .filter(test -> reason(test).isEmpty()).count();
        }
    }

    private boolean runAll(List<KnownTests.GoPackage> packages)
            throws InterruptedException, IOException {
        Path source = goRoot.resolve("src");
        var done = new ArrayList<Run>();
        var orders = packages.stream().flatMap(chosen -> options.targets().stream()
                .map(target -> new Order(chosen, target))).toList();
        try (var binaries = new TestBinaries(options.targets().getFirst(), source,
                packages.stream().map(KnownTests.GoPackage::name).toList())) {
            InParallel.run(options.jobs(), orders,
                    order -> new Run(order, run(source, binaries, order)), run -> {
                        print(run);
                        done.add(run);
                    });
        }
        options.targets().forEach(target -> printSum(target, done));
        return done.stream().allMatch(run -> run.unexpected() == 0);
    }

    private static void printSum(GoTarget target, List<Run> all) {
        var done = all.stream().filter(run -> run.order().target() == target).toList();
        int passed = done.stream()
                .mapToInt(run -> run.result().count(GoTestReport.Outcome.PASS)).sum();
        int failed = done.stream().mapToInt(run -> run.result().failures().size()).sum();
        int unexpected = done.stream().mapToInt(Run::unexpected).sum();
        System.out.printf("%s: %d packages, %d tests passed, %d failed as is known, %d failed%n",
                target.title(), done.size(), passed, failed - unexpected, unexpected);
    }

    private void print(Run run) {
        var result = run.result();
        var chosen = run.order().chosen();
        var target = run.order().target();
        Map<String, String> failures = result.failures();
        System.out.printf(Locale.ROOT, "%-4s  %-28s %4d passed %4d failed %4d skipped %8.1f s%s%n",
                run.unexpected() == 0 ? "ok" : "FAIL", result.name(),
                result.count(GoTestReport.Outcome.PASS), failures.size(),
                result.count(GoTestReport.Outcome.SKIP), result.seconds(),
                options.everyCollector() ? "  " + target.title() : "");
        failures.forEach((test, reason) -> System.out.printf("      %s: %s%s%n", test, reason,
                run.reason(test).map(why -> " (known: " + why + ")").orElse("")));
        chosen.failing(target.way()).stream()
                .filter(test -> result.outcomes().get(test) == GoTestReport.Outcome.PASS)
                .forEach(test -> System.out.printf("      %s passes although it is in the list%n",
                        test));
        System.out.flush();
    }

    private GoTestReport.Result run(Path source, TestBinaries binaries, Order order)
            throws IOException, InterruptedException {
        var chosen = order.chosen();
        var target = order.target();
        var report = new GoTestReport();
        var binary = binaries.of(chosen.name());
        if (!binary.exists()) {
            binary.complaint().lines().forEach(report::accept);
            return report.result(chosen.name(), new BoundedCommand.Result(1, "", false));
        }
        var command = new ArrayList<>(List.of(toJson.toString(), "-t", "-p", chosen.name()));
        command.addAll(target.run(binary.file(), Optional.empty()));
        command.addAll(List.of("-test.v=test2json", "-test.short", "-test.paniconexit0",
                "-test.timeout=" + options.timeout()));
        options.tests().or(chosen::run).ifPresent(tests -> command.add("-test.run=" + tests));
        var skip = chosen.skip(target.way());
        if (!skip.isEmpty()) {
            command.add("-test.skip=" + skip);
        }
        var folder = source.resolve(chosen.name());
        var end = new BoundedCommand(folder, target.environment(folder, goRoot),
                Duration.ofMinutes(options.minutes())).runLines(command, report::accept);
        var result = report.result(chosen.name(), end);
        if (options.log().isPresent()) {
            Files.createDirectories(options.log().get());
            var name = options.everyCollector()
                    ? chosen.name() + " " + target.title()
                    : chosen.name();
            Files.write(options.log().get().resolve(name.replace('/', '_') + ".txt"),
                    report.everything());
        }
        return result;
    }

    /** @param targets one, or one for each collector */
    private record Options(List<GoTarget> targets, int jobs, int minutes, boolean list,
            boolean sample, Optional<String> tests, String timeout, Optional<Path> log,
            List<String> names) {

        boolean everyCollector() {
            return targets.size() > 1;
        }

        static Options parse(GoTarget standard, String[] arguments) {
            var choice = new TargetChoice(standard);
            int jobs = Runtime.getRuntime().availableProcessors();
            int minutes = 30;
            boolean list = false;
            boolean sample = false;
            var tests = Optional.<String>empty();
            var log = Optional.<Path>empty();
            String timeout = "10m";
            var names = new LinkedHashSet<String>();
            for (int i = 0; i < arguments.length; i++) {
                String option = arguments[i];
                switch (option) {
                    case "--list" -> list = true;
                    case "--sample" -> sample = true;
                    case "--jobs" -> jobs = CommandLine.positive(arguments, ++i);
                    case "--minutes" -> minutes = CommandLine.positive(arguments, ++i);
                    case "--run" -> tests = Optional.of(CommandLine.value(arguments, ++i));
                    case "--timeout" -> timeout = CommandLine.value(arguments, ++i);
                    case "--log" -> log = Optional.of(Path.of(CommandLine.value(arguments, ++i)));
                    default -> {
                        int taken = choice.take(arguments, i);
                        if (taken > 0) {
                            i += taken - 1;
                        } else if (option.startsWith("-")) {
                            throw new IllegalArgumentException("unknown option " + option);
                        } else {
                            names.add(option);
                        }
                    }
                }
            }
            return new Options(choice.targets(), jobs, minutes, list, sample, tests, timeout, log,
                    List.copyOf(names));
        }

        List<KnownTests.GoPackage> choose(KnownTests known) {
            if (!names.isEmpty()) {
                return names.stream().map(known::named).toList();
            }
            return known.packages().values().stream()
                    .filter(listed -> !sample || listed.sample())
                    .filter(listed -> sample || !everyCollector() || listed.collectors())
                    .toList();
        }
    }
}
