package dev.hostless.engine.bench;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.bench.BenchProgram.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs one program in one engine of this JVM when standard input says so: {@code warm MILLISECONDS
 * ITERATIONS} runs it again and again for a while, {@code run ITERATIONS} runs it once. The answer
 * is {@code NANOSECONDS RESULT} of the last run. {@code v8/bench.js} is the same for V8, {@code
 * native/worker.c} for kernels that were compiled for this machine.
 */
final class Worker {
    private final Subject subject;

    private Worker(Subject subject) {
        this.subject = subject;
    }

    public static void main(String[] arguments) throws Exception {
        Peer peer = Peer.valueOf(arguments[0]);
        Kind kind = Kind.valueOf(arguments[1]);
        Path file = Path.of(arguments[2]);
        Thread thread = new Thread(null, () -> {
            try {
                new Worker(load(peer, kind, file)).serve();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, "guest", EngineOptions.defaults().threadStackBytes());
        thread.setUncaughtExceptionHandler((_, failure) -> {
            failure.printStackTrace();
            System.exit(1);
        });
        thread.start();
        thread.join();
    }

    private static Subject load(Peer peer, Kind kind, Path file) throws IOException {
        return peer == Peer.NATIVE
                ? iterations -> NativeProgram.run(file, iterations)
                : Subject.load(peer, kind, Files.readAllBytes(file));
    }

    private void serve() throws IOException {
        BufferedReader requests = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String[] parts = line.split(" ");
            System.out.println(switch (parts[0]) {
                case "warm" -> warm(Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
                case "run" -> run(Integer.parseInt(parts[1]));
                default -> throw new IllegalArgumentException("not a request: " + line);
            });
        }
    }

    private String warm(long milliseconds, int iterations) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        String answer = run(iterations);
        while (System.nanoTime() < end) {
            answer = run(iterations);
        }
        return answer;
    }

    private String run(int iterations) {
        long start = System.nanoTime();
        String result = subject.run(iterations);
        return System.nanoTime() - start + " " + result;
    }
}
