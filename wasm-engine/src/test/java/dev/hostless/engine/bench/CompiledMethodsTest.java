package dev.hostless.engine.bench;

import dev.hostless.engine.bench.BenchProgram.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** HotSpot's own word on what it compiles while a Go program runs. */
class CompiledMethodsTest {
    /** Generated classes and methods that stand in a line of the compilation log. */
    private static final String GENERATED = "guest.";

    @Test
    void hotSpotRefusesNoMethodOfAGoProgram() throws Exception {
        Path output = Files.createDirectories(Path.of("target")).resolve("compilation.log");
        BenchProgram program = new BenchProgram("text", Kind.GO, 1);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "-XX:+PrintCompilation",
                // Ten times as eager, so that a short run has most of its methods compiled.
                "-XX:CompileThresholdScaling=0.1",
                "-cp", System.getProperty("java.class.path"), Worker.class.getName(),
                Peer.HOSTLESS.name(), program.kind().name(),
                program.file(Path.of("").toAbsolutePath().getParent()).toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        try (var requests = process.outputWriter(StandardCharsets.UTF_8)) {
            requests.write("run 1\nrun 1\n");
        }
        assertThat(process.waitFor()).as("exit, see %s", output).isZero();
        List<String> lines = Files.readAllLines(output).stream()
                .filter(line -> line.contains(GENERATED)).toList();
        assertThat(lines).as("compilations of generated methods").hasSizeGreaterThan(100)
                .anyMatch(line -> line.contains("::part"));
        // A class that was loaded meanwhile spoils a compilation, which is done again later.
        assertThat(lines.stream().filter(line -> line.contains("COMPILE SKIPPED"))
                .filter(line -> !line.contains("concurrent class loading")))
                .as("methods that HotSpot refused").isEmpty();
    }
}
