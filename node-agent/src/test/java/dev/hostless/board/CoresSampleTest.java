package dev.hostless.board;

import dev.hostless.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The C sample: a mutex, condition variables and a queue between cores, put under stress. */
class CoresSampleTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 12);
    private static final int INCREMENTS = 120;
    private static final int ITEMS = 90;

    private static byte[] module = {};
    private static Firmware firmware = TestBoard.load(CoresTest.nothing());

    @BeforeAll
    static void load() throws IOException {
        module = Files.readAllBytes(Path.of("../deploy/firmware/c-cores/firmware.wasm"));
        firmware = TestBoard.load(module);
    }

    private static BoardSpec spec(int cores, int quantum, long seed, String... before) {
        var arguments = new ArrayList<>(List.of(before));
        arguments.add(String.valueOf(INCREMENTS));
        arguments.add(String.valueOf(ITEMS));
        return TestBoard.spec().withCores(new CoreSpec(cores, quantum)).withSeed(seed)
                .withArguments(arguments);
    }

    private static TestBoard run(BoardSpec spec) {
        return TestBoard.run(spec, firmware, _ -> {});
    }

    private static String right(int cores) {
        int producers = cores / 2;
        int sum = producers * ITEMS * (ITEMS + 1) / 2;
        return """
                c-cores: cores %d
                counter %d of %2$d
                received %d of %3$d, sum %d of %4$d
                violations 0
                """.formatted(cores, cores * INCREMENTS, producers * ITEMS, sum);
    }

    @Test
    void resultsAreRightWithAnyQuantumAndSeedAndEachRunRepeatsToTheHash() {
        long seed = Long.getLong("seed", 20_260_110);
        System.out.println("CoresSampleTest: -Dseed=" + seed);
        var random = new Random(seed);
        var hashes = new HashSet<String>();
        for (int round = 0; round < ROUNDS; round++) {
            int cores = round < 8 ? round + 1 : random.nextInt(2, 9);
            int quantum = 1 << random.nextInt(14);
            var spec = spec(cores, quantum + random.nextInt(quantum), random.nextLong());
            var first = run(spec);
            assertThat(first.out()).as("%s", spec).isEqualTo(right(cores));
            assertThat(first.end()).as("%s", spec).isEqualTo(new BoardState.Halted(0));
            assertThat(run(spec).hash()).as("%s", spec).isEqualTo(first.hash());
            hashes.add(first.hash());
        }
        assertThat(hashes).hasSize(ROUNDS);
    }

    @Test
    void aResetStopsAllCoresAndTheProgramStartsAnew() {
        var spec = spec(4, 500, 1);
        long half = run(spec).figures().cycle() / 2;
        var hashes = new HashSet<String>();
        for (int round = 0; round < 2; round++) {
            var board = TestBoard.run(spec, firmware,
                    made -> made.plan(FaultPlan.parse("brown-out@" + half)));
            assertThat(board.out()).endsWith(right(4));
            assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
            assertThat(board.figures().cycle()).isGreaterThan(half * 2);
            assertThat(board.figures().mishaps().resets()).containsEntry("brown-out", 1L);
            hashes.add(board.hash());
        }
        assertThat(hashes).hasSize(1);
    }

    @Test
    void theSampleNoticesThatAMutexIsNone() {
        var board = run(spec(4, 50, 1, "--broken"));
        assertThat(board.end()).isEqualTo(new BoardState.Halted(1));
        assertThat(board.out()).doesNotContain("violations 0");
    }

    @Test
    void otherBoardsAndOtherTiersChangeNothing() {
        var spec = spec(4, 300, 7);
        var hash = run(spec).hash();
        var threads = new BoardThreads(6, 2);
        var boards = new ArrayList<Board>();
        var ends = new ArrayList<CompletableFuture<BoardState>>();
        for (int i = 0; i < 6; i++) {
            var board = new Board(spec, firmware, BoardListener.NONE, Pace.MAX, System::nanoTime);
            boards.add(board);
            ends.add(threads.start("board " + i, board));
        }
        ends.forEach(CompletableFuture::join);
        assertThat(boards).allSatisfy(board -> assertThat(board.report().traceHash())
                .contains(hash));
        for (var tiers : EngineOptions.Tiers.values()) {
            var other = TestBoard.load(module, Firmware.OPTIONS.withTiers(tiers));
            assertThat(TestBoard.run(spec, other, _ -> {}).hash()).as("%s", tiers)
                    .isEqualTo(hash);
        }
    }
}
