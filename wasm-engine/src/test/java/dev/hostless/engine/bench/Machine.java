package dev.hostless.engine.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** On what was measured. */
record Machine(String processor, int cores, String jdk, Optional<String> node, String commit) {
    static Machine here(Path home) {
        return new Machine(processorName(), Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                output(home, "node", "--version"),
                output(home, "git", "describe", "--always", "--dirty").orElse("unknown"));
    }

    @Override
    public String toString() {
        return "%s, %d cores; JDK %s; node %s; commit %s".formatted(processor, cores, jdk,
                node.orElse("missing"), commit);
    }

    private static String processorName() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }

    private static Optional<String> output(Path folder, String... command) {
        try {
            Process process = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String text = new String(process.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 && !text.isEmpty()
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (IOException missing) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
