package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * When a collection begins and what allocations pay for it: Go's gcController. Numbers in, numbers
 * out: it reads no clock and touches no heap, so that it can be tested as Go tests its own.
 *
 * <p>The <b>goal</b> is the heap size at which marking should be over: what the last marking left,
 * and GOGC percent more of it and of the roots; less if the memory limit asks for it. The
 * <b>trigger</b> lies a <b>runway</b> below the goal: what the program will allocate while a
 * quarter of the time marks everything, by the measured ratio of allocation to marking (cons/mark).
 * If that turns out too short, allocations <b>assist</b>: each byte buys so much marking that the
 * work ends when the goal is reached. All sizes are bytes; scan work is bytes read by the marker.
 */
public final class Pacer {
    /** The share of the time that background marking may take. */
    public static final double BACKGROUND_UTILIZATION = 0.25;

    /** What {@link #setGcPercent} takes for GOGC=off. */
    public static final int OFF = -1;

    /** The memory limit that is none. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    static final long NOT_TRIGGERED = Long.MAX_VALUE;

    private static final long DEFAULT_HEAP_MINIMUM = 4 << 20;
    private static final long SWEEP_MIN_HEAP_DISTANCE = 1 << 20;
    private static final long MIN_RUNWAY = 64 << 10;
    private static final long LIMIT_MIN_HEADROOM = 1 << 20;
    private static final int LIMIT_HEADROOM_PERCENT = 3;
    private static final int TRIGGER_RATIO_DENOMINATOR = 64;
    private static final int MIN_TRIGGER_RATIO = 45;
    private static final int MAX_TRIGGER_RATIO = 61;
    private static final double MAX_OVERSHOOT = 1.1;
    private static final int OFF_PERCENT = 100_000;
    private static final int HISTORY = 4;

    private final long defaultHeapMinimum;

    private int gcPercent;
    private long memoryLimit = NO_LIMIT;
    private long heapMinimum;

    private long heapLive;
    private long heapScan;
    private long heapMarked;
    private long lastHeapScan;
    private long lastStackScan;
    private long maxStackScan;
    private long globalsScan;

    private long scanWorkHeap;
    private long scanWorkStack;
    private long scanWorkGlobals;
    private long triggered = NOT_TRIGGERED;
    private long markStartTime;
    private long assistTime;
    private long idleTime;

    private double consMark;
    private final double[] lastConsMark = new double[HISTORY];
    private long percentGoal;
    private long sweepDistanceTrigger;
    private long runway;
    private long lastHeapGoal;

    private long mappedReady;
    private long heapFree;
    private long heapAlloc;

    private double assistWorkPerByte;
    private double assistBytesPerWork;

    /** Go's: a heap minimum of 4 MiB at GOGC=100. */
    public Pacer(int gcPercent, long memoryLimit) {
        this(gcPercent, memoryLimit, DEFAULT_HEAP_MINIMUM);
    }

    /**
     * @param gcPercent GOGC, negative for off
     * @param memoryLimit GOMEMLIMIT
     * @param defaultHeapMinimum the least goal at GOGC=100: 4 MiB in Go, 512 KiB with its
     *        experiment heapminimum512kib, less for small machines
     */
    public Pacer(int gcPercent, long memoryLimit, long defaultHeapMinimum) {
        if (defaultHeapMinimum < 0) {
            throw new IllegalArgumentException(
                    "the heap minimum cannot be " + defaultHeapMinimum + " bytes");
        }
        this.defaultHeapMinimum = defaultHeapMinimum;
        setGcPercent(gcPercent);
        setMemoryLimit(memoryLimit);
        commit(true);
    }

    /** Sets GOGC; it counts from the next {@link #commit} on. */
    public void setGcPercent(int percent) {
        gcPercent = Math.max(OFF, percent);
        heapMinimum = gcPercent < 0
                ? Long.MAX_VALUE
                : saturatedProduct(defaultHeapMinimum, gcPercent) / 100;
    }

    public int gcPercent() {
        return gcPercent;
    }

    /** Sets GOMEMLIMIT; a negative one changes nothing, as in Go. */
    public void setMemoryLimit(long bytes) {
        if (bytes >= 0) {
            memoryLimit = bytes;
        }
    }

    public long memoryLimit() {
        return memoryLimit;
    }

    /**
     * The memory that the limit is about.
     *
     * @param mapped bytes that are mapped and not released
     * @param free of these, in no span
     * @param allocated bytes of objects
     */
    public void setMemory(long mapped, long free, long allocated) {
        mappedReady = mapped;
        heapFree = free;
        heapAlloc = allocated;
    }

    /** What there is to scan beside the heap: globals now, and stacks at most. */
    public void setRoots(long globalsBytes, long stackBytes) {
        globalsScan = globalsBytes;
        maxStackScan = stackBytes;
    }

    /** The heap has grown, or shrunk if its owner frees objects. */
    public void heapGrew(long liveBytes, long scanBytes) {
        heapLive = Math.max(0, heapLive + liveBytes);
        heapScan = Math.max(0, heapScan + scanBytes);
    }

