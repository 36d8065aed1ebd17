package dev.hostless.engine.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        List<String> command = new ArrayList<>();
        if (peer == Peer.V8) {
            // Go's frames are deep; Node's own thread has 8 MiB of stack on Linux.
            command.addAll(List.of("node", "--stack-size=7000",
                    home.resolve("wasm-engine/src/test/resources/v8/bench.js").toString()));
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                    Worker.class.getName(), peer.name()));
        }
        command.addAll(List.of(program.kind().name(), program.file(home).toString()));
        return new WorkerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start());
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
