package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How often each step was done, and what all of them cost in cycles. */
public final class StepCounts {
    private static final int OBJECT = Step.ALLOCATE_OBJECT.ordinal();
    private static final int ZERO = Step.ZERO_WORD.ordinal();
    private static final int MARK = Step.MARK_OBJECT.ordinal();
    private static final int SCAN = Step.SCAN_OBJECT.ordinal();
    private static final int SCAN_WORD = Step.SCAN_WORD.ordinal();
    private static final int SCAN_LARGE_WORD = Step.SCAN_LARGE_WORD.ordinal();
    private static final int FIND = Step.FIND_OBJECT.ordinal();

    private final long[] counts = new long[Step.values().length];
    private final HeapCosts costs;
    private final int[] table;
    private final int objectCost;
    private final int zeroCost;
    private long cycles;

    public StepCounts() {
        this(HeapCosts.DEFAULT);
    }

    public StepCounts(HeapCosts costs) {
        this.costs = costs;
        table = costs.table();
        objectCost = table[OBJECT];
        zeroCost = table[ZERO];
    }

    public long of(Step step) {
        return counts[step.ordinal()];
    }

    /** The price of all steps so far. */
    public long cycles() {
        return cycles;
    }

    /** The steps so far; later ones do not change it. */
    public StepCounts snapshot() {
        var copy = new StepCounts(costs);
        System.arraycopy(counts, 0, copy.counts, 0, counts.length);
        copy.cycles = cycles;
        return copy;
    }

    /** The steps since an earlier snapshot. */
    public StepCounts since(StepCounts earlier) {
        var difference = snapshot();
        for (int index = 0; index < counts.length; index++) {
            difference.counts[index] -= earlier.counts[index];
        }
        difference.cycles -= earlier.cycles;
        return difference;
    }

    /** An object was taken from a span, and so many words of it cleared: the hottest of all. */
    void countObject(int zeroWords) {
        counts[OBJECT]++;
        counts[ZERO] += zeroWords;
        cycles += objectCost + (long) zeroWords * zeroCost;
    }

    /** All of a few objects' marking at once: one step of it is cheap, but telling it is not. */
    void countMarked(long objects, long scans, long words, long largeWords, long found) {
        counts[MARK] += objects;
        counts[SCAN] += scans;
        counts[SCAN_WORD] += words;
        counts[SCAN_LARGE_WORD] += largeWords;
        counts[FIND] += found;
        cycles += objects * table[MARK] + scans * table[SCAN] + words * table[SCAN_WORD]
                + largeWords * table[SCAN_LARGE_WORD] + found * table[FIND];
    }

    void count(Step step) {
        int index = step.ordinal();
        counts[index]++;
        cycles += table[index];
    }

    void count(Step step, long times) {
        int index = step.ordinal();
        counts[index] += times;
        cycles += times * table[index];
    }

    void save(DataOutput out) throws IOException {
        Saved.longs(out, counts);
        out.writeLong(cycles);
    }

    void restore(DataInput in) throws IOException {
        Saved.into(counts, in);
        cycles = in.readLong();
    }
}
