package dev.hostless.cli.bench;

import dev.hostless.board.HeapPolicy.Collector;
import dev.hostless.board.RamPolicy.Pages;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that plays one program, a round when it is told so, and idles between rounds. */
final class RoundWorker implements AutoCloseable {
    /** More than are ever played. */
    private static final String ROUNDS = "1000000";
    private static final String STACK = "--stack-size=7000";

    /**
     * One round.
     *
     * @param nanos processor time
     * @param result the program's line
     */
    record Round(long nanos, String result) {
    }

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    private RoundWorker(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("GOMAXPROCS", "1");
        builder.environment().keySet().removeAll(List.of("GOGC", "GOMEMLIMIT", "GODEBUG"));
        process = builder.start();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static RoundWorker start(Contestant contestant, GcProgram program, Path home)
            throws IOException {
        var file = contestant.build().make(program, home);
        return switch (contestant) {
            case NATIVE -> new RoundWorker(List.of(file.toString(), ROUNDS));
            case V8 -> new RoundWorker(List.of("node", STACK,
                    home.resolve("wasm-engine/src/test/resources/v8/bench.js").toString(),
                    "ROUNDS", file.toString(), ROUNDS));
            case WASIP1, GUEST, STW, INCREMENTAL, GREENTEA -> onBoard(file,
                    contestant.collector().orElse(Collector.INCREMENTAL), Pages.BITMAP);
        };
    }

    static RoundWorker onBoard(Path file, Collector collector, Pages pages) throws IOException {
        return new RoundWorker(jvm(BoardWorker.class, file.toString(), collector.name(),
                pages.name(), ROUNDS));
    }

    /** A JVM as this one. */
    static List<String> jvm(Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Begins a round; {@link #answer} waits for its end. */
    void begin() throws IOException {
        requests.write('\n');
        requests.flush();
    }

    Round answer() throws IOException {
        var answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the process ended; its reason is above");
        }
        int space = answer.indexOf(' ');
        return new Round(Long.parseLong(answer.substring(0, space)), answer.substring(space + 1));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
