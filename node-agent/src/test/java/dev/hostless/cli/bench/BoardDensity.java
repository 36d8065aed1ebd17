package dev.hostless.cli.bench;

import dev.hostless.board.Board;
import dev.hostless.board.BoardState;
import dev.hostless.board.BoardThreads;
import dev.hostless.board.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What boards that rest take of this JVM.
 *
 * @param boards that rested at once
 * @param bytes of the heap for each, its memory included
 * @param memoryBytes of that, the guest's linear memory
 * @param threads that boards had while all rested
 * @param startMillis for each, until all rested
 * @param frozenBytes of the heap for each, once all were frozen
 */
record BoardDensity(String word, int boards, long bytes, long memoryBytes, int threads,
        double startMillis, long frozenBytes) {
    private static final int WARM_UP = 20;
    private static final Duration FREEZE_AFTER = Duration.ofMillis(200);
    private static final long LARGE_HEAP_BYTES = 16L << 30;
    /** The JVM keeps some of its heap for itself while it collects. */
    private static final double FILLED = 0.9;

    /** Boards that were started together. */
    private record Group(BoardThreads threads, List<Board> boards,
            List<CompletableFuture<BoardState>> ends) {
        static Group of(BenchBoards kind, int count, Optional<Duration> freezeAfter) {
            var group = new Group(
                    new BoardThreads(count, Runtime.getRuntime().availableProcessors(),
                            freezeAfter),
                    new ArrayList<>(), new ArrayList<>());
            var started = new ArrayList<BenchBoards.Started>();
            for (int index = 0; index < count; index++) {
                var listener = new BenchBoards.Started();
                started.add(listener);
                // At full speed a board would not rest until its next alarm, but jump to it.
                var board = kind.board(listener, Pace.realTime(System::nanoTime, 1),
                        kind.resting());
                group.boards.add(board);
                group.ends.add(group.threads.start("board " + index, board));
            }
            started.forEach(BenchBoards.Started::restedAfter);
            return group;
        }

        void stop() {
            boards.forEach(Board::stop);
            ends.forEach(CompletableFuture::join);
        }
    }

    static BoardDensity measure(BenchBoards kind, int count) throws InterruptedException {
        Group.of(kind, WARM_UP, Optional.empty()).stop();
        var resting = resting(kind, count);
        return new BoardDensity(resting.word, count, resting.bytes, resting.memoryBytes,
                resting.threads, resting.startMillis, frozenBytes(kind, count));
    }

    /** A method of its own: when it has returned nothing keeps these boards. */
    private static BoardDensity resting(BenchBoards kind, int count)
            throws InterruptedException {
        long empty = usedBytes();
        long started = System.nanoTime();
        var resting = Group.of(kind, count, Optional.empty());
        double millis = (System.nanoTime() - started) / 1e6 / count;
        long bytes = (usedBytes() - empty) / count;
        long memory = resting.boards.getLast().snapshot().memoryBytes();
        int threads = resting.threads.threads();
        resting.stop();
        return new BoardDensity(kind.word(), count, bytes, memory, threads, millis, 0);
    }

    private static long frozenBytes(BenchBoards kind, int count) throws InterruptedException {
        long empty = usedBytes();
        var frozen = Group.of(kind, count, Optional.of(FREEZE_AFTER));
        while (frozen.threads.frozen() < count) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        long bytes = (usedBytes() - empty) / count;
        frozen.stop();
        return bytes;
    }

    /** After the collector has had its say. */
    private static long usedBytes() throws InterruptedException {
        for (int turn = 0; turn < 3; turn++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    long besideBytes() {
        return bytes - memoryBytes;
    }

    /** Of a heap of 16 GiB of which nine tenths are boards. */
    long restingOfLargeHeap() {
        return (long) (LARGE_HEAP_BYTES * FILLED / bytes);
    }

    /** The same, of boards that are frozen. */
    long frozenOfLargeHeap() {
        return (long) (LARGE_HEAP_BYTES * FILLED / frozenBytes);
    }
}
