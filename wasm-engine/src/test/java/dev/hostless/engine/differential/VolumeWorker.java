package dev.hostless.engine.differential;

import dev.hostless.engine.differential.Jury.Pending;
import dev.hostless.engine.differential.Jury.Tally;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Every n-th small module of a range of seeds, in a JVM without C2: hardly any of the code that is
 * generated for a module runs long enough to be worth its while, which halves the time.
 */
public final class VolumeWorker {
    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC", "-Xmx1g", "--sun-misc-unsafe-memory-access=allow",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
    private static final long STACK_BYTES = 1L << 29;
    private static final int PROGRESS = 5_000;
    private static final String TALLY = "tally ";

    private final Process process;
    private final BufferedReader output;

    private VolumeWorker(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static VolumeWorker start(long firstSeed, int step, long endSeed) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                VolumeWorker.class.getName(), Long.toString(firstSeed), Integer.toString(step),
                Long.toString(endSeed)));
        return new VolumeWorker(new ProcessBuilder(command).redirectError(Redirect.INHERIT)
                .start());
    }

    /** Waits for the end; what failed was printed to standard error. */
    Tally await() throws IOException, InterruptedException {
        Tally tally = new Tally();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(TALLY)) {
                tally.add(Tally.decode(line.substring(TALLY.length())));
            } else {
                System.out.println(line);
            }
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new AssertionError("a worker ended with status %d, see standard error"
                    .formatted(status));
        }
        return tally;
    }

    void stop() {
        process.destroy();
    }

    /** Takes the first seed, the step from one to the next, and the seed to end before. */
    public static void main(String[] arguments) throws InterruptedException {
        Thread thread = new Thread(null, () -> run(Long.parseLong(arguments[0]),
                Integer.parseInt(arguments[1]), Long.parseLong(arguments[2])), "volume",
                STACK_BYTES);
        thread.setUncaughtExceptionHandler((_, failure) -> {
            failure.printStackTrace();
            System.exit(1);
        });
        thread.start();
        thread.join();
    }

    private static void run(long firstSeed, int step, long endSeed) {
        Jury jury = new Jury();
        try (V8Process v8 = V8Process.open().orElseThrow()) {
            Queue<Pending> pending = new ArrayDeque<>();
            int sent = 0;
            for (long seed = firstSeed; seed < endSeed; seed += step) {
                RandomModule module = ModuleGenerator.generateSmall(seed);
                v8.send(module);
                pending.add(jury.hear(module));
                if (pending.size() == V8Process.TRIALS_MAX) {
                    settle(jury, pending.remove(), v8);
                }
                if (++sent % PROGRESS == 0) {
                    System.out.printf("volume: %d modules, by now at seed %d%n", sent, seed);
                }
            }
            pending.forEach(one -> settle(jury, one, v8));
        }
        System.out.println(TALLY + jury.tally().encode());
    }

    private static void settle(Jury jury, Pending pending, V8Process v8) {
        jury.settle(pending, v8.receive(pending.module()));
    }
}
