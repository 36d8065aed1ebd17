package dev.hostless.engine.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A benchmark program compiled for this machine: kernels by gcc -O3, Go programs by Go. */
final class NativeProgram {
    private NativeProgram() {
    }

    /** Builds it where no newer one is there, and answers the file. */
    static Path build(BenchProgram program, Path home) throws IOException {
        Path folder = home.resolve("wasm-engine/target/bench-native");
        Path built = folder.resolve(program.name());
        Path source = program.source(home);
        if (!Files.exists(built)
                || Files.getLastModifiedTime(built).compareTo(Files
                        .getLastModifiedTime(source)) < 0) {
            Files.createDirectories(folder);
            run(source.getParent(), switch (program.kind()) {
                // No contraction: the answer must be that of IEEE 754 operations, one by one.
                case KERNEL -> List.of("gcc", "-std=c11", "-O3", "-ffp-contract=off",
                        "-fno-math-errno", "-o", built.toString(), source.toString(),
                        "native/worker.c");
                case GO -> List.of("go", "build", "-trimpath", "-o", built.toString(), ".");
            });
        }
        return built;
    }

    /** Runs a Go program as a process of its own and answers what it printed. */
    static String run(Path file, int iterations) {
        try {
            return run(file.getParent(), List.of(file.toString(), Integer.toString(iterations)));
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static String run(Path folder, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(),
                StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("%s: exit code %d: %s".formatted(command.getFirst(),
                        process.exitValue(), output));
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        return output;
    }
}
