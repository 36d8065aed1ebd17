package dev.hostless.cli.bench;

import dev.hostless.board.Board;
import dev.hostless.board.BoardListener;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.BoardState;
import dev.hostless.board.BoardThreads;
import dev.hostless.board.ConsoleStream;
import dev.hostless.board.Firmware;
import dev.hostless.board.FirmwareLoader;
import dev.hostless.board.HeapPolicy;
import dev.hostless.board.HeapPolicy.Collector;
import dev.hostless.board.Pace;
import dev.hostless.board.RamPolicy;
import dev.hostless.board.RamPolicy.Pages;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Plays a program on a board of this JVM, a round for each line on standard input. The answer to
 * each is the processor time of the board's thread since the round began, and the program's line.
 * The board stands still, in host time, until the next line comes.
 */
final class BoardWorker implements BoardListener {
    /** Output leaves a board each 10 ms of its time: here soon after it was written. */
    static final long CLOCK_HZ = 50_000_000;
    private static final int BAUD = 3_000_000;
    private static final long RAM_BYTES = 512L << 20;

    private final StringBuilder line = new StringBuilder();
    private long started;

    public static void main(String[] arguments) throws Exception {
        var collector = Collector.valueOf(arguments[1]);
        var pages = Pages.valueOf(arguments[2]);
        var worker = new BoardWorker();
        var spec = spec(arguments[3]).withHeap(HeapPolicy.DEFAULT.withCollector(collector))
                .withRam(new RamPolicy(pages, RamPolicy.Madvise.IGNORE));
        var firmware = load(Path.of(arguments[0]));
        if (turn()) {
            worker.started = processorNanos();
            require(run(new Board(spec, firmware, worker, Pace.MAX, System::nanoTime)));
        }
    }

    /** A board with room for everything, whose program plays so many rounds. */
    static BoardSpec spec(String rounds) {
        return BoardSpec.of("bench", RAM_BYTES, CLOCK_HZ, BAUD, Map.of())
                .withGcTrace(BoardSpec.GcTraceUse.OFF).withArguments(List.of(rounds));
    }

    static Firmware load(Path file) throws Exception {
        return FirmwareLoader.withoutCache().load(Files.readAllBytes(file));
    }

    static BoardState run(Board board) {
        return new BoardThreads(1, 1).start("board", board).join();
    }

    static void require(BoardState end) throws IOException {
        if (!(end instanceof BoardState.Halted(int code)) || code != 0) {
            throw new IOException("the board ended: " + end);
        }
    }

    /** Of the calling thread. */
    static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public void console(ConsoleStream stream, byte[] bytes, long cycle) {
        if (stream == ConsoleStream.ERR) {
            System.err.write(bytes, 0, bytes.length);
            return;
        }
        line.append(new String(bytes, StandardCharsets.US_ASCII));
        if (line.charAt(line.length() - 1) != '\n') {
            return;
        }
        System.out.print(processorNanos() - started + " " + line);
        System.out.flush();
        line.setLength(0);
        if (!turn()) {
            System.exit(0);
        }
        started = processorNanos();
    }

    /** Waits for a line; false at the end. */
    private static boolean turn() {
        try {
            int read = System.in.read();
            while (read >= 0 && read != '\n') {
                read = System.in.read();
            }
            return read >= 0;
        } catch (IOException closed) {
            return false;
        }
    }
}
