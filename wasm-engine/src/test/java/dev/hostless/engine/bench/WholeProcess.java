package dev.hostless.engine.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One program as whole processes, from their start to their exit: what a user waits for. */
final class WholeProcess {
    /** One of them, and what the others are compared with. */
    static final String V8 = "V8 (node)";

    /**
     * What a command took.
     *
     * @param user processor time outside the kernel, of all threads
     */
    record Row(String command, Measurement wall, Measurement user) {
    }

    /** All commands on one program. */
    record Table(String program, List<Row> rows) {
        Optional<Ratio> timeToV8(Row row) {
            return rows.stream().filter(other -> other.command.equals(V8)).findFirst()
                    .flatMap(v8 -> Ratio.of(row.wall, v8.wall));
        }

        /** Whether all printed the same. */
        boolean agrees() {
            return rows.stream().filter(row -> !row.wall.isMissing())
                    .map(row -> row.wall.result()).distinct().count() <= 1;
        }
    }

    /**
     * A way to run the program.
     *
     * @param before fills a cache, and is not counted
     * @param missing why it cannot be run, or empty
     */
    private record Command(String name, List<String> arguments, List<String> before,
            String missing) {
        Command(String name, List<String> arguments, List<String> before) {
            this(name, arguments, before, "");
        }
    }

    private record Run(long wallNanos, long userNanos, String result) {
    }

    private static final class Times {
        private final List<Long> wall = new ArrayList<>();
        private final List<Long> user = new ArrayList<>();
        private String result = "";
        private String missing = "";
    }

    /** The second line of the shell's {@code times}: its children, user and system. */
    private static final Pattern CHILDREN = Pattern
            .compile("(\\d+)m(\\d+)[.](\\d+)s \\d+m\\d+[.]\\d+s\\s*$");
    private static final String MEASURE = "\"$@\"; code=$?; times >&2; exit $code";

    private final Path home;
    private final Path folder;

    private WholeProcess(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /** The sample firmware, of which the start is most. */
    static Table measureHello(Path home, int rounds) throws IOException {
        Path module = home.resolve("deploy/firmware/hello/firmware.wasm");
        return with(home, process -> process.measure("hello",
                process.commands(module, List.of()), rounds));
    }

    static Table measure(BenchProgram program, Path home, int rounds) throws IOException {
        String iterations = Integer.toString(program.iterations());
        return with(home, process -> {
            List<Command> commands = new ArrayList<>(
                    process.commands(program.file(home), List.of(iterations)));
            commands.add(process.natively(program, iterations));
            return process.measure(program.name(), commands, rounds);
        });
    }

    private interface Task {
        Table on(WholeProcess process) throws IOException;
    }

    private static Table with(Path home, Task task) throws IOException {
        Path folder = Files.createTempDirectory("hostless-bench");
        try {
            return task.on(new WholeProcess(home, folder));
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private List<Command> commands(Path module, List<String> arguments) {
        String launcher = home.resolve("hostless").toString();
        String wasmtime = home.resolve("wasm-engine/src/test/resources/wasmtime/run.py")
                .toString();
        String file = module.toString();
        String code = folder.resolve("wasmtime.code").toString();
        List<String> cached = join(
                List.of(launcher, "run", "--cache", folder.resolve("code").toString(), file),
                arguments);
        List<String> wazero = join(List.of("wazero", "run", "-cachedir",
                folder.resolve("wazero").toString(), file), arguments);
        return List.of(new Command("hostless run, kept code", cached, cached),
                new Command("hostless run --no-cache",
                        join(List.of(launcher, "run", "--no-cache", file), arguments), List.of()),
                new Command(V8, join(join(WorkerProcess.v8(home), List.of("GO", file)),
                        arguments.isEmpty() ? List.of("0") : arguments), List.of()),
                new Command("wasmtime, precompiled",
                        join(List.of("python3", wasmtime, code), arguments),
                        List.of("python3", wasmtime, "--compile", file, code)),
                new Command("wasmtime", join(List.of("python3", wasmtime, file), arguments),
                        List.of()),
                new Command("wazero, cached", wazero, wazero),
                new Command("wazero", join(List.of("wazero", "run", file), arguments),
                        List.of()));
    }

    private Command natively(BenchProgram program, String iterations) {
        try {
            return new Command("native",
                    List.of(NativeProgram.build(program, home).toString(), iterations),
                    List.of());
        } catch (IOException absent) {
            return new Command("native", List.of(), List.of(), "missing: " + absent.getMessage());
        }
    }

    private static List<String> join(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** In turns, so that what disturbs the machine for a while disturbs all. */
    private Table measure(String program, List<Command> commands, int rounds) {
        Map<Command, Times> all = new LinkedHashMap<>();
        for (Command command : commands) {
            Times times = new Times();
            all.put(command, times);
            times.missing = command.missing;
            if (!command.before.isEmpty()) {
                attempt(times, () -> run(command.before));
            }
        }
        for (int round = 0; round < rounds; round++) {
            all.forEach((command, times) -> {
                if (times.missing.isEmpty()) {
                    attempt(times, () -> {
                        Run run = run(command.arguments);
                        times.wall.add(run.wallNanos);
                        times.user.add(run.userNanos);
                        times.result = run.result;
                    });
                }
            });
        }
        List<Row> rows = new ArrayList<>();
        all.forEach((command, times) -> rows.add(times.missing.isEmpty()
                ? new Row(command.name, Measurement.of(times.wall, times.result),
                        Measurement.of(times.user, times.result))
                : new Row(command.name, Measurement.missing(times.missing),
                        Measurement.missing(times.missing))));
        return new Table(program, rows);
    }

    private interface Step {
        void take() throws IOException;
    }

    private static void attempt(Times times, Step step) {
        try {
            step.take();
        } catch (IOException failed) {
            times.missing = "missing: " + failed.getMessage();
        }
    }

    private Run run(List<String> command) throws IOException {
        Path errors = folder.resolve("errors");
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(
                join(List.of("sh", "-c", MEASURE, "sh"), command))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(),
                StandardCharsets.UTF_8);
        try {
            int code = process.waitFor();
            long end = System.nanoTime();
            String printed = Files.readString(errors);
            Matcher times = CHILDREN.matcher(printed);
            if (code != 0 || !times.find()) {
                throw new IOException("%s ended with exit code %d: %s".formatted(
                        command.getFirst(), code, lastLine(printed.lines()
                                .filter(line -> !CHILDREN.matcher(line).find()))));
            }
            long seconds = Long.parseLong(times.group(1)) * 60 + Long.parseLong(times.group(2));
            double fraction = Double.parseDouble("0." + times.group(3));
            return new Run(end - begin, (long) ((seconds + fraction) * 1e9),
                    lastLine(output.lines()));
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private static String lastLine(Stream<String> lines) {
        return lines.reduce("", (_, line) -> line);
    }
}
