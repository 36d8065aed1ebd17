package dev.hostless.board;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Threads for boards. A wasip1 guest blocks inside its own wait, so each running board has a
 * platform thread with a stack of its own; but no more of them compute at once than there are
 * permits, and a board that waits gives its permit up.
 */
public final class BoardThreads {
    /** Stack of a board's thread; only what is touched becomes memory. */
    public static final long STACK_BYTES = Firmware.OPTIONS.threadStackBytes();

    private final int boards;
    private final Semaphore places;
    private final Semaphore permits;
    private final Permit permit = new CorePermit();

    /**
     * Room for boards.
     *
     * @param boards most boards at once, 1 to 100,000
     * @param computing most of them that compute at once, at least 1; the host's cores as a rule
     */
    public BoardThreads(int boards, int computing) {
        if (boards < 1 || boards > 100_000) {
            throw new IllegalArgumentException("boards: wanted 1 to 100000, got " + boards);
        }
        if (computing < 1) {
            throw new IllegalArgumentException("computing: wanted at least 1, got " + computing);
        }
        this.boards = boards;
        this.places = new Semaphore(boards);
        this.permits = new Semaphore(computing, true);
    }

    /**
     * Runs a board on a thread of its own.
     *
     * @param name of the thread
     * @return the state in which it ended
     * @throws IllegalStateException when all places are taken, or the host has no thread left
     */
    public CompletableFuture<BoardState> start(String name, Board board) {
        if (!places.tryAcquire()) {
            throw new IllegalStateException("no place for " + name + ": " + boards + " boards run");
        }
        var ended = new CompletableFuture<BoardState>();
        var thread = new Thread(null, () -> run(board, ended), name, STACK_BYTES);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            places.release();
            throw new IllegalStateException("no thread for " + name, noThread);
        }
        return ended;
    }

    private void run(Board board, CompletableFuture<BoardState> ended) {
        permit.take();
        try {
            ended.complete(board.run(permit));
        } catch (RuntimeException | Error bug) {
            ended.completeExceptionally(bug);
        } finally {
            permit.give();
            places.release();
        }
    }

    private final class CorePermit implements Permit {
        @Override
        public void take() {
            permits.acquireUninterruptibly();
        }

        @Override
        public void give() {
            permits.release();
        }

        @Override
        public boolean wanted() {
            return permits.hasQueuedThreads();
        }
    }
}