    /** Marking begins. */
    public void startCycle(long now) {
        scanWorkHeap = 0;
        scanWorkStack = 0;
        scanWorkGlobals = 0;
        assistTime = 0;
        idleTime = 0;
        markStartTime = now;
        triggered = heapLive;
        revise();
    }

    /** Marking has done so much of its work. */
    public void scanned(long heapBytes, long stackBytes, long globalsBytes) {
        scanWorkHeap += heapBytes;
        scanWorkStack += stackBytes;
        scanWorkGlobals += globalsBytes;
    }

    /** Time that went to marking: for allocations, and while there was nothing else to do. */
    public void spent(long assisting, long idle) {
        assistTime += assisting;
        idleTime += idle;
    }

    /** Computes the assist ratio anew from how much heap and how much work is left. */
    public void revise() {
        int percent = gcPercent < 0 ? OFF_PERCENT : gcPercent;
        long work = scanWork();
        long goal = heapGoal();
        long expected = lastHeapScan + lastStackScan + globalsScan;
        long maxWork = heapScan + maxStackScan + globalsScan;
        if (work > expected) {
            // More is reachable than expected: aim at the goal that all of it would have had.
            double hardGoal = (1 + percent / 100.0) * goal;
            double extended = expected == 0
                    ? hardGoal
                    : (double) (goal - triggered) / expected * maxWork + triggered;
            expected = maxWork;
            goal = (long) Math.min(extended, hardGoal);
        }
        if (heapLive > goal) {
            goal = (long) (goal * MAX_OVERSHOOT);
            expected = maxWork;
        }
        double workLeft = Math.max(1000, expected - work);
        double heapLeft = Math.max(1, goal - heapLive);
        assistWorkPerByte = workLeft / heapLeft;
        assistBytesPerWork = heapLeft / workLeft;
    }

    /** Marking is over: measures cons/mark. */
    public void endCycle(long now) {
        lastHeapGoal = heapGoal();
        double utilization = utilization(now);
        if (heapLive <= triggered) {
            // Nothing was allocated, so nothing was measured.
            return;
        }
        long elapsed = now - markStartTime;
        double idle = elapsed > 0 ? (double) idleTime / elapsed : 0;
        double current = (heapLive - triggered) * (utilization + idle)
                / (Math.max(1, scanWork()) * (1 - utilization));
        consMark = current;
        for (double earlier : lastConsMark) {
            consMark = Math.max(consMark, earlier);
        }
        System.arraycopy(lastConsMark, 1, lastConsMark, 0, HISTORY - 1);
        lastConsMark[HISTORY - 1] = current;
    }

    /** The share of the time that marking has taken so far. */
    public double utilization(long now) {
        long elapsed = now - markStartTime;
        return BACKGROUND_UTILIZATION + (elapsed > 0 ? (double) assistTime / elapsed : 0);
    }

    /** From now on the heap is what was marked. */
    public void resetLive(long markedBytes) {
        heapMarked = markedBytes;
        heapLive = markedBytes;
        heapScan = scanWorkHeap;
        lastHeapScan = scanWorkHeap;
        lastStackScan = scanWorkStack;
        triggered = NOT_TRIGGERED;
    }

    /** Computes goal and runway anew: after a marking, and when GOGC has changed. */
    public void commit(boolean isSweepDone) {
        sweepDistanceTrigger = isSweepDone ? 0 : heapLive + SWEEP_MIN_HEAP_DISTANCE;
        long goal = Long.MAX_VALUE;
        if (gcPercent >= 0) {
            goal = heapMarked
                    + saturatedProduct(heapMarked + lastStackScan + globalsScan, gcPercent) / 100;
        }
        percentGoal = Math.max(goal, heapMinimum);
        runway = (long) (consMark * (1 - BACKGROUND_UTILIZATION) / BACKGROUND_UTILIZATION
                * (lastHeapScan + lastStackScan + globalsScan));
    }

    /** Where marking should end. */
    public long heapGoal() {
        return goalAndLeastTrigger()[0];
    }

    /** The heap size at which a collection begins. */
    public long trigger() {
        long[] both = goalAndLeastTrigger();
        long goal = both[0];
        if (heapMarked >= goal) {
            return goal;
        }
        long distance = (goal - heapMarked) / TRIGGER_RATIO_DENOMINATOR;
        long least = Math.max(Math.max(both[1], heapMarked),
                distance * MIN_TRIGGER_RATIO + heapMarked);
        long most = distance * MAX_TRIGGER_RATIO + heapMarked;
        if (goal > defaultHeapMinimum) {
            most = Math.max(most, goal - defaultHeapMinimum);
        }
        most = Math.max(most, least);
        long trigger = runway > goal ? least : goal - runway;
        return Math.min(Math.max(trigger, least), most);
    }

    /** Pages to sweep for each byte that the heap grows, so that the sweep ends in time. */
    public double sweepPagesPerByte(long pagesInUse, long pagesSwept, int pageBytes) {
        long pages = pagesInUse - pagesSwept;
        long distance = Math.max(trigger() - heapLive - SWEEP_MIN_HEAP_DISTANCE, pageBytes);
        return pages <= 0 ? 0 : (double) pages / distance;
    }

