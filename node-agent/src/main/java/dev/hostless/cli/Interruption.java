package dev.hostless.cli;

import dev.hostless.board.Board;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: the board stops, what is to be said is said, then the process ends with 130. */
final class Interruption {
    private static final long FAREWELL_SECONDS = 10;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean happened;

    private Interruption() {
    }

    static Interruption install(Board board) {
        var interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interruption.stop(board)));
        return interruption;
    }

    private void stop(Board board) {
        if (done.getCount() == 0) {
            return;
        }
        happened = true;
        board.stop();
        try {
            // The virtual machine ends when this returns: give the run the time to say its last.
            done.await(FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean happened() {
        return happened;
    }

    /** Everything is said. */
    void done() {
        done.countDown();
    }
}
