package dev.hostless.board;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The committed sample firmware is what its sources build to, bit for bit. */
class FirmwareRebuildTest {
    private static final Path FIRMWARE = Path.of("../deploy/firmware").toAbsolutePath();

    @TempDir
    private static Path built;

    @TestFactory
    Stream<DynamicTest> programs() throws IOException {
        var settings = new Properties();
        try (var reader = Files.newBufferedReader(FIRMWARE.resolve("BUILD.properties"))) {
            settings.load(reader);
        }
        return Stream.of("programs", "ported")
                .flatMap(kind -> Stream.of(settings.getProperty(kind).split(" "))
                        .map(name -> DynamicTest.dynamicTest(name,
                                () -> check(name, kind.equals("ported"), settings))));
    }

    private static void check(String name, boolean ported, Properties settings)
            throws IOException {
        var committed = Files.readAllBytes(
                FIRMWARE.resolve(name).resolve(settings.getProperty("output")));
        assertThat(Firmware.digestOf(committed))
                .isEqualTo("sha256:" + settings.getProperty(name + ".sha256"));
        assumeThat(GoToolchain.release()).as("Go on this machine")
                .isEqualTo(settings.getProperty("release"));
        var output = built.resolve(name + ".wasm");
        var command = new ArrayList<>(List.of("go"));
        command.addAll(List.of(settings.getProperty("arguments").split(" ")));
        var environment = environment(settings);
        if (ported) {
            command.addAll(GoBuild.hosted(environment));
        }
        command.addAll(List.of("-o", output.toString(), "."));
        var build = GoToolchain.run(FIRMWARE.resolve(name), environment,
                command.toArray(String[]::new));
        assertThat(build.exitCode()).as(build.err()).isZero();
        assertThat(Firmware.digestOf(Files.readAllBytes(output)))
                .isEqualTo(Firmware.digestOf(committed));
    }

    private static Map<String, String> environment(Properties settings) {
        var environment = new HashMap<String, String>();
        for (var word : settings.getProperty("environment").split(" ")) {
            int equals = word.indexOf('=');
            environment.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return environment;
    }
}
