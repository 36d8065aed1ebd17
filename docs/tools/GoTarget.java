import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where Go programs are run and how they are built for it.
 *
 * @param options of the board, for a way that has one
 * @param exec what runs a module that was built for wasip1
 */
record GoTarget(Way way, Path hostless, List<String> options, List<String> exec) {

    /** The options that choose a target, for a usage text. */
    static final String USAGE = """
              --native            on this machine, to compare
              --exec COMMAND      what runs a module built for wasip1; ROOT/hostless run --exec
              --heap guest|hosted built by hostless go for bare metal, not for wasip1
              --gc NAME           the hosted heap's collector: stw, incremental, greentea
              --pages NAME        its page allocator: bitmap, buddy, freelist
              --gc-check          check its heap after every collection""".indent(2).stripTrailing();

    /** In lists: {@code native}, {@code wasip1}, {@code guest} and {@code hosted}. */
    enum Way {
        NATIVE, WASIP1, GUEST, HOSTED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isBareMetal() {
            return this == GUEST || this == HOSTED;
        }
    }

    static GoTarget standard(Path folder) {
        Path hostless = folder.resolve("../../hostless").toAbsolutePath().normalize();
        return new GoTarget(Way.WASIP1, hostless, List.of(),
                List.of(hostless.toString(), "run", "--exec"));
    }

    /** Where Go itself stands. */
    static Path goRoot() throws IOException, InterruptedException {
        var found = new BoundedCommand(Path.of("."), Map.of("GOTOOLCHAIN", "local"),
                Duration.ofMinutes(1)).run(List.of("go", "env", "GOROOT"));
        if (found.exitCode() != 0 || found.output().isBlank()) {
            throw new IOException("wanted the value of `go env GOROOT`, got exit code "
                    + found.exitCode() + " and: " + found.output());
        }
        return Path.of(found.output().strip());
    }

    /** One of Go's tools, made if need be. */
    static Path tool(String name) throws IOException, InterruptedException {
        var found = new BoundedCommand(Path.of("."), Map.of("GOTOOLCHAIN", "local"),
                Duration.ofMinutes(10)).run(List.of("go", "tool", "-n", name));
        var file = Path.of(found.output().strip());
        if (found.exitCode() != 0 || !Files.isExecutable(file)) {
            throw new IOException("wanted a program from `go tool -n " + name + "`, got exit code "
                    + found.exitCode() + " and: " + found.output());
        }
        return file;
    }

    GoTarget onThisMachine() {
        return new GoTarget(Way.NATIVE, hostless, List.of(), List.of());
    }

    /** Whether this takes the option; {@link #with} then makes the new target. */
    static boolean knows(String option) {
        return switch (option) {
            case "--native", "--exec", "--heap", "--gc", "--pages", "--gc-check" -> true;
            default -> false;
        };
    }

    static boolean wantsValue(String option) {
        return knows(option) && !option.equals("--native") && !option.equals("--gc-check");
    }

    GoTarget with(String option, String value) {
        return switch (option) {
            case "--native" -> onThisMachine();
            case "--exec" -> new GoTarget(way, hostless, options,
                    Arrays.asList(value.strip().split("\\s+")));
            case "--heap" -> switch (value) {
                case "guest" -> new GoTarget(Way.GUEST, hostless, options, exec);
                case "hosted" -> new GoTarget(Way.HOSTED, hostless, options, exec);
                default -> throw new IllegalArgumentException(
                        "--heap wants guest or hosted, got " + value);
            };
            case "--gc-check" -> withOptions(List.of(option));
            default -> withOptions(List.of(option, value));
        };
    }

    /** This, with each of the hosted heap's collectors. */
    List<GoTarget> inEveryCollector() {
        return Stream.of("stw", "incremental", "greentea")
                .map(collector -> with("--gc", collector)).toList();
    }

    private GoTarget withOptions(List<String> more) {
        var all = new ArrayList<>(options);
        all.addAll(more);
        return new GoTarget(way, hostless, List.copyOf(all), exec);
    }

    /** What reports call it: {@code hosted --gc stw}. */
    String title() {
        return (way.word() + " " + String.join(" ", options)).strip();
    }

    /** The go command for this target, without its arguments; see {@link #environment}. */
    List<String> go(String subcommand) {
        var command = new ArrayList<String>();
        if (way.isBareMetal()) {
            command.addAll(List.of(hostless.toString(), "go"));
            command.addAll(board());
        } else {
            command.add("go");
        }
        command.add(subcommand);
        return command;
    }

    /**
     * What runs a program, without its arguments.
     *
     * @param debug GODEBUG for a board; on this machine it is a variable of the process
     */
    List<String> run(Path program, Optional<String> debug) {
        var command = new ArrayList<String>();
        if (way == Way.WASIP1) {
            command.addAll(exec);
        } else if (way.isBareMetal()) {
            command.addAll(List.of(hostless.toString(), "run", "--exec"));
            command.addAll(board());
        }
        if (way != Way.NATIVE) {
            debug.ifPresent(value -> command.addAll(List.of("--env", "GODEBUG=" + value)));
        }
        command.add(program.toString());
        return command;
    }

    private List<String> board() {
        var board = new ArrayList<>(List.of("--heap", way.word()));
        board.addAll(options);
        return board;
    }

    /** What the developer has set for his own programs must not change what is tested. */
    Map<String, String> environment() {
        return way == Way.WASIP1
                ? Map.of("GOFLAGS", "", "GOWORK", "off", "GOTOOLCHAIN", "local", "GOOS", "wasip1",
                        "GOARCH", "wasm", "CGO_ENABLED", "0")
                : Map.of("GOFLAGS", "", "GOWORK", "off", "GOTOOLCHAIN", "local");
    }

    /** Of a test that runs in its package's folder: what go test sets, or a board looks for. */
    Map<String, String> environment(Path folder, Path goRoot) {
        return way == Way.NATIVE
                ? Map.of("PWD", folder.toString())
                : Map.of("PWD", folder.toString(), "GOROOT", goRoot.toString());
    }

    /** All, boards, or some of them with commas between. */
    static Set<Way> ways(String words) {
        var ways = EnumSet.noneOf(Way.class);
        for (String word : words.split(",")) {
            switch (word) {
                case "all" -> ways.addAll(EnumSet.allOf(Way.class));
                case "boards" -> ways.addAll(EnumSet.complementOf(EnumSet.of(Way.NATIVE)));
                default -> ways.add(Way.valueOf(word.toUpperCase(Locale.ROOT)));
            }
        }
        return ways;
    }
}
