package dev.hostless.gogc;

/** What a collector tells while it works. Times are cycles of the board. */
public sealed interface GcEvent {

    /**
     * A collection begins.
     *
     * @param heapBytes of heap at that time
     * @param goal of heap at the end of marking
     */
    record CycleStarted(long number, GcCause cause, long cycle, long heapBytes, long goal)
            implements
                GcEvent {
    }

    /** The collector is in another phase from now on. */
    record PhaseChanged(long number, GcPhase phase, long cycle) implements GcEvent {
    }

    /** Some spans were swept since the last such event; by whomever. */
    record SpansSwept(long number, long spans, long pages, long freedObjects, long freedBytes)
            implements
                GcEvent {
    }

    /** Marking is over. Sweeping is still to be done. */
    record CycleFinished(CycleFigures figures) implements GcEvent {
    }
}
