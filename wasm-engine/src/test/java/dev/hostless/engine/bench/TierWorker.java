package dev.hostless.engine.bench;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.bench.BenchProgram.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import jdk.jfr.Recording;

/**
 * Runs one Go program under the Flight Recorder: {@code KIND FILE ITERATIONS WARM_MILLISECONDS
 * RUN_MILLISECONDS RECORDING}. The answer is {@code BEGIN END C1 C2}: the window that counts, in
 * nanoseconds since the epoch, and the processor time of the compilers' threads within it, in
 * ticks of a hundredth of a second. The window is what comes after the warm-up; without one it
 * begins before the program is loaded.
 */
final class TierWorker {
    /** On which the guest runs. */
    static final String THREAD = "guest";

    private static final Duration SAMPLE_PERIOD = Duration.ofMillis(10);
    /** In a line of {@code /proc/PID/stat} behind the thread's name. */
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private TierWorker() {
    }

    public static void main(String[] arguments) throws Exception {
        Recording recording = new Recording();
        recording.enable("jdk.ExecutionSample").withPeriod(SAMPLE_PERIOD);
        recording.enable("jdk.NativeMethodSample").withPeriod(SAMPLE_PERIOD);
        recording.enable("jdk.Compilation").withoutStackTrace().withThreshold(Duration.ZERO);
        recording.enable("jdk.CompilationFailure").withoutStackTrace();
        recording.setDestination(Path.of(arguments[5]));
        recording.start();
        Thread thread = new Thread(null, () -> {
            try {
                System.out.println(measure(arguments));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, THREAD, EngineOptions.defaults().threadStackBytes());
        thread.start();
        thread.join();
        recording.stop();
        recording.close();
    }

    private static String measure(String[] arguments) throws IOException {
        int iterations = Integer.parseInt(arguments[2]);
        long warmMillis = Long.parseLong(arguments[3]);
        Instant begin = Instant.now();
        long[] before = compilerTicks();
        Subject subject = Subject.load(Peer.HOSTLESS, Kind.valueOf(arguments[0]),
                Files.readAllBytes(Path.of(arguments[1])));
        if (warmMillis > 0) {
            repeat(subject, iterations, warmMillis);
            begin = Instant.now();
            before = compilerTicks();
        }
        repeat(subject, iterations, Long.parseLong(arguments[4]));
        Instant end = Instant.now();
        long[] after = compilerTicks();
        return "%d %d %d %d".formatted(nanos(begin), nanos(end), after[0] - before[0],
                after[1] - before[1]);
    }

    private static void repeat(Subject subject, int iterations, long milliseconds) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        do {
            subject.run(iterations);
        } while (System.nanoTime() < end);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    /** Of C1 and C2. Linux alone tells them; elsewhere they are 0. */
    private static long[] compilerTicks() throws IOException {
        long[] ticks = new long[2];
        Path threads = Path.of("/proc/self/task");
        if (!Files.isDirectory(threads)) {
            return ticks;
        }
        try (Stream<Path> all = Files.list(threads)) {
            for (Path thread : all.toList()) {
                String status = Files.readString(thread.resolve("stat"));
                int name = status.indexOf('(') + 1;
                int rest = status.lastIndexOf(')') + 2;
                String title = status.substring(name).toLowerCase(Locale.ROOT);
                int compiler = title.startsWith("c1 comp")
                        ? 0
                        : title.startsWith("c2 comp") ? 1 : -1;
                if (compiler >= 0) {
                    String[] fields = status.substring(rest).split(" ");
                    ticks[compiler] += Long.parseLong(fields[USER_TICKS])
                            + Long.parseLong(fields[SYSTEM_TICKS]);
                }
            }
        }
        return ticks;
    }
}
