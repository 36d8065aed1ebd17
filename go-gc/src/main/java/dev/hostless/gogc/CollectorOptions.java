package dev.hostless.gogc;

/**
 * How a collector works.
 *
 * @param check whether every marking is done a second time, slowly, and compared
 * @param startEvery 0, or for tests: a cycle starts at every so many GC-safe calls
 * @param sliceWork 0, or for tests: the work of each slice; 1 is one object
 * @param assistWork bytes of scan work that an allocation in debt pays at once, so that the next
 *        ones need not: 64 KiB in Go. Less makes shorter pauses, but more of them
 */
public record CollectorOptions(CollectorMode mode, boolean check, long startEvery, long sliceWork,
        long assistWork) {
    private static final long OVER_ASSIST_WORK = 64 << 10;

    public CollectorOptions {
        if (startEvery < 0 || sliceWork < 0 || assistWork < 1) {
            throw new IllegalArgumentException("a collector cannot start every " + startEvery
                    + " calls, or do slices of " + sliceWork + " and assists of " + assistWork);
        }
    }

    /** As Go has it. */
    public static CollectorOptions of(CollectorMode mode) {
        return new CollectorOptions(mode, false, 0, 0, OVER_ASSIST_WORK);
    }

    public CollectorOptions withCheck(boolean on) {
        return new CollectorOptions(mode, on, startEvery, sliceWork, assistWork);
    }

    /** For tests: cycles and slices of a certain size instead of those that the pacer wants. */
    public CollectorOptions withTest(long everyCalls, long work) {
        return new CollectorOptions(mode, check, everyCalls, work, Math.max(1, work));
    }

    public CollectorOptions withAssistWork(long work) {
        return new CollectorOptions(mode, check, startEvery, sliceWork, work);
    }
}
