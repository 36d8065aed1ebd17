package dev.hostless.engine.bench;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.Imports;
import dev.hostless.engine.Program;
import dev.hostless.engine.bench.BenchProgram.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasi.WasiExitException;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** A loaded program that can be run again and again. */
interface Subject {
    /** Runs the program once and answers its checksum or the line that it printed. */
    String run(int iterations);

    static Subject load(Peer peer, Kind kind, byte[] bytes) {
        return switch (peer) {
            case HOSTLESS -> hostless(EngineOptions.defaults(), kind, bytes);
            case UNMETERED -> hostless(EngineOptions.defaults().withMetered(false), kind, bytes);
            case ENDIVE -> endive(kind, bytes);
            case GRAALWASM -> GraalWasm.load(kind, bytes);
            case V8, NATIVE ->
                throw new IllegalArgumentException(peer + " does not run in a JVM");
        };
    }

    private static Subject hostless(EngineOptions options, Kind kind, byte[] bytes) {
        Program program = new Engine(options).load(bytes);
        if (kind == Kind.KERNEL) {
            Guest guest = program.instantiate(Imports.of(), GuestOptions.defaults());
            return iterations -> Integer.toString((int) guest.call("run", iterations)[0]);
        }
        return iterations -> {
            BenchWasi wasi = new BenchWasi(List.of("program", Integer.toString(iterations)));
            Guest guest = program.instantiate(Imports.of(wasi), GuestOptions.defaults());
            try {
                guest.call("_start");
                return checked(0, wasi.output());
            } catch (GuestExit exit) {
                return checked(exit.code(), wasi.output());
            }
        };
    }

    private static Subject endive(Kind kind, byte[] bytes) {
        WasmModule module = Parser.parse(bytes);
        var machine = MachineFactoryCompiler.builder(module)
                .withInterpreterFallback(InterpreterFallback.SILENT).compile();
        if (kind == Kind.KERNEL) {
            Instance instance = Instance.builder(module).withMachineFactory(machine)
                    .withMemoryFactory(ByteArrayMemory::new).build();
            return iterations -> Integer
                    .toString((int) instance.export("run").apply(iterations)[0]);
        }
        return iterations -> {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            WasiOptions options = WasiOptions.builder().withStdout(output, false)
                    .withArguments(List.of("program", Integer.toString(iterations))).build();
            try (WasiPreview1 wasi = WasiPreview1.builder().withOptions(options).build()) {
                Instance.builder(module).withMachineFactory(machine).withStart(false)
                        .withMemoryFactory(ByteArrayMemory::new)
                        .withImportValues(ImportValues.builder()
                                .addFunction(wasi.toHostFunctions()).build())
                        .build().export("_start").apply();
                return checked(0, output.toString(StandardCharsets.UTF_8));
            } catch (WasiExitException exit) {
                return checked(exit.exitCode(), output.toString(StandardCharsets.UTF_8));
            }
        };
    }

    static String checked(int exitCode, String output) {
        if (exitCode != 0) {
            throw new IllegalStateException("exit code %d after: %s".formatted(exitCode, output));
        }
        return output.strip();
    }
}
