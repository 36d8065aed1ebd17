package dev.hostless.cli.bench;

import dev.hostless.board.Board;
import dev.hostless.board.BoardListener;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.Firmware;
import dev.hostless.board.GcPause;
import dev.hostless.board.HeapPolicy;
import dev.hostless.board.HeapPolicy.Collector;
import dev.hostless.board.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program twice on the same board and prints a line on its pauses: their number, the
 * median, p99.9 and longest in nanoseconds of processor time, the median and the longest in
 * cycles, and whether both runs had the same in cycles. The first run warms up.
 */
final class PauseWorker {
    private record Pause(long cycles, long nanos) {
    }

    private PauseWorker() {
    }

    public static void main(String[] arguments) throws Exception {
        var firmware = BoardWorker.load(Path.of(arguments[0]));
        var spec = BoardWorker.spec(arguments[2]).withHeap(
                HeapPolicy.DEFAULT.withCollector(Collector.valueOf(arguments[1])));
        var first = pauses(spec, firmware);
        var second = pauses(spec, firmware);
        if (second.isEmpty()) {
            throw new IOException("there was no pause");
        }
        boolean equal = cycles(first).equals(cycles(second));
        var nanos = second.stream().mapToLong(Pause::nanos).sorted().toArray();
        var cycles = second.stream().mapToLong(Pause::cycles).sorted().toArray();
        System.out.println(new Pauses(nanos.length, at(nanos, 0.5), at(nanos, 0.999),
                at(nanos, 1), at(cycles, 0.5), at(cycles, 1), equal).line());
    }

    private static List<Long> cycles(List<Pause> pauses) {
        return pauses.stream().map(Pause::cycles).toList();
    }

    private static long at(long[] sorted, double quantile) {
        return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
    }

    private static List<Pause> pauses(BoardSpec spec, Firmware firmware) throws IOException {
        var pauses = new ArrayList<Pause>();
        var listener = new BoardListener() {
            @Override
            public void gcPaused(GcPause pause) {
                pauses.add(new Pause(pause.cycles(), pause.hostNanos()));
            }
        };
        BoardWorker.require(BoardWorker.run(
                new Board(spec, firmware, listener, Pace.MAX, BoardWorker::processorNanos)));
        return pauses;
    }
}
