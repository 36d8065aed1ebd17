package dev.hostless.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** On what was measured, and how busy it was. */
record GcMachine(String processor, int cores, double load, String jdk, String node, String go,
        String commit) {
    static GcMachine here(Path home) {
        return new GcMachine(processorName(), Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                output(home, "node", "--version"), output(home, "go", "env", "GOVERSION"),
                output(home, "git", "describe", "--always", "--dirty"));
    }

    @Override
    public String toString() {
        return "%s, %d cores, load %.1f; JDK %s; node %s; %s; commit %s".formatted(processor,
                cores, load, jdk, node, go, commit);
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

    private static String output(Path folder, String... command) {
        try {
            var process = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
            return process.waitFor() == 0 && !text.isEmpty() ? text : "missing";
        } catch (IOException missing) {
            return "missing";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "missing";
        }
    }
}