    /** Scan work that an allocated byte must pay for. */
    public double assistWorkPerByte() {
        return assistWorkPerByte;
    }

    /** Bytes that a unit of scan work pays for. */
    public double assistBytesPerWork() {
        return assistBytesPerWork;
    }

    /** Cycles of background marking that are due for so many cycles of the guest. */
    public static long backgroundCycles(long guestCycles) {
        return (long) (guestCycles * (BACKGROUND_UTILIZATION / (1 - BACKGROUND_UTILIZATION)));
    }

    public long heapLive() {
        return heapLive;
    }

    public long heapMarked() {
        return heapMarked;
    }

    /** Work of the marking under way, or of the last. */
    public long scanWork() {
        return scanWorkHeap + scanWorkStack + scanWorkGlobals;
    }

    public long heapScanWork() {
        return scanWorkHeap;
    }

    public long stackScanWork() {
        return scanWorkStack;
    }

    public long globalsScanWork() {
        return scanWorkGlobals;
    }

    public long globalsScan() {
        return globalsScan;
    }

    /** Bytes of heap that the last finished marking has read. */
    public long lastHeapScan() {
        return lastHeapScan;
    }

    public long lastStackScan() {
        return lastStackScan;
    }

    public long maxStackScan() {
        return maxStackScan;
    }

    /** The goal of the last marking. */
    public long lastHeapGoal() {
        return lastHeapGoal;
    }

    public double consMark() {
        return consMark;
    }

    private long[] goalAndLeastTrigger() {
        long limitGoal = memoryLimitGoal();
        if (limitGoal < percentGoal) {
            return new long[]{limitGoal, 0};
        }
        long goal = Math.max(percentGoal, sweepDistanceTrigger);
        if (triggered != NOT_TRIGGERED) {
            goal = Math.max(goal, triggered + MIN_RUNWAY);
        }
        return new long[]{goal, sweepDistanceTrigger};
    }

    private long memoryLimitGoal() {
        if (memoryLimit == NO_LIMIT) {
            return Long.MAX_VALUE;
        }
        long beside = mappedReady - heapFree - heapAlloc;
        long over = Math.max(0, mappedReady - memoryLimit);
        if (beside + over >= memoryLimit) {
            return heapMarked;
        }
        long goal = memoryLimit - beside - over;
        long headroom = Math.max(goal / 100 * LIMIT_HEADROOM_PERCENT, LIMIT_MIN_HEADROOM);
        goal = goal - headroom < headroom ? headroom : goal - headroom;
        return Math.max(goal, heapMarked);
    }

    private static long saturatedProduct(long bytes, long percent) {
        long high = Math.multiplyHigh(bytes, percent);
        return high == 0 && bytes * percent >= 0 ? bytes * percent : Long.MAX_VALUE;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(gcPercent);
        out.writeLong(memoryLimit);
        out.writeLong(heapMinimum);
        out.writeLong(heapLive);
        out.writeLong(heapScan);
        out.writeLong(heapMarked);
        out.writeLong(lastHeapScan);
        out.writeLong(lastStackScan);
        out.writeLong(maxStackScan);
        out.writeLong(globalsScan);
        out.writeLong(scanWorkHeap);
        out.writeLong(scanWorkStack);
        out.writeLong(scanWorkGlobals);
        out.writeLong(triggered);
        out.writeLong(markStartTime);
        out.writeLong(assistTime);
        out.writeLong(idleTime);
        out.writeDouble(consMark);
        for (double last : lastConsMark) {
            out.writeDouble(last);
        }
        for (long value : new long[]{percentGoal, sweepDistanceTrigger, runway, lastHeapGoal,
            mappedReady, heapFree, heapAlloc}) {
            out.writeLong(value);
        }
        out.writeDouble(assistWorkPerByte);
        out.writeDouble(assistBytesPerWork);
    }

    void restore(DataInput in) throws IOException {
        gcPercent = in.readInt();
        memoryLimit = in.readLong();
        heapMinimum = in.readLong();
        heapLive = in.readLong();
        heapScan = in.readLong();
        heapMarked = in.readLong();
        lastHeapScan = in.readLong();
        lastStackScan = in.readLong();
        maxStackScan = in.readLong();
        globalsScan = in.readLong();
        scanWorkHeap = in.readLong();
        scanWorkStack = in.readLong();
        scanWorkGlobals = in.readLong();
        triggered = in.readLong();
        markStartTime = in.readLong();
        assistTime = in.readLong();
        idleTime = in.readLong();
        consMark = in.readDouble();
        for (int index = 0; index < lastConsMark.length; index++) {
            lastConsMark[index] = in.readDouble();
        }
        percentGoal = in.readLong();
        sweepDistanceTrigger = in.readLong();
        runway = in.readLong();
        lastHeapGoal = in.readLong();
        mappedReady = in.readLong();
        heapFree = in.readLong();
        heapAlloc = in.readLong();
        assistWorkPerByte = in.readDouble();
        assistBytesPerWork = in.readDouble();
    }
}
