package dev.hostless.board;

import dev.hostless.board.GoBuild.Way;
import dev.hostless.board.HeapPolicy.Collector;
import dev.hostless.engine.EngineOptions.Tiers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A Go program prints on a board what it prints natively, as a stock wasip1 module and on the
 * bare-metal port, with its heap in the guest and in the node, in each collector; see
 * go-programs/programs.txt.
 */
class GoProgramsTest {
    private static final Path PROGRAMS = Path.of("src/test/go-programs").toAbsolutePath();
    /** Far beyond what any of them needs, which is below 3 s of board time. */
    private static final long LAST_CYCLE = 20_000_000_000L;
    private static final int LARGE_BYTES = 5_000_000;
    private static final Map<Way, Path> BUILT = new EnumMap<>(Way.class);

    @TempDir
    private static Path directory;

    private record Program(String name, String rule) {
        static Program of(String line) {
            var parts = line.strip().split("\\s+", 2);
            return new Program(parts[0], parts[1]);
        }

        boolean large() {
            return rule.equals("large");
        }
    }

    @BeforeAll
    static void build() throws IOException {
        assumeThat(GoToolchain.release()).as("Go on this machine").startsWith("go1.26");
        for (var way : Way.values()) {
            BUILT.put(way, GoBuild.all(way, PROGRAMS, directory));
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
        // The other rules say by themselves what must come.
        var truth = program.large() || program.rule().equals("same")
                ? GoToolchain.run(directory, Map.of(), file(Way.NATIVE, program).toString())
                : new GoToolchain.Result(0, "", "");
        for (var way : List.of(Way.WASIP1, Way.GUEST, Way.HOSTED)) {
            var module = Files.readAllBytes(file(way, program));
            var firmware = TestBoard.load(module);
            assertThat(firmware.isHosted()).isEqualTo(way == Way.HOSTED);
            for (var heap : heaps(way)) {
                check(program, truth, run(program, firmware, heap), way + ", " + heap);
            }
            if (program.large()) {
                assertThat(module.length).isGreaterThan(LARGE_BYTES);
                var compiled = TestBoard.load(module, Firmware.OPTIONS.withTiers(Tiers.COMPILED));
                check(program, truth, run(program, compiled, HeapPolicy.DEFAULT),
                        way + ", compiled");
            }
        }
    }

    private static Path file(Way way, Program program) {
        return BUILT.get(way).resolve(program.name());
    }

    /** Only a heap in the node has a choice of collectors. */
    private static List<HeapPolicy> heaps(Way way) {
        return way == Way.HOSTED
                ? Stream.of(Collector.values()).map(HeapPolicy.DEFAULT::withCollector).toList()
                : List.of(HeapPolicy.DEFAULT);
    }

    private static void check(Program program, GoToolchain.Result truth, TestBoard board,
            String how) {
        var rule = program.rule().split("\\s+", 3);
        switch (rule[0]) {
            case "same", "large" -> {
                assertThat(board.end()).as("%s: %s", how, board.err())
                        .isEqualTo(new BoardState.Halted(truth.exitCode()));
                assertThat(new String(board.outBytes(), StandardCharsets.ISO_8859_1)).as(how)
                        .isEqualTo(truth.out());
            }
            case "fatal" -> {
                assertThat(board.end()).as("%s: %s", how, board.err())
                        .isEqualTo(new BoardState.Halted(Integer.parseInt(rule[1])));
                assertThat(board.err()).as(how).contains(rule[2]);
            }
            case "endless" -> assertThat(board.end().ended()).as(how).isFalse();
            default -> throw new AssertionError("no rule " + program.rule());
        }
    }

    private static TestBoard run(Program program, Firmware firmware, HeapPolicy heap) {
        int megabytes = program.large() ? 64 : 32;
        var spec = BoardSpec.of("go-" + megabytes + "m", megabytes << 20, 200_000_000, 12_000_000,
                Map.of()).withHeap(heap);
        long last = program.rule().equals("endless") ? 2_000_000_000L : LAST_CYCLE;
        return TestBoard.run(spec, firmware, made -> {
            made.stopAt(last);
            made.injectAt(0, new InputEvent.InputEnd());
        });
    }
}
