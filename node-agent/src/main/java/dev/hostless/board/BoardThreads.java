package dev.hostless.board;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads for boards. No more boards compute at once than there are cores for them; who waits for
 * one is served in the order of asking.
 *
 * <p>A board whose guest has returned while it waits rests in memory alone: it is run on by any
 * thread when its time has come or an input arrives. A guest that waits inside a call, as stock
 * wasip1 modules do, keeps the thread that its frames are on, and only gives its core up. So there
 * are as many threads as cores, one for each guest that stands in a call, and one that looks at the
 * time.
 */
public final class BoardThreads {
    /** Stack of a thread that runs boards; only what is touched becomes memory. */
    public static final long STACK_BYTES = Firmware.OPTIONS.threadStackBytes();

    /** A thread without work waits for so long: boards come and go in bursts. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int boards;
    private final int computing;
    private final Optional<Duration> freezeAfter;
    private final Executor freezer;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Claim> line = new ArrayDeque<>();
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    private final ScheduledThreadPoolExecutor timer;
    private final Permit permit = new Core();
    private final LongAdder freezes = new LongAdder();
    private final AtomicInteger frozen = new AtomicInteger();
    private int running;
    private int freeCores;
    private int threads;
    private int threadsMade;
    /** Of {@link #line}; read without the lock. */
    private volatile int waiting;

    /** Somebody who wants a core. */
    private sealed interface Claim {
    }

    /** A board that is due and has no thread. */
    private record Due(Run run) implements Claim {
    }

    /** A thread that stands in a guest's call. */
    private static final class Standing implements Claim {
        private final Condition served;
        private boolean isServed;

        Standing(Condition served) {
            this.served = served;
        }
    }

    /**
     * Room for boards.
     *
     * @param boards most boards at once, 1 to 100,000
     * @param computing most of them that compute at once, at least 1; the host's cores as a rule
     */
    public BoardThreads(int boards, int computing) {
        this(boards, computing, Optional.empty());
    }

