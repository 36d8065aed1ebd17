package dev.hostless.gogc;

/** How often each step was done. What a step costs in cycles is for the board to say. */
public final class StepCounts {
    private final long[] counts = new long[Step.values().length];

    public long of(Step step) {
        return counts[step.ordinal()];
    }

    void count(Step step) {
        counts[step.ordinal()]++;
    }

    void count(Step step, long times) {
        counts[step.ordinal()] += times;
    }
}
