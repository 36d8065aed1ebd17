package dev.hostless.board;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Equal inputs give an equal trace hash, whatever the host does meanwhile. */
class BoardReplayTest {
    private static final BoardSpec SPEC = BoardSpec
            .of("go-16m", 16 << 20, 200_000_000, 3_000_000, java.util.Map.of());
    private static Firmware station;

    @BeforeAll
    static void load() throws IOException {
        station = TestBoard.load(Files
                .readAllBytes(Path.of("../deploy/firmware/weather-station/firmware.wasm")));
    }

    private static TestBoard run(BoardSpec spec) {
        return TestBoard.run(spec, station, BoardReplayTest::plan);
    }

    private static void plan(Board board) {
        board.stopAt(600_000_000);
        board.injectAt(100_000_000, new InputEvent.Interrupt(3));
        board.injectAt(250_000_123,
                new InputEvent.UartInput("stats\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theSameRunHasTheSameHashColdAndWarm() {
        var cold = run(SPEC);
        var warm = run(SPEC);
        assertThat(warm.hash()).isEqualTo(cold.hash());
        assertThat(warm.out()).isEqualTo(cold.out()).contains("irq: line 3").contains("stats:");
        assertThat(warm.figures().guestCycles()).isEqualTo(cold.figures().guestCycles());
    }

    @Test
    void anotherSeedIsAnotherRun() {
        assertThat(run(SPEC.withSeed(2)).hash()).isNotEqualTo(run(SPEC).hash());
    }

    @Test
    void anInterruptOneCycleLaterIsAnotherRun() {
        var later = TestBoard.run(SPEC, station, board -> {
            board.stopAt(600_000_000);
            board.injectAt(100_000_001, new InputEvent.Interrupt(3));
            board.injectAt(250_000_123,
                    new InputEvent.UartInput("stats\n".getBytes(StandardCharsets.UTF_8)));
        });
        assertThat(later.hash()).isNotEqualTo(run(SPEC).hash());
    }

    @Test
    void boardsThatRunTogetherDoNotDisturbEachOther() {
        var alone = List.of(run(SPEC).hash(), run(SPEC.withSeed(2)).hash());
        var threads = new BoardThreads(6, 2);
        var boards = new ArrayList<Board>();
        var ends = new ArrayList<CompletableFuture<BoardState>>();
        for (int i = 5; i >= 0; i--) {
            var board = new Board(SPEC.withSeed(1 + i % 2), station, BoardListener.NONE, Pace.MAX,
                    System::nanoTime);
            plan(board);
            boards.add(board);
            ends.add(threads.start("board " + i, board));
        }
        for (int i = 0; i < ends.size(); i++) {
            ends.get(i).join();
            assertThat(boards.get(i).report().traceHash()).contains(alone.get((5 - i) % 2));
        }
    }

    @Test
    void realPaceChangesNothingThatTheHashSees() {
        var fast = TestBoard.run(SPEC, station, board -> board.stopAt(60_000_000));
        var board = new Board(SPEC, station, BoardListener.NONE,
                Pace.realTime(System::nanoTime, 1), System::nanoTime);
        board.stopAt(60_000_000);
        new BoardThreads(1, 1).start("real pace", board).join();
        assertThat(board.report().traceHash()).contains(fast.hash());
        assertThat(board.snapshot().hostNanos()).isGreaterThan(290_000_000);
    }
}
