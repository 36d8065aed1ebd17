package dev.hostless.engine.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A command that runs the sample firmware {@code hello}: timed as a whole, from the start of its
 * process to its end, after one run that may fill its caches.
 *
 * @param arguments {@code CACHE} in them is an empty folder, the same one for all runs
 */
record CommandStart(String name, List<String> arguments) {
    private static final String CACHE = "CACHE";
    private static final String PRINTED = "goodbye";
    /** WASI, and nothing else, for the engine that comes as a Python package. */
    private static final String WASMTIME = """
            import sys, wasmtime
            engine = wasmtime.Engine(wasmtime.Config())
            linker = wasmtime.Linker(engine)
            linker.define_wasi()
            store = wasmtime.Store(engine)
            wasi = wasmtime.WasiConfig()
            wasi.inherit_stdout()
            store.set_wasi(wasi)
            module = wasmtime.Module.from_file(engine, sys.argv[1])
            start = linker.instantiate(store, module).exports(store)["_start"]
            try:
                start(store)
            except wasmtime.ExitTrap as end:
                sys.exit(end.code)
            """;

    /** What a command took. */
    record Row(String name, Measurement time) {
    }

    static List<CommandStart> all(Path home) {
        String hello = home.resolve("deploy/firmware/hello/firmware.wasm").toString();
        String launcher = home.resolve("hostless").toString();
        return List.of(
                new CommandStart("hostless run, cached",
                        List.of(launcher, "run", "--cache", CACHE + "/code", hello)),
                new CommandStart("hostless run --no-cache",
                        List.of(launcher, "run", "--no-cache", hello)),
                new CommandStart("wazero, cached",
                        List.of("wazero", "run", "-cachedir", CACHE + "/wazero", hello)),
                new CommandStart("wazero", List.of("wazero", "run", hello)),
                new CommandStart("wasmtime in Python",
                        List.of("python3", "-c", WASMTIME, hello)));
    }

    Row measure(int rounds) throws IOException {
        Path folder = Files.createTempDirectory("hostless-bench");
        try {
            List<String> command = arguments.stream()
                    .map(argument -> argument.replace(CACHE, folder.toString())).toList();
            run(command);
            List<Long> nanos = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                nanos.add(run(command));
            }
            return new Row(name, Measurement.of(nanos, ""));
        } catch (IOException missing) {
            return new Row(name, Measurement.missing("missing: " + missing.getMessage()));
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static long run(List<String> command) throws IOException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes());
        try {
            int code = process.waitFor();
            long end = System.nanoTime();
            if (code != 0 || !output.contains(PRINTED)) {
                throw new IOException("exit code " + code + " of " + command.getFirst());
            }
            return end - begin;
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
