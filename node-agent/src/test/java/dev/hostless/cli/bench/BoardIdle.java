package dev.hostless.cli.bench;

import dev.hostless.board.Board;
import dev.hostless.board.BoardThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Go boards that sleep for a second of their time, again and again.
 *
 * @param threads that computed
 * @param virtualSeconds of all of them together
 * @param hostSeconds that it took
 * @param processorSeconds of a board alone; 0 of several, which change threads
 */
record BoardIdle(int boards, int threads, double virtualSeconds, double hostSeconds,
        double processorSeconds) {
    static BoardIdle measure(BenchBoards go, int boards, int computing, int seconds) {
        var threads = new BoardThreads(boards, computing);
        var all = new ArrayList<Board>();
        var ends = new ArrayList<CompletableFuture<?>>();
        long started = System.nanoTime();
        for (int index = 0; index < boards; index++) {
            var board = go.board(List.of("sleep"));
            all.add(board);
            board.stopAt(seconds * BenchBoards.CLOCK_HZ);
            ends.add(threads.start("sleeper " + index, board));
        }
        ends.forEach(CompletableFuture::join);
        double host = (System.nanoTime() - started) / 1e9;
        double processor = boards == 1 ? all.getFirst().snapshot().hostNanos() / 1e9 : 0;
        return new BoardIdle(boards, computing, (double) boards * seconds, host, processor);
    }

    /** Board seconds for each second of the processor; of a board alone. */
    double factor() {
        return virtualSeconds / processorSeconds;
    }
}
