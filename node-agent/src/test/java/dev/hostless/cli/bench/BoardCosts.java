package dev.hostless.cli.bench;

import dev.hostless.board.BoardThreads;
import java.util.List;

/**
 * What the metal costs a guest.
 *
 * @param word what was done
 * @param nanos of the processor for each, the loop around it taken off
 * @param cycles of the board for each, likewise
 */
record BoardCosts(String word, double nanos, double cycles) {
    private static final int REPETITIONS = 3;

    /** Time and cycles of a run. */
    private record Run(long nanos, long cycles) {
    }

    static List<BoardCosts> measure(BenchBoards metal, int count) {
        var empty = best(metal, "e", count);
        return List.of(of("read a register", best(metal, "r", count), empty, count),
                of("write a register", best(metal, "w", count), empty, count),
                // The write that has the interrupt come is no part of it.
                of("interrupt and handler", best(metal, "q", count), best(metal, "w", count),
                        count));
    }

    private static BoardCosts of(String word, Run with, Run without, int count) {
        return new BoardCosts(word, (double) (with.nanos - without.nanos) / count,
                (double) (with.cycles - without.cycles) / count);
    }

    /** The shortest of some runs: others may disturb, nobody helps. */
    private static Run best(BenchBoards metal, String what, int count) {
        var threads = new BoardThreads(1, 1);
        var best = new Run(Long.MAX_VALUE, 0);
        for (int turn = 0; turn < REPETITIONS; turn++) {
            var board = metal.board(List.of(what, Integer.toString(count)));
            BenchBoards.run(threads, board);
            var figures = board.snapshot();
            if (figures.uart().transmittedBytes() > 0) {
                throw new IllegalStateException("an interrupt was lost");
            }
            if (figures.hostNanos() < best.nanos) {
                best = new Run(figures.hostNanos(), figures.cycle());
            }
        }
        return best;
    }
}
