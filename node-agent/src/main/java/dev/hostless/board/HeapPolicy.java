package dev.hostless.board;

import dev.hostless.gogc.CollectorMode;
import dev.hostless.gogc.CollectorOptions;

/**
 * How a board collects a hosted heap.
 *
 * @param collector the kind of collector
 * @param check whether freed memory is poisoned and every cycle's marks are held against a second,
 *     slow marking; costs host time and no cycles
 * @param startEvery 0; for tests: a cycle starts at every so many GC-safe calls
 * @param sliceWork 0; for tests: bytes that a slice marks, 1 for one object
 */
public record HeapPolicy(Collector collector, boolean check, long startEvery, long sliceWork) {
    /** Marking beside the program, and no checks. */
    public static final HeapPolicy DEFAULT = new HeapPolicy(Collector.INCREMENTAL, false, 0, 0);

    /** The kinds of collector. They free the same objects; pauses and costs differ. */
    public enum Collector {
        /** Everything is marked in one pause. */
        STW(CollectorMode.STOP_THE_WORLD),
        /** Objects are marked in slices beside the program. */
        INCREMENTAL(CollectorMode.INCREMENTAL),
        /** In slices, and small objects span by span, as in Go 1.26. */
        GREENTEA(CollectorMode.GREEN_TEA);

        private final CollectorMode mode;

        Collector(CollectorMode mode) {
            this.mode = mode;
        }
    }

    /**
     * What an allocation in debt marks at once, in bytes. Nothing interrupts it, so it is latency:
     * Go's 64 KiB are 20 ms of a board at 200 MHz, these a fifth of a millisecond.
     */
    private static final long ASSIST_WORK = 512;

    public HeapPolicy {
        if (startEvery < 0 || sliceWork < 0) {
            throw new IllegalArgumentException("a collector cannot start every " + startEvery
                    + " calls, or do slices of " + sliceWork + " bytes");
        }
    }

    public HeapPolicy withCollector(Collector kind) {
        return new HeapPolicy(kind, check, startEvery, sliceWork);
    }

    public HeapPolicy withCheck(boolean on) {
        return new HeapPolicy(collector, on, startEvery, sliceWork);
    }

    /** For tests: a cycle at every so many GC-safe calls, in slices of so many bytes. */
    public HeapPolicy withTest(long everyCalls, long work) {
        return new HeapPolicy(collector, check, everyCalls, work);
    }

    CollectorOptions options() {
        var options = CollectorOptions.of(collector.mode).withCheck(check)
                .withAssistWork(ASSIST_WORK);
        return startEvery > 0 || sliceWork > 0 ? options.withTest(startEvery, sliceWork) : options;
    }
}
