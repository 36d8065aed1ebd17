package dev.hostless.cli;

import dev.hostless.board.Board;
import dev.hostless.board.InputEvent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What UART0 receives. Input that is there already is planned for the first cycle, so that the run
 * can be repeated; input that is still to come enters when it comes.
 */
final class StandardInput {
    private static final int CHUNK_BYTES = 4_096;
    private static final int FILE_BYTES_MAX = 64 << 20;
    private static final long RETRY_MILLIS = 2;

    private final InputStream in;
    private final long from;

    /** @param from the cycle at which planned input enters */
    StandardInput(InputStream in, long from) {
        this.in = in;
        this.from = from;
    }

    /** Everything is there: read it now. */
    void planAll(Board board) {
        try {
            plan(board, in.readAllBytes());
        } catch (IOException e) {
            throw new UsageProblem("standard input cannot be read: " + e.getMessage());
        }
    }

    void planFile(Board board, Path file) {
        plan(board, bytes(file));
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new UsageProblem("--uart-in: wanted a file, " + file + " is a directory");
            }
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new UsageProblem("--uart-in: wanted at most 64MiB, " + file + " has "
                        + Files.size(file) + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UsageProblem("--uart-in: no such file: " + file);
        } catch (IOException e) {
            throw new UsageProblem("--uart-in: " + file + " cannot be read: " + e.getMessage());
        }
    }

    private void plan(Board board, byte[] bytes) {
        events(bytes).forEach(event -> board.injectAt(from, event));
    }

    private static List<InputEvent> events(byte[] bytes) {
        var events = new ArrayList<InputEvent>();
        int size = InputEvent.UART_BYTES_MAX;
        for (int at = 0; at < bytes.length; at += size) {
            events.add(new InputEvent.UartInput(
                    Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
        }
        events.add(new InputEvent.InputEnd());
        return events;
    }

    /** What is there already, for boards that are many; of a terminal or a pipe nothing. */
    List<InputEvent> known(@Nullable Path file, boolean fixed) {
        if (file != null) {
            return events(bytes(file));
        }
        try {
            return events(fixed ? in.readAllBytes() : new byte[0]);
        } catch (IOException e) {
            throw new UsageProblem("standard input cannot be read: " + e.getMessage());
        }
    }

    /** Hands over what comes, on a thread of its own, and waits while the board has enough. */
    void follow(Board board) {
        var thread = new Thread(() -> copyTo(board), "standard input");
        thread.setDaemon(true);
        thread.start();
    }

    private void copyTo(Board board) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            int size = in.read(chunk);
            while (size >= 0) {
                if (size > 0) {
                    inject(board, new InputEvent.UartInput(Arrays.copyOf(chunk, size)));
                }
                size = in.read(chunk);
            }
        } catch (IOException e) {
            // A terminal that goes away is the end of the input too.
        } catch (InterruptedException e) {
            return;
        }
        try {
            inject(board, new InputEvent.InputEnd());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void inject(Board board, InputEvent event) throws InterruptedException {
        while (!board.inject(event)) {
            Thread.sleep(RETRY_MILLIS);
        }
    }
}
