package dev.hostless.board;

import dev.hostless.board.HeapPolicy.Collector;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.EngineOptions.Tiers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A seed says all: the hash of a run is the same wherever and whenever it is made. */
class DeterminismTest {
    private static final int SEEDS = 1_000;
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};

    @TempDir
    private static Path directory;

    /**
     * Prints random bytes, sets a tick of random rate, waits random times, and is interrupted by
     * both: a handler prints.
     */
    private static byte[] module() {
        var module = new TinyModule();
        module.importFunction("env", "uart_write_byte", I32, NONE);
        module.importFunction("board", "wait_for_interrupt", new byte[]{TinyModule.I64}, I32);
        module.importFunction("board", "random", new byte[]{TinyModule.I32, TinyModule.I32}, I32);
        module.importFunction("env", "wasm_host_config_timer", I32, NONE);
        module.export("board_irq", I32, NONE,
                TinyModule.join(new byte[]{0x20, 0}, TinyModule.i32('A'), new byte[]{0x6a},
                        TinyModule.call(0)));
        module.export("wasm_runtime_call_go_timer_tick", NONE, NONE,
                TinyModule.join(TinyModule.i32('t'), TinyModule.call(0)));
        byte[] code = TinyModule.join(random(), load(), TinyModule.i32(0x3ff),
                new byte[]{0x71}, TinyModule.i32(1_000), new byte[]{0x6a}, TinyModule.call(3));
        for (int i = 0; i < 12; i++) {
            // Prints a random byte; then waits for up to 255 us, or less if a line says so.
            code = TinyModule.join(code, random(), load(), TinyModule.call(0), load(),
                    TinyModule.i32(0xff), new byte[]{0x71, (byte) 0xad}, TinyModule.i64(1_000),
                    new byte[]{0x7e}, TinyModule.call(1), TinyModule.drop());
        }
        module.export("_start", NONE, NONE, code);
        return module.bytes();
    }

    private static byte[] random() {
        return TinyModule.join(TinyModule.i32(64), TinyModule.i32(4), TinyModule.call(2),
                TinyModule.drop());
    }

    private static byte[] load() {
        return TinyModule.join(TinyModule.i32(64), new byte[]{0x28, 2, 0});
    }

    private static Board board(Firmware firmware, long seed) {
        var board = new Board(TestBoard.spec().withSeed(seed), firmware, BoardListener.NONE,
                Pace.MAX, System::nanoTime);
        for (int i = 0; i < 6; i++) {
            board.injectAt(1_000 + (seed * 7_919 + i * 104_729) % 200_000,
                    new InputEvent.Interrupt((int) (seed + i) % Lines.COUNT));
        }
        board.stopAt(2_000_000);
        return board;
    }

    /** The hashes of all seeds, with so many boards at once. */
    private static List<String> hashes(Firmware firmware, int seeds, int atOnce) {
        var threads = new BoardThreads(atOnce, atOnce);
        var hashes = new ArrayList<String>();
        var boards = new ArrayDeque<Board>();
        var ends = new ArrayDeque<CompletableFuture<BoardState>>();
        for (int seed = 0; seed < seeds; seed++) {
            if (boards.size() == atOnce) {
                hashes.add(hash(boards.remove(), ends.remove()));
            }
            var board = board(firmware, seed);
            boards.add(board);
            ends.add(threads.start("seed " + seed, board));
        }
        while (!boards.isEmpty()) {
            hashes.add(hash(boards.remove(), ends.remove()));
        }
        return hashes;
    }

    private static String hash(Board board, CompletableFuture<BoardState> end) {
        assertThat(end.join()).isEqualTo(new BoardState.Halted(0));
        return board.report().traceHash().orElseThrow();
    }

    private static EngineOptions tiers(Tiers tiers) {
        return Firmware.OPTIONS.withTiers(tiers);
    }

    @Test
    void aThousandSeedsGiveTheSameHashesAgain() {
        var alone = hashes(TestBoard.load(module()), SEEDS, 1);
        assertThat(new HashSet<>(alone)).hasSizeGreaterThan(SEEDS - 5);
        // Cold code again, and others beside it.
        assertThat(hashes(TestBoard.load(module()), SEEDS, 4)).isEqualTo(alone);
    }

    @Test
    void itDoesNotMatterHowTheCodeRuns() {
        var hashes = hashes(TestBoard.load(module()), 100, 2);
        for (var tiers : Tiers.values()) {
            assertThat(hashes(TestBoard.load(module(), tiers(tiers)), 100, 2)).as("%s", tiers)
                    .isEqualTo(hashes);
        }
    }

    @Test
    void anotherProcessComesToTheSame() throws IOException {
        var module = Files.write(directory.resolve("module.wasm"), module());
        var seeds = List.of("3", "77", "901");
        var reports = new ArrayList<List<String>>();
        for (int process = 0; process < 2; process++) {
            var hashes = new ArrayList<String>();
            for (var seed : seeds) {
                var report = directory.resolve("report-" + process + "-" + seed);
                var result = GoToolchain.run(Path.of("."), Map.of(), java(), "--add-exports",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        process == 0 ? "-Xint" : "-XX:TieredStopAtLevel=1", "-cp",
                        System.getProperty("java.class.path"), "dev.hostless.cli.Hostless",
                        "run", "--no-cache", "--seed", seed, "--irq", "7@20000", "--report",
                        report.toString(), module.toString());
                assertThat(result.exitCode()).as(result.err()).isZero();
                hashes.add(Files.readString(report)
                        .replaceFirst("(?s).*\"traceHash\" : \"([0-9a-f]{64})\".*", "$1"));
            }
            reports.add(hashes);
        }
        assertThat(reports.getFirst()).isEqualTo(reports.getLast()).hasSize(3)
                .allMatch(hash -> hash.matches("[0-9a-f]{64}")).doesNotHaveDuplicates();
    }

    private static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }

    @Test
    void eachCollectorIsEqualToItself() throws IOException {
        assumeTrue(GoToolchain.release().startsWith("go1.26"), "no Go 1.26 here");
        var built = GoBuild.all(GoBuild.Way.HOSTED,
                Path.of("src/test/interrupt-programs").toAbsolutePath(), directory);
        byte[] module = Files.readAllBytes(built.resolve("polling"));
        var hashes = new EnumMap<Collector, String>(Collector.class);
        for (var options : List.of(Firmware.OPTIONS, tiers(Tiers.INTERPRETED))) {
            var firmware = TestBoard.load(module, options);
            for (var collector : Collector.values()) {
                var hash = withCollector(firmware, collector);
                var before = hashes.putIfAbsent(collector, hash);
                assertThat(before == null ? hash : before).as("%s", collector).isEqualTo(hash);
            }
        }
        assertThat(new HashSet<>(hashes.values())).hasSize(Collector.values().length);
    }

    /** Two at once, which must agree. */
    private static String withCollector(Firmware firmware, Collector collector) {
        var spec = BoardSpec.of("go-64m", 64 << 20, 200_000_000, 3_000_000,
                Map.of("GOGC", "20"))
                .withHeap(HeapPolicy.DEFAULT.withCollector(collector));
        var threads = new BoardThreads(2, 2);
        var boards = IntStream.range(0, 2).mapToObj(_ -> {
            var board = new Board(spec, firmware, BoardListener.NONE, Pace.MAX, System::nanoTime);
            for (int i = 0; i < 20; i++) {
                board.injectAt(15_000_000L + i * 1_777_777L, new InputEvent.Interrupt(i));
            }
            board.injectAt(0, new InputEvent.InputEnd());
            return board;
        }).toList();
        var ends = boards.stream().map(board -> threads.start("collector", board)).toList();
        var both = IntStream.range(0, 2).mapToObj(i -> hash(boards.get(i), ends.get(i))).toList();
        assertThat(both.getFirst()).isEqualTo(both.getLast());
        return both.getFirst();
    }
}
