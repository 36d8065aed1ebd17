package dev.hostless.cli;

import dev.hostless.board.Board;
import dev.hostless.board.BoardListener;
import dev.hostless.board.ConsoleStream;
import dev.hostless.board.ResetCause;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Copies UART0 to this process's streams as it comes. */
final class TerminalConsole implements BoardListener {
    private final Terminal terminal;
    private @Nullable Board board;
    private volatile boolean closed;

    TerminalConsole(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Without a reader there is nothing to run for. */
    void stopWhenClosed(Board writer) {
        board = writer;
    }

    /** Whether nobody reads any more. */
    boolean closed() {
        return closed;
    }

    @Override
    public void restarted(ResetCause cause, long cycle) {
        terminal.complain("the board was reset (" + cause.title() + "), the guest starts anew at"
                + " cycle " + cycle);
    }

    @Override
    public void console(ConsoleStream stream, byte[] bytes, long cycle) {
        if (closed) {
            return;
        }
        var target = stream == ConsoleStream.OUT ? terminal.out() : terminal.err();
        try {
            target.write(bytes);
            target.flush();
        } catch (IOException e) {
            closed = true;
            if (board != null) {
                board.stop();
            }
        }
    }
}
