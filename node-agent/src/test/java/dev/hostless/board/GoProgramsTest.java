package dev.hostless.board;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.EngineOptions.Tiers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A Go program prints on a board what it prints natively, as a stock wasip1 module and on the
 * bare-metal port; see go-programs/programs.txt.
 */
class GoProgramsTest {
    private static final Path PROGRAMS = Path.of("src/test/go-programs").toAbsolutePath();
    private static final Map<String, String> FOR_BOARDS = Map.of("GOOS", "wasip1", "GOARCH",
            "wasm", "CGO_ENABLED", "0", "GOWORK", "off", "GOFLAGS", "");
    private static final Map<String, String> NATIVE = Map.of("GOWORK", "off", "GOFLAGS", "");
    /** Far beyond what any of them needs, which is below 3 s of board time. */
    private static final long LAST_CYCLE = 20_000_000_000L;
    private static final int LARGE_BYTES = 5_000_000;

    @TempDir
    private static Path built;

    private record Program(String name, String rule) {
        static Program of(String line) {
            var parts = line.strip().split("\\s+", 2);
            return new Program(parts[0], parts[1]);
        }
    }

    @TestFactory
    Stream<DynamicTest> programs() throws IOException {
        return Files.readAllLines(PROGRAMS.resolve("programs.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#")).map(Program::of)
                .map(program -> DynamicTest.dynamicTest(program.name() + ": " + program.rule(),
                        () -> check(program)));
    }

    private static void check(Program program) throws IOException {
        assumeThat(GoToolchain.release()).as("Go on this machine").startsWith("go1.26");
        var module = built.resolve(program.name() + ".wasm");
        var build = GoToolchain.run(PROGRAMS, FOR_BOARDS, "go", "build", "-o",
                module.toString(), "./" + program.name());
        assertThat(build.exitCode()).as(build.err()).isZero();
        check(program, Files.readAllBytes(module));
        check(program, BareMetalGo.build(PROGRAMS, "./" + program.name()));
    }

    private static void check(Program program, byte[] bytes) throws IOException {
        var board = run(program, bytes, Firmware.OPTIONS);
        var rule = program.rule().split("\\s+", 3);
        switch (rule[0]) {
            case "same" -> same(program, board);
            case "large" -> {
                assertThat(bytes.length).isGreaterThan(LARGE_BYTES);
                same(program, board);
                same(program, run(program, bytes, Firmware.OPTIONS.withTiers(Tiers.COMPILED)));
            }
            case "fatal" -> {
                assertThat(board.end())
                        .isEqualTo(new BoardState.Halted(Integer.parseInt(rule[1])));
                assertThat(board.err()).contains(rule[2]);
            }
            case "endless" -> assertThat(board.end().ended()).isFalse();
            default -> throw new AssertionError("no rule " + program.rule());
        }
    }

    private static TestBoard run(Program program, byte[] module, EngineOptions options) {
        int megabytes = program.rule().equals("large") ? 64 : 32;
        var spec = BoardSpec.of("go-" + megabytes + "m", megabytes << 20, 200_000_000, 12_000_000,
                Map.of());
        long last = program.rule().equals("endless") ? 2_000_000_000L : LAST_CYCLE;
        return TestBoard.run(spec, TestBoard.load(module, options), made -> {
            made.stopAt(last);
            made.injectAt(0, new InputEvent.InputEnd());
        });
    }

    private static void same(Program program, TestBoard board) throws IOException {
        var binary = built.resolve(program.name());
        var build = GoToolchain.run(PROGRAMS, NATIVE, "go", "build", "-o", binary.toString(),
                "./" + program.name());
        assertThat(build.exitCode()).as(build.err()).isZero();
        var truth = GoToolchain.run(built, Map.of(), binary.toString());
        assertThat(board.end()).as(board.err())
                .isEqualTo(new BoardState.Halted(truth.exitCode()));
        assertThat(new String(board.outBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(truth.out());
    }
}
