package dev.hostless.engine.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One start of a Go program in a JVM of its own, to do as little as it can.
 *
 * @param firstNanos from the module's bytes to the guest's first instruction
 * @param exitNanos from there to its exit
 */
record Start(long firstNanos, long exitNanos, String result) {
    /** Starts with an empty cache of code, and with the one that those left. */
    record Pair(BenchProgram program, List<Start> cold, List<Start> cached) {
        Start medianCold() {
            return median(cold);
        }

        Start medianCached() {
            return median(cached);
        }

        /** How much earlier the first instruction comes with the cache. */
        double gain() {
            return (double) medianCold().firstNanos / medianCached().firstNanos;
        }

        private static Start median(List<Start> starts) {
            return starts.stream().sorted(Comparator.comparingLong(Start::firstNanos))
                    .skip(starts.size() / 2).findFirst().orElseThrow();
        }
    }

    static Pair measure(BenchProgram program, Path home, int rounds) throws IOException {
        List<Start> cold = new ArrayList<>();
        List<Start> cached = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Path folder = Files.createTempDirectory("hostless-bench");
            try {
                cold.add(run(program, home, folder.resolve("code")));
                cached.add(run(program, home, folder.resolve("code")));
            } finally {
                delete(folder);
            }
        }
        return new Pair(program, cold, cached);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Start run(BenchProgram program, Path home, Path cache) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                StartWorker.class.getName(), program.file(home).toString(), "1", cache.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String answer = new String(process.getInputStream().readAllBytes(),
                StandardCharsets.UTF_8);
        String[] parts = answer.strip().split(" ", 3);
        if (parts.length < 3) {
            throw new IOException("the start of " + program.name() + " answered '" + answer + "'");
        }
        return new Start(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }
}
