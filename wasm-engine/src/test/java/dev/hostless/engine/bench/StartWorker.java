package dev.hostless.engine.bench;

import dev.hostless.engine.Cpu;
import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.Imports;
import dev.hostless.engine.ProgramCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Starts one Go program in a fresh JVM: {@code FILE ITERATIONS CACHE}. The answer is {@code
 * NANOSECONDS NANOSECONDS OUTPUT}: from the module's bytes to the guest's first instruction, and
 * to its exit.
 */
final class StartWorker {
    private StartWorker() {
    }

    public static void main(String[] arguments) throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
        Thread thread = new Thread(null, () -> {
            try {
                System.out.println(start(bytes, arguments[1], Path.of(arguments[2])));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, "guest", EngineOptions.defaults().threadStackBytes());
        thread.start();
        thread.join();
    }

    private static String start(byte[] bytes, String iterations, Path folder) throws IOException {
        long begin = System.nanoTime();
        var cache = ProgramCache.open(folder, Long.MAX_VALUE, InstantSource.system());
        var program = new Engine(EngineOptions.defaults(), cache).load(bytes);
        var wasi = new BenchWasi(List.of("program", iterations));
        var cpu = new Cpu();
        long[] first = new long[1];
        cpu.handler(at -> {
            first[0] = System.nanoTime();
            at.deadline(Cpu.NO_DEADLINE);
        });
        cpu.deadline(0);
        var guest = program.instantiate(Imports.of(wasi),
                GuestOptions.defaults().withCpu(cpu));
        try {
            guest.call("_start");
        } catch (GuestExit exit) {
            if (exit.code() != 0) {
                throw new IllegalStateException("exit code " + exit.code());
            }
        }
        long end = System.nanoTime();
        program.keep();
        return first[0] - begin + " " + (end - begin) + " " + wasi.output().strip();
    }
}
