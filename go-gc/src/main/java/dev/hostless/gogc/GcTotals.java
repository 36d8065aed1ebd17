package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** What collecting has cost since the heap was made, in cycles of the board. */
public final class GcTotals {
    /** Pauses that MemStats remembers. */
    static final int RING = 256;

    private final PauseHistogram pauses = new PauseHistogram();
    /** Both rings are made when the first cycle has ended: boards are many. */
    private long[] pauseCycles = {};
    private long[] pauseEnds = {};
    private int cycles;
    private long pauseSum;
    private long assistSum;
    private long backgroundSum;
    private long idleSum;
    private long assist;
    private long background;
    private long idle;

    GcTotals() {
    }

    /** Each pause by itself: two for each collection. */
    public PauseFigures pauses() {
        return pauses.figures();
    }

    public long pauseCycles() {
        return pauseSum;
    }

    public long assistCycles() {
        return assistSum;
    }

    public long backgroundCycles() {
        return backgroundSum;
    }

    public long idleCycles() {
        return idleSum;
    }

    /** Everything but what was done while there was nothing else to do. */
    public long gcCycles() {
        return pauseSum + assistSum + backgroundSum;
    }

    /** Both pauses of each of the last 256 collections, in a ring as in MemStats. */
    public long[] pauseRing() {
        return Arrays.copyOf(pauseCycles, RING);
    }

    /** When these collections ended. */
    public long[] pauseEndRing() {
        return Arrays.copyOf(pauseEnds, RING);
    }

    void beginCycle() {
        assist = 0;
        background = 0;
        idle = 0;
    }

    void paused(long duration) {
        pauses.record(duration);
        pauseSum += duration;
    }

    void ended(long end, long pause) {
        if (pauseCycles.length == 0) {
            pauseCycles = new long[RING];
            pauseEnds = new long[RING];
        }
        pauseCycles[cycles % RING] = pause;
        pauseEnds[cycles % RING] = end;
        cycles++;
    }

    void assist(long duration) {
        assist += duration;
        assistSum += duration;
    }

    void background(long duration) {
        background += duration;
        backgroundSum += duration;
    }

    void idle(long duration) {
        idle += duration;
        idleSum += duration;
    }

    long cycleAssist() {
        return assist;
    }

    long cycleBackground() {
        return background;
    }

    long cycleIdle() {
        return idle;
    }

    /** The share of all time up to now, in 1/1000. */
    int permille(long now) {
        return now <= 0 ? 0 : (int) Math.min(1000, 1000.0 * gcCycles() / now);
    }

    void save(DataOutput out) throws IOException {
        pauses.save(out);
        Saved.longs(out, pauseCycles);
        Saved.longs(out, pauseEnds);
        out.writeInt(cycles);
        out.writeLong(pauseSum);
        out.writeLong(assistSum);
        out.writeLong(backgroundSum);
        out.writeLong(idleSum);
        out.writeLong(assist);
        out.writeLong(background);
        out.writeLong(idle);
    }

    void restore(DataInput in) throws IOException {
        pauses.restore(in);
        pauseCycles = Saved.longs(in);
        pauseEnds = Saved.longs(in);
        cycles = in.readInt();
        pauseSum = in.readLong();
        assistSum = in.readLong();
        backgroundSum = in.readLong();
        idleSum = in.readLong();
        assist = in.readLong();
        background = in.readLong();
        idle = in.readLong();
    }
}
