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
 * <p>Counted are top-level tests, examples and the seeds of fuzz tests. A test that began and never
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
            """ + GoTarget.USAGE;

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
    private final GoTarget target;

    private StandardLibraryTests(Options options) {
        this.options = options;
        this.target = options.target();
    }

    private record Run(KnownTests.GoPackage chosen, GoTestReport.Result result) {
    }

    private boolean runAll(List<KnownTests.GoPackage> packages)
            throws InterruptedException, IOException {
        Path source = GoTarget.goRoot().resolve("src");
        var done = new ArrayList<Run>();
        InParallel.run(options.jobs(), packages, chosen -> new Run(chosen, run(source, chosen)),
                run -> {
                    print(run);
                    done.add(run);
                });
        int passed = done.stream()
                .mapToInt(run -> run.result().count(GoTestReport.Outcome.PASS)).sum();
        int failed = done.stream().mapToInt(run -> run.result().failures().size()).sum();
        int unexpected = done.stream().mapToInt(this::unexpected).sum();
        System.out.printf("%s: %d packages, %d tests passed, %d failed as is known, %d failed%n",
                target.title(), packages.size(), passed, failed - unexpected, unexpected);
        return unexpected == 0;
    }

    private int unexpected(Run run) {
        return (int) run.result().failures().keySet().stream()
                .filter(test -> run.chosen().reason(target.way(), test).isEmpty()).count();
    }

    private void print(Run run) {
        var result = run.result();
        var chosen = run.chosen();
        Map<String, String> failures = result.failures();
        System.out.printf(Locale.ROOT, "%-4s  %-28s %4d passed %4d failed %4d skipped %8.1f s%n",
                unexpected(run) == 0 ? "ok" : "FAIL", result.name(),
                result.count(GoTestReport.Outcome.PASS), failures.size(),
                result.count(GoTestReport.Outcome.SKIP), result.seconds());
        failures.forEach((test, reason) -> System.out.printf("      %s: %s%s%n", test, reason,
                chosen.reason(target.way(), test).map(why -> " (known: " + why + ")").orElse("")));
        chosen.failing(target.way()).stream()
                .filter(test -> result.outcomes().get(test) == GoTestReport.Outcome.PASS)
                .forEach(test -> System.out.printf("      %s passes although it is in the list%n",
                        test));
        System.out.flush();
    }

    private GoTestReport.Result run(Path source, KnownTests.GoPackage chosen)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(target.go("test"));
        command.addAll(List.of("-json", "-short", "-count=1", "-p=1", "-vet=off",
                "-timeout=" + options.timeout()));
        options.tests().or(chosen::run).ifPresent(tests -> command.add("-run=" + tests));
        var skip = chosen.skip(target.way());
        if (!skip.isEmpty()) {
            command.add("-skip=" + skip);
        }
        if (target.way() != GoTarget.Way.NATIVE) {
            // Few machines have Go's own zone file; with the tag it is part of the program.
            command.add("-tags=timetzdata");
        }
        command.add(chosen.name());
        var report = new GoTestReport();
        var end = new BoundedCommand(source, target.environment(),
                Duration.ofMinutes(options.minutes())).runLines(command, report::accept);
        var result = report.result(chosen.name(), end);
        if (options.log().isPresent()) {
            Files.createDirectories(options.log().get());
            Files.write(options.log().get().resolve(chosen.name().replace('/', '_') + ".txt"),
                    report.everything());
        }
        return result;
    }

    private record Options(GoTarget target, int jobs, int minutes, boolean list, boolean sample,
            Optional<String> tests, String timeout, Optional<Path> log, List<String> names) {

        static Options parse(GoTarget standard, String[] arguments) {
            var target = standard;
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
                        if (GoTarget.knows(option)) {
                            target = target.with(option, GoTarget.wantsValue(option)
                                    ? CommandLine.value(arguments, ++i)
                                    : "");
                        } else if (option.startsWith("-")) {
                            throw new IllegalArgumentException("unknown option " + option);
                        } else {
                            names.add(option);
                        }
                    }
                }
            }
            return new Options(target, jobs, minutes, list, sample, tests, timeout, log,
                    List.copyOf(names));
        }

        List<KnownTests.GoPackage> choose(KnownTests known) {
            if (!names.isEmpty()) {
                return names.stream().map(known::named).toList();
            }
            return sample ? known.sample() : List.copyOf(known.packages().values());
        }
    }
}
