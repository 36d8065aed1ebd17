package dev.hostless.cli.bench;

import dev.hostless.board.Board;
import dev.hostless.board.BoardListener;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.BoardState;
import dev.hostless.board.BoardThreads;
import dev.hostless.board.Firmware;
import dev.hostless.board.Pace;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One kind of board of {@link BoardBench}.
 *
 * @param word its name in the report
 * @param resting the arguments with which its program comes to rest and stays there
 */
record BenchBoards(String word, Firmware firmware, long ramBytes, List<String> resting) {
    static final long CLOCK_HZ = 200_000_000;
    private static final int BAUD = 3_000_000;

    /** A board that was started, and when it first rested. */
    static final class Started implements BoardListener {
        private final CompletableFuture<Long> rested = new CompletableFuture<>();
        private final long startedNanos = System.nanoTime();

        @Override
        public void stateChanged(BoardState state, long cycle) {
            if (!(state instanceof BoardState.Running)) {
                rested.complete(System.nanoTime() - startedNanos);
            }
        }

        /** Nanoseconds of this machine from before the board was made. */
        long restedAfter() {
            return rested.join();
        }
    }

    /** A board whose figures have, as host time, the processor time of the thread that runs it. */
    Board board(BoardListener listener, Pace pace, List<String> arguments) {
        var spec = BoardSpec.of("bench", ramBytes, CLOCK_HZ, BAUD, Map.of())
                .withArguments(arguments);
        return new Board(spec, firmware, listener, pace, BoardWorker::processorNanos);
    }

    Board board(List<String> arguments) {
        return board(BoardListener.NONE, Pace.MAX, arguments);
    }

    /** Runs a board to its end or stop; it must not trap. */
    static BoardState run(BoardThreads threads, Board board) {
        var end = threads.start("bench", board).join();
        if (end instanceof BoardState.Trapped || end instanceof BoardState.Faulted) {
            throw new IllegalStateException("a board of the benchmark ended: " + end);
        }
        return end;
    }
}
