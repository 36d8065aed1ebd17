package dev.hostless.cli;

import dev.hostless.board.CollectorPhase;

/**
 * One run of a sweep: the interrupt was raised at a cycle, and this became of it.
 *
 * @param window the collection in which it was raised
 */
record SweepPoint(SweepWindow window, long cycle, Outcome outcome) {
    /** What became of an interrupt. */
    sealed interface Outcome {
    }

    /** The guest took it so many cycles later. */
    record Taken(CollectorPhase phase, long latencyCycles) implements Outcome {
    }

    /** The line was pending already: the guest saw one interrupt where there were two. */
    record Coalesced() implements Outcome {
    }

    /** It was taken back before the guest saw it. */
    record Lost() implements Outcome {
    }

    /**
     * The run was over before the guest took it.
     *
     * @param state in which the run ended
     */
    record NotTaken(String state) implements Outcome {
    }

    long offset() {
        return cycle - window.startCycle();
    }
}
