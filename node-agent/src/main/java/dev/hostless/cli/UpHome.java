package dev.hostless.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the services and the sample firmware are.
 *
 * @param root of the repository or of an installation with the same layout
 * @param java the program that runs the services: the one that runs this
 */
record UpHome(Path root, Path java) {

    private static final List<String> AGENT_JARS = List.of("node-agent/target/node-agent.jar",
            "wasm-engine/target/wasm-engine.jar", "go-gc/target/go-gc.jar",
            "device-drivers/target/device-drivers.jar");

    /** From the launcher's environment variable HOSTLESS_HOME, else the working directory. */
    static UpHome find() {
        var named = System.getenv("HOSTLESS_HOME");
        var root = Path.of(named == null ? "" : named).toAbsolutePath().normalize();
        var home = new UpHome(root, Path.of(System.getProperty("java.home"), "bin", "java"));
        home.require("node-agent/target/node-agent.jar");
        home.require("control-plane/target/control-plane.jar");
        return home;
    }

    private void require(String file) {
        if (!Files.isRegularFile(root.resolve(file))) {
            throw new UpFailure("wanted the built services below " + root + ", there is no " + file
                    + "; run ./hostless build, or set HOSTLESS_HOME");
        }
    }

    /** The agent's jar comes last, for {@link UpChild}. */
    String controlPlaneClassPath() {
        return String.join(File.pathSeparator,
                root.resolve("control-plane/target/control-plane.jar")
                        .toString(),
                root.resolve("control-plane/target/lib") + File.separator + "*",
                root.resolve("node-agent/target/node-agent.jar").toString());
    }

    /** The jars by name: lib also holds those of the sibling modules, perhaps of an older build. */
    String agentClassPath() {
        var jars = AGENT_JARS.stream().map(jar -> root.resolve(jar).toString()).toList();
        return String.join(File.pathSeparator, jars) + File.pathSeparator
                + root.resolve("node-agent/target/lib") + File.separator + "*";
    }

    /** The sample programs by name: one folder each below deploy/firmware. */
    SortedMap<String, Path> sampleFirmware() throws IOException {
        var found = new TreeMap<String, Path>();
        var folder = root.resolve("deploy/firmware");
        if (Files.isDirectory(folder)) {
            try (var programs = Files.newDirectoryStream(folder)) {
                for (var program : programs) {
                    var module = program.resolve("firmware.wasm");
                    if (Files.isRegularFile(module)) {
                        found.put(program.getFileName().toString(), module);
                    }
                }
            }
        }
        return found;
    }
}
