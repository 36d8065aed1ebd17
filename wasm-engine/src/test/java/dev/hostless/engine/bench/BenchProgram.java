package dev.hostless.engine.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * A program of {@code wasm-engine/src/bench-programs}.
 *
 * @param iterations what a Go program is asked for; 0 for a kernel, whose number is found by
 *     measuring
 */
record BenchProgram(String name, Kind kind, int iterations) {
    /** How a program is called. */
    enum Kind {
        /** Exports {@code run(iterations i32) -> i32} and imports nothing. */
        KERNEL,
        /** A WASI command that takes the iterations as its argument and prints one line. */
        GO
    }

    static final List<BenchProgram> ALL = List.of(kernel("list"), kernel("matrix"),
            kernel("state"), kernel("crc"), kernel("fib"), kernel("memory"), kernel("bodies"),
            kernel("indirect"), go("ledger", 100), go("text", 60), go("lru", 20),
            go("sortmap", 5), go("flate", 30), go("parser", 20));

    Path file(Path home) {
        Path programs = home.resolve("wasm-engine/src/bench-programs");
        return switch (kind) {
            case KERNEL -> programs.resolve("c").resolve(name + ".wasm");
            case GO -> programs.resolve("go").resolve(name).resolve("program.wasm");
        };
    }

    /** From which it was built. */
    Path source(Path home) {
        Path file = file(home);
        return switch (kind) {
            case KERNEL -> file.resolveSibling(name + ".c");
            case GO -> file.resolveSibling("main.go");
        };
    }

    private static BenchProgram kernel(String name) {
        return new BenchProgram(name, Kind.KERNEL, 0);
    }

    private static BenchProgram go(String name, int iterations) {
        return new BenchProgram(name, Kind.GO, iterations);
    }
}