    /**
     * As {@link #BoardThreads(int, int)}.
     *
     * @param freezeAfter a board that has rested for so long is kept as an image alone, until it
     *     goes on: much less memory, and some milliseconds to wake. Empty for never
     */
    public BoardThreads(int boards, int computing, Optional<Duration> freezeAfter) {
        if (boards < 1 || boards > 100_000) {
            throw new IllegalArgumentException("boards: wanted 1 to 100000, got " + boards);
        }
        if (computing < 1) {
            throw new IllegalArgumentException("computing: wanted at least 1, got " + computing);
        }
        this.boards = boards;
        this.computing = computing;
        this.freeCores = computing;
        this.freezeAfter = freezeAfter;
        freezer = pool("board-freezer");
        timer = new ScheduledThreadPoolExecutor(1,
                work -> Thread.ofPlatform().name("board-time").daemon().unstarted(work));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_NANOS, TimeUnit.NANOSECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** One thread, as long as there is something to do. */
    private static Executor pool(String name) {
        var pool = new ThreadPoolExecutor(1, 1, IDLE_NANOS, TimeUnit.NANOSECONDS,
                new LinkedBlockingQueue<>(),
                work -> Thread.ofPlatform().name(name).daemon().unstarted(work));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Runs a board.
     *
     * @param name for messages
     * @return the state in which it ended
     * @throws IllegalStateException when all places are taken, or the host has no thread left
     */
    public CompletableFuture<BoardState> start(String name, Board board) {
        var run = new Run(name, board);
        lock.lock();
        try {
            if (running == boards) {
                throw new IllegalStateException("no place for " + name + ": " + boards
                        + " boards run");
            }
            board.start(permit);
            if (!serve(new Due(run))) {
                throw new IllegalStateException("no thread for " + name);
            }
            running++;
        } finally {
            lock.unlock();
        }
        return run.ended;
    }

    /** Threads that run boards, or would. */
    public int threads() {
        lock.lock();
        try {
            return threads;
        } finally {
            lock.unlock();
        }
    }

    /** Boards that are frozen now. */
    public int frozen() {
        return frozen.get();
    }

    /** How often a board was frozen. */
    public long freezes() {
        return freezes.sum();
    }

    /** Gives a free core to a claim, or lines it up; false if the host has no thread for it. */
    private boolean serve(Claim claim) {
        if (freeCores == 0) {
            line.add(claim);
            waiting = line.size();
            return true;
        }
        freeCores--;
        return give(claim);
    }

    /** Gives a core, which is the caller's, to a claim. */
    private boolean give(Claim claim) {
        switch (claim) {
            case Standing standing -> {
                standing.isServed = true;
                standing.served.signal();
            }
            case Due due -> {
                var worker = idle.pollLast();
                if (worker != null) {
                    worker.next = due.run;
                    worker.called.signal();
                } else if (!hire(due.run)) {
                    freeCores++;
                    return false;
                }
            }
        }
        return true;
    }

    private @Nullable Claim pollLine() {
        var first = line.poll();
        waiting = line.size();
        return first;
    }

    /** Lets whoever is first in the line have the caller's core. */
    private void pass() {
        var first = pollLine();
        while (first instanceof Due(var run) && !give(first)) {
            freeCores--;
            run.failed();
            first = pollLine();
        }
        if (first == null) {
            freeCores++;
        } else if (first instanceof Standing) {
            give(first);
        }
    }

    private boolean hire(Run first) {
        var worker = new Worker(first);
        var thread = new Thread(null, worker, "boards-" + (threadsMade + 1), STACK_BYTES);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            return false;
        }
        threads++;
        threadsMade++;
        return true;
    }

    /** A thread, which has a core while it has a board. */
    private final class Worker implements Runnable {
        private final Condition called = lock.newCondition();
        private @Nullable Run next;

        Worker(Run first) {
            next = first;
        }

        @Override
        public void run() {
            for (var run = next; run != null; run = next()) {
                next = null;
                run.goOn();
            }
        }

        private @Nullable Run next() {
            lock.lock();
            try {
                if (line.peek() instanceof Due(var run)) {
                    pollLine();
                    return run;
                }
                pass();
                if (idle.size() < computing) {
                    idle.addLast(this);
                    rest();
                }
                if (next == null) {
                    threads--;
                }
                return next;
            } finally {
                lock.unlock();
            }
        }

        private void rest() {
            long left = IDLE_NANOS;
            while (next == null && left > 0) {
                try {
                    left = called.awaitNanos(left);
                } catch (InterruptedException _) {
                    // Nobody has a reason to interrupt an idle thread: it waits for work again.
                    left = IDLE_NANOS;
                }
            }
            if (next == null) {
                idle.remove(this);
            }
        }
    }

    /** A board on its way. */
    private final class Run {
        private final String name;
        private final Board board;
        private final CompletableFuture<BoardState> ended = new CompletableFuture<>();
        private boolean isFrozen;

        Run(String name, Board board) {
            this.name = name;
            this.board = board;
        }

        /** Called with a core; leaves the board resting, in the line or ended. */
        void goOn() {
            try {
                long nanos;
                synchronized (this) {
                    if (isFrozen) {
                        isFrozen = false;
                        frozen.decrementAndGet();
                    }
                    nanos = board.goOn();
                }
                if (nanos == BoardRun.ENDED) {
                    over();
                    ended.complete(board.end());
                } else if (nanos == 0) {
                    lineUp();
                } else {
                    new Nap(this).begin(nanos);
                }
            } catch (RuntimeException | Error bug) {
                over();
                ended.completeExceptionally(bug);
            }
        }

        private void lineUp() {
            lock.lock();
            try {
                line.add(new Due(this));
                waiting = line.size();
            } finally {
                lock.unlock();
            }
        }

        private void due() {
            lock.lock();
            try {
                if (!serve(new Due(this))) {
                    failed();
                }
            } finally {
                lock.unlock();
            }
        }

        private void failed() {
            running--;
            ended.completeAsync(() -> {
                throw new IllegalStateException("no thread for " + name);
            });
        }

        private void over() {
            lock.lock();
            try {
                running--;
            } finally {
                lock.unlock();
            }
        }
    }

    /** A rest of a board, which its time or an input ends, whatever comes first. */
    private final class Nap implements Runnable {
        private final Run run;
        private @Nullable ScheduledFuture<?> alarm;
        private @Nullable ScheduledFuture<?> freezing;
        private boolean over;

        Nap(Run run) {
            this.run = run;
        }

        void begin(long nanos) {
            var inbox = run.board.inbox();
            if (!inbox.onArrival(this)) {
                run.lineUp();
                return;
            }
            long freezeNanos = freezeAfter.map(Duration::toNanos).orElse(Long.MAX_VALUE);
            synchronized (this) {
                if (!over && nanos != Long.MAX_VALUE) {
                    alarm = timer.schedule(() -> {
                        if (inbox.forget(this)) {
                            run();
                        }
                    }, nanos, TimeUnit.NANOSECONDS);
                }
                if (!over && freezeNanos < nanos) {
                    freezing = timer.schedule(() -> freezer.execute(this::freeze), freezeNanos,
                            TimeUnit.NANOSECONDS);
                }
            }
        }

        /** Not while the board goes on; and it goes on only afterwards. */
        private void freeze() {
            synchronized (run) {
                if (!isOver() && run.board.freeze()) {
                    run.isFrozen = true;
                    frozen.incrementAndGet();
                    freezes.increment();
                }
            }
        }

        private synchronized boolean isOver() {
            return over;
        }

        /** Called once. */
        @Override
        public void run() {
            synchronized (this) {
                over = true;
                if (alarm != null) {
                    alarm.cancel(false);
                }
                if (freezing != null) {
                    freezing.cancel(false);
                }
            }
            run.due();
        }
    }

    private final class Core implements Permit {
        @Override
        public void take() {
            lock.lock();
            try {
                if (freeCores > 0) {
                    freeCores--;
                    return;
                }
                var claim = new Standing(lock.newCondition());
                line.add(claim);
                waiting = line.size();
                while (!claim.isServed) {
                    claim.served.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void give() {
            lock.lock();
            try {
                pass();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean wanted() {
            return waiting > 0;
        }
    }
}
