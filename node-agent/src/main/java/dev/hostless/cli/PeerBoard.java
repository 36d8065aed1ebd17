package dev.hostless.cli;

import dev.hostless.board.Board;
import dev.hostless.board.BoardListener;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.BoardState;
import dev.hostless.board.BoardThreads;
import dev.hostless.board.ConsoleStream;
import dev.hostless.board.Firmware;
import dev.hostless.board.InputEvent;
import dev.hostless.board.Pace;
import dev.hostless.board.UartCable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code --peer}: a second board, whose UART1 a cable joins to that of the first. It is a board of
 * the same kind with the next seed and nothing comes to its console; what it prints is on standard
 * error, line by line. It ends with the first board at the latest.
 */
final class PeerBoard implements BoardListener {
    private static final String MARK = "peer: ";
    /** A longer line is told in pieces. */
    private static final int LINE_BYTES_MAX = 4_096;

    private final Terminal terminal;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable String name;
    private List<String> arguments = List.of();
    private @Nullable Board board;
    private @Nullable CompletableFuture<BoardState> ended;

    PeerBoard(Terminal terminal) {
        this.terminal = terminal;
    }

    Options declare(Options options) {
        return options.value("--peer", "FIRMWARE", """
                Run this on a second board, whose uart1 is wired to the first one's.
                What it prints is on standard error.""", value -> name = value)
                .value("--peer-args", "ARGUMENTS", """
                        What the peer gets, separated by spaces.""",
                        value -> arguments = List.of(value.strip().split(" +")));
    }

    boolean isWanted() {
        return name != null;
    }

    /** Boards that run at the same time. */
    int boards() {
        return name == null ? 1 : 2;
    }

    /** Puts the second board together, if there is to be one, and wires it to the first. */
    void join(Board first, BoardSpec spec, Function<String, Firmware> load, Pace pace) {
        var wanted = name;
        if (wanted == null) {
            if (!arguments.isEmpty()) {
                throw new UsageProblem("--peer-args: wanted --peer FIRMWARE with it, got none");
            }
            return;
        }
        var own = spec.withSeed(spec.seed() + 1).withArguments(arguments);
        var firmware = load.apply(wanted);
        firmware.problemOn(own).ifPresent(problem -> {
            throw new UsageProblem("--peer: " + wanted + ": " + problem);
        });
        var second = new Board(own, firmware, this, pace, System::nanoTime);
        second.injectAt(0, new InputEvent.InputEnd());
        UartCable.connect(first, second);
        board = second;
    }

    void start(BoardThreads threads) {
        if (board != null) {
            ended = threads.start("peer", board);
        }
    }

    /** The first board is done: stops the second and says how it fared. */
    void finish() {
        if (board == null || ended == null) {
            return;
        }
        board.stop();
        var state = ended.join();
        tellLine();
        var at = " at cycle " + board.snapshot().cycle();
        switch (state) {
            case BoardState.Trapped trapped -> terminal.complain(
                    "the peer trapped" + at + ": " + trapped.trap());
            case BoardState.Faulted faulted -> terminal.complain(
                    "a bug of Hostless in the peer" + at + ": " + faulted.bug());
            case BoardState.Halted halted -> terminal.complain(
                    "the peer halted with " + halted.code() + at);
            case BoardState.Off _,BoardState.Running _,BoardState.Waiting _ -> terminal.complain(
                    "the peer was " + state.name().toLowerCase(Locale.ROOT) + at);
        }
    }

    @Override
    public void console(ConsoleStream stream, byte[] bytes, long cycle) {
        for (byte value : bytes) {
            if (value == '\n' || line.size() == LINE_BYTES_MAX) {
                tellLine();
            }
            if (value != '\n') {
                line.write(value);
            }
        }
    }

    private void tellLine() {
        if (line.size() == 0) {
            return;
        }
        var text = MARK + line.toString(StandardCharsets.UTF_8) + "\n";
        line.reset();
        try {
            terminal.err().write(text.getBytes(StandardCharsets.UTF_8));
            terminal.err().flush();
        } catch (IOException e) {
            // Nobody reads what the peer says; the first board may go on.
        }
    }
}
