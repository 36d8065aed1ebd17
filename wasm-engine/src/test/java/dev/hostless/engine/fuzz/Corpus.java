package dev.hostless.engine.fuzz;

import dev.hostless.engine.Engine;
import dev.hostless.engine.ProgramRejected;
import dev.hostless.engine.differential.ModuleGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The modules that are mutated. */
final class Corpus {
    private static final Path KERNELS = Path.of("src", "bench-programs", "c");
    private static final Path FIRMWARE = Path.of("..", "deploy", "firmware");
    /** Where the specification's test leaves the modules of its scripts. */
    private static final Path SPECIFICATION = Path.of("target", "specification");
    private static final int GENERATED = 16;
    private static final long LARGEST_BYTES = 20_000;

    private Corpus() {
    }

    /** C kernels, small firmware and generated modules; each also with all functions exported. */
    static List<byte[]> standard() throws IOException {
        List<byte[]> modules = new ArrayList<>(in(KERNELS));
        modules.addAll(in(FIRMWARE));
        for (int seed = 0; seed < GENERATED; seed++) {
            modules.add(ModuleGenerator.generate(seed).bytes());
        }
        Engine engine = new Engine(Ordeal.limits());
        for (byte[] module : List.copyOf(modules)) {
            modules.add(Sections.exportingAll(module, engine.load(module).functionCount()));
        }
        return modules;
    }

    /** The specification's modules that are valid; none if its test did not run before. */
    static List<byte[]> specification() throws IOException {
        Engine engine = new Engine(Ordeal.limits());
        List<byte[]> valid = new ArrayList<>();
        for (byte[] module : in(SPECIFICATION)) {
            try {
                engine.load(module);
                valid.add(module);
            } catch (ProgramRejected _) {
                // Many of these are there to be refused.
            }
        }
        return valid;
    }

    /** Those of a folder that are not too large; none if there is no such folder. */
    static List<byte[]> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<byte[]> modules = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".wasm")).sorted()
                    .toList()) {
                if (Files.size(file) <= LARGEST_BYTES) {
                    modules.add(Files.readAllBytes(file));
                }
            }
        }
        return modules;
    }
}
