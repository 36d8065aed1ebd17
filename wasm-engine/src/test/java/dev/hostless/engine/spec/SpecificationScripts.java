package dev.hostless.engine.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the specification's scripts, which are not part of this repository, in the folder
 * {@code shared/wasm-testsuite} beside it, and converts them.
 */
final class SpecificationScripts {
    private static final Path CONVERTED = Path.of("target", "specification");

    private SpecificationScripts() {
    }

    /** The core scripts in order of their names; none where the folder is missing. */
    static List<Path> core() {
        return in("core");
    }

    /** The scripts of the threads proposal. */
    static List<Path> threads() {
        return in("threads");
    }

    private static List<Path> in(String name) {
        Path folder = repositoryRoot().resolve("../shared/wasm-testsuite").resolve(name)
                .normalize();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The version of {@code wast2json} on the search path, if there is one. */
    static Optional<String> converterVersion() {
        try {
            Process process = new ProcessBuilder("wast2json", "--version")
                    .redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException missing) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking wast2json", e);
        }
    }

    /** Converts a script; the result names the command file, its modules lie beside it. */
    static Path convert(Path script) throws IOException, InterruptedException {
        String name = script.getFileName().toString().replace(".wast", "");
        Path folder = Files.createDirectories(
                CONVERTED.resolve(script.getParent().getFileName()).resolve(name));
        Path commands = folder.resolve(name + ".json");
        Process process = new ProcessBuilder("wast2json", "--enable-threads",
                script.toString(), "-o", commands.toString()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException("wast2json refused " + script + ": " + output);
        }
        return commands;
    }

    private static Path repositoryRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("no folder with .mvn above "
                        + Path.of("").toAbsolutePath());
            }
            folder = parent;
        }
        return folder;
    }
}
