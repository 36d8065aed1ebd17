package dev.hostless.cli;

import dev.hostless.board.Board;
import dev.hostless.board.BoardListener;
import dev.hostless.board.BoardReport;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.BoardThreads;
import dev.hostless.board.CollectorPhase;
import dev.hostless.board.Firmware;
import dev.hostless.board.InputEvent;
import dev.hostless.board.Pace;
import dev.hostless.board.RunObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs one firmware again and again with the same inputs but for one interrupt, and nobody sees
 * what it prints.
 *
 * @param plan the last cycle, and interrupts that come in every run
 * @param inputs of UART0, from cycle 0 on
 * @param line the one whose interrupts are watched
 */
record SweepRun(BoardSpec spec, Firmware firmware, RunPlan plan, List<InputEvent> inputs,
        int line) {
    /** Phases that a reference run may have: enough for 50,000 collections. */
    private static final int MOVES_MAX = 200_000;

    /**
     * A run without the interrupt.
     *
     * @param moves of the collector
     * @param lastCycle at which it ended
     * @param state in which it ended
     * @param taken whether the guest took any interrupt of the line
     */
    record Reference(List<SweepWindow.Move> moves, long lastCycle, String state, boolean taken) {
    }

    /** Finds out what the collector does when nothing disturbs it. */
    Reference reference(BoardThreads threads) {
        var moves = new ArrayList<SweepWindow.Move>();
        var taken = new boolean[1];
        var board = board(new BoardListener() {
            @Override
            public void collectorMoved(CollectorPhase phase, long cycle) {
                if (moves.size() < MOVES_MAX) {
                    moves.add(new SweepWindow.Move(phase, cycle));
                }
            }

            @Override
            public void interruptTaken(int which, CollectorPhase phase, long raisedCycle,
                    long takenCycle) {
                taken[0] |= which == line;
            }
        }, plan.stopAt());
        var end = threads.start("reference", board).join();
        return new Reference(moves, board.snapshot().cycle(), end.name(), taken[0]);
    }

    /**
     * A run with the interrupt at a cycle.
     *
     * @param until the last cycle at which it is waited for
     */
    CompletableFuture<SweepPoint> start(BoardThreads threads, SweepWindow window, long cycle,
            long until) {
        var watch = new Watch(line, cycle);
        var board = board(watch, until);
        watch.board = board;
        board.injectAt(cycle, new InputEvent.Interrupt(line));
        return threads.start("cycle " + cycle, board).thenApply(end -> new SweepPoint(window,
                cycle, watch.outcome().orElseGet(() -> new SweepPoint.NotTaken(end.name()))));
    }

    /** The same run once more, watched and to its end at a cycle. */
    BoardReport repeat(BoardThreads threads, long cycle, long until, RunObserver observer) {
        var board = board(BoardListener.NONE, until);
        board.injectAt(cycle, new InputEvent.Interrupt(line));
        board.observe(observer);
        threads.start("worst case", board).join();
        return board.report();
    }

    private Board board(BoardListener listener, long until) {
        var board = new Board(spec, firmware, listener, Pace.MAX, System::nanoTime);
        inputs.forEach(input -> board.injectAt(0, input));
        plan.withStopAt(until).applyTo(board);
        board.liveFrom(Long.MAX_VALUE);
        return board;
    }

    /** Waits for what becomes of one interrupt, and ends the run then. */
    private static final class Watch implements BoardListener {
        private final int line;
        private final long cycle;
        private @Nullable Board board;
        private SweepPoint.@Nullable Outcome outcome;

        Watch(int line, long cycle) {
            this.line = line;
            this.cycle = cycle;
        }

        Optional<SweepPoint.Outcome> outcome() {
            return Optional.ofNullable(outcome);
        }

        @Override
        public void interruptTaken(int which, CollectorPhase phase, long raisedCycle,
                long takenCycle) {
            if (which == line && raisedCycle == cycle) {
                end(new SweepPoint.Taken(phase, takenCycle - raisedCycle));
            }
        }

        @Override
        public void interruptNotTaken(int which, long raisedCycle, boolean coalesced) {
            if (which == line && raisedCycle == cycle) {
                end(coalesced ? new SweepPoint.Coalesced() : new SweepPoint.Lost());
            }
        }

        private void end(SweepPoint.Outcome what) {
            if (outcome == null) {
                outcome = what;
                if (board != null) {
                    board.stop();
                }
            }
        }
    }
}
