import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the programs of GOROOT's {@code test} folder that are marked {@code // run} on a board.
 *
 * <p>{@code java docs/tools/GoTestPrograms.java [OPTION…] [PROGRAM…]}, see USAGE. A program passes
 * when it ends with 0 and prints what stands in the {@code .out} file beside it, else nothing:
 * Go's own rule. One that fails is run on this machine too, and not held against a board if it
 * fails here; that is remembered from run to run. The exit code is 0 when every failure is named in
 * {@code go-test-programs.txt} beside this file, 1 when another failed, 64 for a wrong command
 * line.
 */
public final class GoTestPrograms {

    private static final String USAGE = """
            usage: java docs/tools/GoTestPrograms.java [OPTION...] [PROGRAM...]
            PROGRAM is chan/select3, or chan/ for a folder.
              --sample            the short list
              --jobs N            programs at the same time; as many as there are cores
              --seconds N         for each program, in host time; 120
              --work FOLDER       for builds and remembered results; ROOT/target/go-test-programs
              --list              print the programs and why others are left out, run nothing
            """ + GoTarget.USAGE + """

            |                     --gc all: each of the three, built once""".replace('|', ' ');

    private static final List<String> FOLDERS = List.of(".", "abi", "chan", "dwarf", "fixedbugs",
            "interface", "ken", "typeparam");
    private static final int BATCH = 20;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = CommandLine.folder();
        Options options;
        try {
            options = Options.parse(folder, arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println("GoTestPrograms: " + wrong.getMessage());
            System.err.println(USAGE);
            System.exit(64);
            return;
        }
        var known = KnownPrograms.read(folder.resolve("go-test-programs.txt"));
        System.exit(new GoTestPrograms(options, known).runAll() ? 0 : 1);
    }

    private final Options options;
    private final KnownPrograms known;
    private final Map<String, Integer> leftOut = new TreeMap<>();

    private GoTestPrograms(Options options, KnownPrograms known) {
        this.options = options;
        this.known = known;
    }

    /** One program on one target. {@code problem} is empty when it passed. */
    private record Verdict(GoTestProgram program, GoTarget target, String problem,
            boolean onThisMachineToo) {
    }

    private boolean runAll() throws IOException, InterruptedException {
        var root = GoTarget.goRoot().resolve("test");
        if (!Files.isDirectory(root)) {
            System.out.println("no folder " + root + ": this Go came without its test programs");
            return true;
        }
        var programs = programs(root);
        if (options.list()) {
            programs.forEach(program -> System.out.println(program.name()));
        }
        leftOut.forEach((reason, count) -> System.out.printf("left out %4d: %s%n", count, reason));
        if (options.list()) {
            return true;
        }
        int[] counts = new int[4];
        int runs = programs.size() * options.targets().size();
        InParallel.run(options.jobs(), batches(programs), this::run, verdicts -> {
            verdicts.forEach(verdict -> counts[count(verdict)]++);
            System.out.printf("%4d of %d%n", Arrays.stream(counts).sum(), runs);
        });
        System.out.printf("%s: %d programs passed, %d failed natively too, %d as is known,"
                + " %d failed%n", options.target().title(), counts[0], counts[1], counts[2],
                counts[3]);
        return counts[3] == 0;
    }

    private int count(Verdict verdict) {
        var name = verdict.program().name();
        var reason = known.failure(name, verdict.target().way());
        if (verdict.problem().isEmpty()) {
            reason.ifPresent(why -> System.out.printf(
                    "      %s passes although it is in the list%n", name));
            return 0;
        }
        if (verdict.onThisMachineToo()) {
            System.out.printf("here  %s fails on this machine too: %s%n", name,
                    verdict.problem());
            return 1;
        }
        System.out.printf("%s  %s on %s: %s%s%n", reason.isPresent() ? "ok  " : "FAIL", name,
                verdict.target().title(), verdict.problem(),
                reason.map(why -> " (known: " + why + ")").orElse(""));
        System.out.flush();
        return reason.isPresent() ? 2 : 3;
    }

    private List<GoTestProgram> programs(Path root) throws IOException {
        var programs = new ArrayList<GoTestProgram>();
        for (var folder : FOLDERS) {
            List<Path> files;
            try (Stream<Path> entries = Files.list(root.resolve(folder).normalize())) {
                files = entries.filter(file -> file.toString().endsWith(".go")).sorted().toList();
            }
            for (var file : files) {
                var program = GoTestProgram.read(root, file);
                if (program.isPresent() && wanted(program.get())) {
                    var way = options.target().way();
                    var reason = program.get().unfit(tags(way))
                            .or(() -> known.leftOut(program.get().name(), way));
                    reason.ifPresent(why -> leftOut.merge(why, 1, Integer::sum));
                    if (reason.isEmpty()) {
                        programs.add(program.get());
                    }
                }
            }
        }
        return programs;
    }

    private boolean wanted(GoTestProgram program) {
        return options.names().isEmpty()
                ? !options.sample() || known.sample().contains(program.name())
                : options.names().stream().anyMatch(name -> name.endsWith("/")
                        ? program.name().startsWith(name)
                        : program.name().equals(name));
    }

    private static Predicate<String> tags(GoTarget.Way way) {
        return tag -> tag.equals("gc") || tag.equals("test_run")
                || tag.matches("go1\\.([0-9]|1[0-9]|2[0-6])")
                || (way == GoTarget.Way.NATIVE
                        ? tag.equals("linux") || tag.equals("amd64")
                        : tag.equals("wasip1") || tag.equals("wasm"));
    }

