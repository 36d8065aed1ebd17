package dev.hostless.engine.differential;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class DisassemblyDifferentialTest {
    private static final Pattern OURS = Pattern.compile("^([0-9a-f]{7}): +([a-z0-9_.]+)");
    private static final Pattern THEIRS = Pattern.compile(
            "^ *([0-9a-f]+): [0-9a-f ]+\\| +([a-z0-9_.\\[]+)");

    /** Offsets and names of all instructions of random modules against another disassembler. */
    @Test
    void wabtNamesTheSameInstructionsAtTheSameOffsets(@TempDir Path folder) throws Exception {
        for (long seed = 1; seed <= 10; seed++) {
            byte[] module = ModuleGenerator.generate(seed).bytes();
            var program = new Engine(EngineOptions.defaults()).load(module);
            var ours = new ArrayList<String>();
            for (int i = 0; i < program.functionCount(); i++) {
                program.disassemble(i, line -> {
                    var parts = OURS.matcher(line);
                    if (parts.find()) {
                        ours.add(parts.group(1) + " " + parts.group(2));
                    }
                });
            }
            Path file = Files.write(folder.resolve(seed + ".wasm"), module);
            assertThat(ours).as("seed %d", seed).isNotEmpty().isEqualTo(objdump(file));
        }
    }

    private static List<String> objdump(Path file) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder("wasm-objdump", "-d", file.toString())
                    .redirectErrorStream(true).start();
        } catch (IOException missing) {
            assumeTrue(false, "no wasm-objdump (wabt) on the search path");
            return List.of();
        }
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isZero();
        return output.lines().map(THEIRS::matcher).filter(Matcher::find)
                .filter(parts -> !parts.group(2).startsWith("local["))
                .map(parts -> "%07x %s".formatted(Integer.parseInt(parts.group(1), 16),
                        parts.group(2)))
                .toList();
    }
}
