package dev.hostless.board;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static dev.hostless.board.TinyModule.call;
import static dev.hostless.board.TinyModule.i32;
import static dev.hostless.board.TinyModule.i64;
import static dev.hostless.board.TinyModule.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class BoardThreadsTest {
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};
    private static final byte[] IDLE = {TinyModule.I64, TinyModule.I32, TinyModule.I32,
        TinyModule.I32};
    private static final int PRINT = 0;
    private static final int WAIT = 1;
    private static final int RETURNING = 1;
    private static final int INSIDE = 0;

    /**
     * Waits for input, sleeps for 5 ms of its time, prints and ends.
     *
     * @param how {@link #RETURNING}, so that no frame is left, or {@link #INSIDE} the calls
     */
    private static Firmware patient(int how) {
        var module = new TinyModule();
        module.importFunction("env", "uart_write_byte", I32, NONE);
        module.importFunction("board", "idle", IDLE, NONE);
        byte[] typed = join(i64(-1), i32(0), i32(1), i32(how), call(WAIT));
        byte[] slept = join(i64(5_000_000), i32(0), i32(0), i32(2 * how), call(WAIT));
        byte[] print = join(i32('.'), call(PRINT));
        if (how == INSIDE) {
            module.export("_start", NONE, NONE, join(typed, slept, print));
            return TestBoard.load(module.bytes());
        }
        int start = module.export("_start", NONE, NONE, typed);
        int second = module.export("second", NONE, NONE, slept);
        int third = module.export("third", NONE, NONE, print);
        return TestBoard.load(module.table(start, second, third).bytes());
    }

    private static Board board(Firmware firmware, Pace pace) {
        return new Board(TestBoard.spec(), firmware, BoardListener.NONE, pace, System::nanoTime);
    }

    private static void awaitWaiting(List<Board> boards) throws InterruptedException {
        for (var board : boards) {
            while (!(board.snapshot().state() instanceof BoardState.Waiting)) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    private static void type(Board board) {
        assertThat(board.inject(new InputEvent.UartInput(new byte[]{'x'}))).isTrue();
    }

    @Test
    void boardsThatReturnedHoldNoThread() throws InterruptedException {
        var threads = new BoardThreads(1_000, 2);
        var firmware = patient(RETURNING);
        var boards = new ArrayList<Board>();
        var ends = new ArrayList<CompletableFuture<BoardState>>();
        for (int index = 0; index < 1_000; index++) {
            var board = board(firmware, Pace.realTime(System::nanoTime, 1));
            boards.add(board);
            ends.add(threads.start("board " + index, board));
        }
        awaitWaiting(boards);
        assertThat(threads.threads()).isLessThanOrEqualTo(2);
        assertThatIllegalStateException()
                .isThrownBy(() -> threads.start("one more", board(firmware, Pace.MAX)))
                .withMessage("no place for one more: 1000 boards run");
        boards.forEach(BoardThreadsTest::type);
        for (var end : ends) {
            assertThat(end.join()).isEqualTo(new BoardState.Halted(0));
        }
        assertThat(threads.threads()).isLessThanOrEqualTo(2);
    }

    @Test
    void boardsThatStandInACallKeepTheirThreadsAndOthersComputeMeanwhile()
            throws InterruptedException {
        var threads = new BoardThreads(20, 1);
        var boards = new ArrayList<Board>();
        var ends = new ArrayList<CompletableFuture<BoardState>>();
        for (int index = 0; index < 20; index++) {
            var board = board(patient(index % 2), Pace.MAX);
            boards.add(board);
            ends.add(threads.start("board " + index, board));
        }
        awaitWaiting(boards);
        assertThat(threads.threads()).isBetween(10, 11);
        boards.forEach(BoardThreadsTest::type);
        for (var end : ends) {
            assertThat(end.join()).isEqualTo(new BoardState.Halted(0));
        }
    }

    @Test
    void aBoardIsTheSameOnItsOwnThreadAndOnMany() {
        var firmware = patient(RETURNING);
        var alone = board(firmware, Pace.MAX);
        alone.injectAt(70_000, new InputEvent.UartInput(new byte[]{'x'}));
        assertThat(alone.run()).isEqualTo(new BoardState.Halted(0));
        var threads = new BoardThreads(50, 2);
        var ends = new ArrayList<CompletableFuture<BoardState>>();
        var boards = new ArrayList<Board>();
        for (int index = 0; index < 50; index++) {
            var board = board(firmware, index % 2 == 0
                    ? Pace.MAX
                    : Pace.realTime(System::nanoTime, 1));
            board.injectAt(70_000, new InputEvent.UartInput(new byte[]{'x'}));
            boards.add(board);
            ends.add(threads.start("board " + index, board));
        }
        ends.forEach(CompletableFuture::join);
        assertThat(boards).allSatisfy(board -> assertThat(board.report().traceHash())
                .isEqualTo(alone.report().traceHash()));
    }

    @Test
    void aFrozenBoardGoesOnAsIfItHadNotBeen() throws InterruptedException {
        var firmware = patient(RETURNING);
        var alone = board(firmware, Pace.MAX);
        alone.injectAt(3_000_000, new InputEvent.UartInput(new byte[]{'x'}));
        assertThat(alone.run()).isEqualTo(new BoardState.Halted(0));
        var threads = new BoardThreads(50, 2, Optional.of(Duration.ofMillis(2)));
        var boards = new ArrayList<Board>();
        var ends = new ArrayList<CompletableFuture<BoardState>>();
        for (int index = 0; index < 50; index++) {
            var board = board(firmware, Pace.realTime(System::nanoTime, 0.5));
            board.injectAt(3_000_000, new InputEvent.UartInput(new byte[]{'x'}));
            boards.add(board);
            ends.add(threads.start("board " + index, board));
        }
        for (var end : ends) {
            assertThat(end.join()).isEqualTo(new BoardState.Halted(0));
        }
        assertThat(threads.freezes()).isPositive();
        assertThat(boards).allSatisfy(board -> assertThat(board.report().traceHash())
                .isEqualTo(alone.report().traceHash()));
    }

    @Test
    void aFrozenBoardHearsWhatIsTypedAndIsStopped() throws InterruptedException {
        var threads = new BoardThreads(2, 1, Optional.of(Duration.ofMillis(1)));
        var boards = List.of(board(patient(RETURNING), Pace.MAX),
                board(patient(RETURNING), Pace.MAX));
        var ends = boards.stream().map(board -> threads.start("board", board)).toList();
        while (threads.frozen() < 2) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(boards.getFirst().snapshot().state()).isEqualTo(new BoardState.Waiting());
        type(boards.getFirst());
        boards.getLast().stop();
        assertThat(ends.getFirst().join()).isEqualTo(new BoardState.Halted(0));
        assertThat(ends.getLast().join()).isEqualTo(new BoardState.Waiting());
        assertThat(boards.getLast().image().cycle()).isPositive();
        assertThat(threads.frozen()).isZero();
    }

    @Test
    void aRestingBoardCanBeStopped() throws InterruptedException {
        var threads = new BoardThreads(1, 1);
        var board = board(patient(RETURNING), Pace.MAX);
        var end = threads.start("board", board);
        awaitWaiting(List.of(board));
        board.stop();
        assertThat(end.join()).isEqualTo(new BoardState.Waiting());
    }

    @Test
    void inputsAndTimesThatRaceWakeABoardOnce() {
        long seed = Long.getLong("seed", 17);
        System.out.println("BoardThreadsTest -Dseed=" + seed);
        var random = new Random(seed);
        var threads = new BoardThreads(100, 2);
        var firmware = patient(RETURNING);
        for (int round = 0; round < 20; round++) {
            var ends = new ArrayList<CompletableFuture<BoardState>>();
            for (int index = 0; index < 100; index++) {
                var board = board(firmware, Pace.realTime(System::nanoTime, 10));
                ends.add(threads.start("board " + index, board));
                type(board);
                if (random.nextBoolean()) {
                    type(board);
                }
                board.inject(new InputEvent.Interrupt(random.nextInt(32)));
            }
            for (var end : ends) {
                assertThat(end.join()).isEqualTo(new BoardState.Halted(0));
            }
        }
    }
}
