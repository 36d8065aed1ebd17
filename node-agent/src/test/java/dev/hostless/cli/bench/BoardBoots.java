package dev.hostless.cli.bench;

import dev.hostless.board.BoardThreads;
import dev.hostless.board.Pace;
import java.util.Arrays;

/**
 * How long a board takes from nothing to its guest's first rest, one after the other.
 *
 * @param firstMillis of the first board of a program that was just loaded
 * @param medianMillis of the others
 * @param longestMillis of the others
 * @param processorMillis the median of the processor time, which other work disturbs less
 */
record BoardBoots(String word, int boots, double firstMillis, double medianMillis,
        double longestMillis, double processorMillis) {
    /** Of one boot. */
    private record Boot(double millis, double processorMillis) {
    }

    static BoardBoots measure(BenchBoards kind, int boots) {
        var threads = new BoardThreads(1, 1);
        double first = boot(kind, threads).millis;
        // As many once more before anything counts: the JVM compiles meanwhile.
        double[] millis = {};
        double[] processor = {};
        for (int turn = 0; turn < 2; turn++) {
            millis = new double[boots];
            processor = new double[boots];
            for (int index = 0; index < boots; index++) {
                var boot = boot(kind, threads);
                millis[index] = boot.millis;
                processor[index] = boot.processorMillis;
            }
        }
        Arrays.sort(millis);
        Arrays.sort(processor);
        return new BoardBoots(kind.word(), boots, first, millis[boots / 2], millis[boots - 1],
                processor[boots / 2]);
    }

    private static Boot boot(BenchBoards kind, BoardThreads threads) {
        var listener = new BenchBoards.Started();
        var board = kind.board(listener, Pace.MAX, kind.resting());
        var end = threads.start("boot", board);
        long nanos = listener.restedAfter();
        long processor = board.snapshot().hostNanos();
        board.stop();
        end.join();
        return new Boot(nanos / 1e6, processor / 1e6);
    }

    /** On one core, by the median of its time. */
    double perSecond() {
        return 1_000 / processorMillis;
    }
}