    /** Those that want the same build, a few at a time. */
    private static List<List<GoTestProgram>> batches(List<GoTestProgram> programs) {
        var byBuild = programs.stream().collect(Collectors.groupingBy(
                program -> program.recipe().flags() + " " + program.recipe().experiment(),
                LinkedHashMap::new, Collectors.toList()));
        var batches = new ArrayList<List<GoTestProgram>>();
        for (var same : byBuild.values()) {
            for (int i = 0; i < same.size(); i += BATCH) {
                batches.add(same.subList(i, Math.min(i + BATCH, same.size())));
            }
        }
        return batches;
    }

    private List<Verdict> run(List<GoTestProgram> programs)
            throws IOException, InterruptedException {
        if (options.target().way() == GoTarget.Way.NATIVE) {
            var problems = onThisMachine(programs);
            return programs.stream().map(program -> new Verdict(program, options.target(),
                    problems.get(program.name()), true)).toList();
        }
        var verdicts = new ArrayList<Verdict>();
        try (var batch = new ProgramBatch(folder(options.target(), programs))) {
            batch.build(options.target(), programs);
            for (var program : programs) {
                for (var target : options.targets()) {
                    verdicts.add(new Verdict(program, target, run(batch, program, target), false));
                }
            }
        }
        var failed = verdicts.stream().filter(verdict -> !verdict.problem().isEmpty())
                .map(Verdict::program).distinct().toList();
        var onThisMachine = onThisMachine(failed);
        return verdicts.stream().map(verdict -> verdict.problem().isEmpty()
                || onThisMachine.get(verdict.program().name()).isEmpty()
                        ? verdict
                        : new Verdict(verdict.program(), verdict.target(), verdict.problem(), true))
                .toList();
    }

    /** By program: the problem that it has on this machine, or an empty text. */
    private Map<String, String> onThisMachine(List<GoTestProgram> programs)
            throws IOException, InterruptedException {
        var target = options.target().onThisMachine();
        var remembered = Files.createDirectories(options.work().resolve("native"));
        var problems = new LinkedHashMap<String, String>();
        var missing = new ArrayList<GoTestProgram>();
        for (var program : programs) {
            var file = remembered.resolve(program.key() + "-" + program.digest());
            if (Files.exists(file)) {
                problems.put(program.name(), Files.readString(file));
            } else {
                missing.add(program);
            }
        }
        if (!missing.isEmpty()) {
            try (var batch = new ProgramBatch(folder(target, missing))) {
                batch.build(target, missing);
                for (var program : missing) {
                    var problem = run(batch, program, target);
                    problems.put(program.name(), problem);
                    Files.writeString(
                            remembered.resolve(program.key() + "-" + program.digest()), problem);
                }
            }
        }
        return problems;
    }

    private Path folder(GoTarget target, List<GoTestProgram> programs) {
        return options.work().resolve(target.way().word() + "-" + programs.getFirst().key());
    }

    private String run(ProgramBatch batch, GoTestProgram program, GoTarget target)
            throws IOException, InterruptedException {
        var binary = batch.built().get(program.name());
        if (binary == null) {
            return "does not build: " + batch.complaint(program);
        }
        var environment = new LinkedHashMap<>(target.environment());
        var command = new ArrayList<>(target.run(binary, program.recipe().debug()));
        program.recipe().debug().ifPresent(debug -> environment.put("GODEBUG", debug));
        command.addAll(program.recipe().arguments());
        var limit = Duration.ofSeconds(known.seconds(program.name()).orElse(options.seconds()));
        var end = new BoundedCommand(batch.quiet(), environment, limit).run(command);
        if (end.late()) {
            return "ran for more than " + limit.toSeconds() + " s";
        }
        if (end.exitCode() != 0) {
            return "exit code " + end.exitCode() + ": " + shortened(end.output());
        }
        return end.output().equals(program.expected())
                ? ""
                : "wanted \"" + shortened(program.expected()) + "\", got \""
                        + shortened(end.output()) + "\"";
    }

    private static String shortened(String text) {
        var line = text.strip().replace("\n", "\\n");
        return line.length() <= 240 ? line : line.substring(0, 240) + "…";
    }

    /** @param targets the target, or it with each collector */
    private record Options(GoTarget target, List<GoTarget> targets, int jobs, int seconds,
            boolean list, boolean sample, Path work, List<String> names) {

        static Options parse(Path folder, String[] arguments) {
            var choice = new TargetChoice(GoTarget.standard(folder));
            int jobs = Runtime.getRuntime().availableProcessors();
            int seconds = 120;
            boolean list = false;
            boolean sample = false;
            Path work = folder.resolve("../../target/go-test-programs");
            var names = new ArrayList<String>();
            for (int i = 0; i < arguments.length; i++) {
                String option = arguments[i];
                switch (option) {
                    case "--list" -> list = true;
                    case "--sample" -> sample = true;
                    case "--jobs" -> jobs = CommandLine.positive(arguments, ++i);
                    case "--seconds" -> seconds = CommandLine.positive(arguments, ++i);
                    case "--work" -> work = Path.of(CommandLine.value(arguments, ++i));
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
            return new Options(choice.target(), choice.targets(), jobs, seconds, list, sample,
                    work.toAbsolutePath().normalize(), List.copyOf(names));
        }
    }
}
