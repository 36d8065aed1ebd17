package dev.hostless.cli.bench;

import dev.hostless.board.Board;
import dev.hostless.board.BoardThreads;
import dev.hostless.board.Pace;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/**
 * What boards that rest take of this JVM.
 *
 * @param boards that rested at once
 * @param bytes of the heap for each, its memory included
 * @param memoryBytes of that, the guest's linear memory
 * @param threads that boards had while all rested
 * @param startMillis for each, one after the other, until all rested
 */
record BoardDensity(String word, int boards, long bytes, long memoryBytes, int threads,
        double startMillis) {
    private static final int WARM_UP = 20;
    private static final long LARGE_HEAP_BYTES = 16L << 30;
    /** The JVM keeps some of its heap for itself while it collects. */
    private static final double FILLED = 0.9;

    static BoardDensity measure(BenchBoards kind, int count) throws InterruptedException {
        var threads = new BoardThreads(count + WARM_UP,
                Runtime.getRuntime().availableProcessors());
        var all = new ArrayList<Board>();
        rest(kind, threads, all, WARM_UP);
        long before = usedBytes();
        long started = System.nanoTime();
        rest(kind, threads, all, count);
        double millis = (System.nanoTime() - started) / 1e6 / count;
        long bytes = (usedBytes() - before) / count;
        long memory = all.getLast().snapshot().memoryBytes();
        var density = new BoardDensity(kind.word(), count, bytes, memory, threads.threads(),
                millis);
        all.forEach(Board::stop);
        return density;
    }

    /** Real time: a board that rests at full speed until its next alarm would not rest at all. */
    private static void rest(BenchBoards kind, BoardThreads threads, ArrayList<Board> all,
            int count) {
        var started = new ArrayList<BenchBoards.Started>();
        for (int index = 0; index < count; index++) {
            var listener = new BenchBoards.Started();
            started.add(listener);
            var board = kind.board(listener, Pace.realTime(System::nanoTime, 1), kind.resting());
            all.add(board);
            threads.start("board " + index, board);
        }
        started.forEach(BenchBoards.Started::restedAfter);
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
    long boardsOfLargeHeap() {
        return (long) (LARGE_HEAP_BYTES * FILLED / bytes);
    }
}
