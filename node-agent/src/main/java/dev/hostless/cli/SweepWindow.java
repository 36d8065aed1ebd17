package dev.hostless.cli;

import dev.hostless.board.CollectorPhase;
import java.util.ArrayList;
import java.util.List;

/**
 * A collection, from the stop of the world with which it begins to the end of its sweep.
 *
 * @param number 1 for the first of the run
 * @param moves its phases, in order; the first is the stop
 * @param endCycle the first cycle behind it
 */
record SweepWindow(int number, List<Move> moves, long endCycle) {
    /** The collector is in a phase from a cycle on. */
    record Move(CollectorPhase phase, long cycle) {
    }

    long startCycle() {
        return moves.getFirst().cycle();
    }

    long cycles() {
        return endCycle - startCycle();
    }

    /** The phase at a cycle within it. */
    CollectorPhase phaseAt(long cycle) {
        var phase = moves.getFirst().phase();
        for (var move : moves) {
            if (move.cycle() <= cycle) {
                phase = move.phase();
            }
        }
        return phase;
    }

    /** The whole collections among the moves of a run; one that had no end is none. */
    static List<SweepWindow> of(List<Move> moves) {
        var windows = new ArrayList<SweepWindow>();
        List<Move> current = List.of();
        var before = CollectorPhase.OFF;
        for (var move : moves) {
            boolean begins = move.phase() == CollectorPhase.STOPPED
                    && before != CollectorPhase.MARKING;
            if (!current.isEmpty() && (begins || move.phase() == CollectorPhase.OFF)) {
                windows.add(new SweepWindow(windows.size() + 1, current, move.cycle()));
                current = List.of();
            }
            if (begins) {
                current = new ArrayList<>();
            }
            if (begins || !current.isEmpty()) {
                current.add(move);
            }
            before = move.phase();
        }
        return windows;
    }
}
