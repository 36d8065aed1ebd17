package dev.hostless.engine.bench;

import dev.hostless.engine.bench.BenchProgram.Kind;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process of its own for one engine and one program, so that no profile of another program is in
 * its JIT. It idles while others run.
 */
final class WorkerProcess implements AutoCloseable {
    /** What a run took, and its checksum or output. */
    record Run(long nanos, String result) {
    }

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    private WorkerProcess(Process process) {
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static WorkerProcess start(Peer peer, BenchProgram program, Path home) throws IOException {
        return new WorkerProcess(new ProcessBuilder(command(peer, program, home))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    private static List<String> command(Peer peer, BenchProgram program, Path home)
            throws IOException {
        String file = program.file(home).toString();
        String kind = program.kind().name();
        return switch (peer) {
            case V8 -> with(v8(home), kind, file);
            case NATIVE -> {
                String built = NativeProgram.build(program, home).toString();
                // A Go program has no requests: each run is a process, started by a worker.
                yield program.kind() == Kind.KERNEL
                        ? List.of(built)
                        : with(jvm(List.of()), peer.name(), kind, built);
            }
            case GRAALWASM -> with(jvm(GraalWasm.jvmFlags()), peer.name(), kind, file);
            case HOSTLESS, UNMETERED, ENDIVE -> with(jvm(List.of()), peer.name(), kind, file);
        };
    }

    static List<String> v8(Path home) {
        // Go's frames are deep; Node's own thread has 8 MiB of stack on Linux.
        return List.of("node", "--stack-size=7000",
                home.resolve("wasm-engine/src/test/resources/v8/bench.js").toString());
    }

    private static List<String> jvm(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                Worker.class.getName()));
        return command;
    }

    private static List<String> with(List<String> command, String... arguments) {
        return Stream.concat(command.stream(), Stream.of(arguments)).toList();
    }

    /** Starts to run again and again; {@link #answer} waits for the end. */
    void warm(long milliseconds, int iterations) throws IOException {
        request("warm %d %d".formatted(milliseconds, iterations));
    }

    Run run(int iterations) throws IOException {
        request("run " + iterations);
        return answer();
    }

    Run answer() throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the worker ended; its reason is above");
        }
        int space = answer.indexOf(' ');
        return new Run(Long.parseLong(answer.substring(0, space)), answer.substring(space + 1));
    }

    @Override
    public void close() {
        process.destroy();
    }

    private void request(String line) throws IOException {
        requests.write(line);
        requests.newLine();
        requests.flush();
    }
}
