package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A finished collection of a hosted heap. Times are cycles of the board.
 *
 * @param number from 1
 * @param start when it began
 * @param end when marking was over and the program ran on
 * @param sweepTermination of the first pause
 * @param mark between the pauses
 * @param markTermination of the second pause
 * @param assist of the marking that allocations paid for
 * @param background of marking in slices
 * @param idle of marking while the program waited
 * @param heapStart bytes of heap when it began
 * @param heapEnd bytes of heap when marking was over
 * @param goal of the heap when it began
 * @param stackBytes of stacks that were scanned
 * @param globalBytes of globals that were scanned
 * @param marked what was found to be alive
 * @param gcPermille of all time since the board's start that went to collecting, in 1/1000
 */
public record CycleFigures(long number, GcCause cause, long start, long end,
        long sweepTermination, long mark, long markTermination, long assist, long background,
        long idle, long heapStart, long heapEnd, long goal, long stackBytes, long globalBytes,
        MarkFigures marked, int gcPermille) {
    private static final long MICROS = 1_000_000;

    /** Both pauses. */
    public long pause() {
        return sweepTermination + markTermination;
    }

    /**
     * As Go's runtime reports it with gctrace=1.
     *
     * @param hz cycles of a second
     */
    public GcTrace trace(long hz) {
        return new GcTrace(number, micros(start, hz) / 1000, gcPermille / 10, false,
                micros(sweepTermination, hz), micros(mark, hz), micros(markTermination, hz),
                micros(sweepTermination, hz), micros(assist, hz), micros(background, hz),
                micros(idle, hz), micros(markTermination, hz), heapStart >> 20, heapEnd >> 20,
                marked.bytes() >> 20, goal >> 20, stackBytes >> 20, globalBytes >> 20, 1,
                cause == GcCause.FORCED);
    }

    private static long micros(long cycles, long hz) {
        return cycles / hz * MICROS + cycles % hz * MICROS / hz;
    }

    void save(DataOutput out) throws IOException {
        out.writeByte(cause.ordinal());
        for (long value : new long[]{number, start, end, sweepTermination, mark, markTermination,
            assist, background, idle, heapStart, heapEnd, goal, stackBytes, globalBytes,
            marked.objects(), marked.bytes(), marked.scannedWords()}) {
            out.writeLong(value);
        }
        out.writeInt(gcPermille);
    }

    static CycleFigures restored(DataInput in) throws IOException {
        var cause = Saved.constant(GcCause.values(), in);
        return new CycleFigures(in.readLong(), cause, in.readLong(), in.readLong(), in.readLong(),
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(),
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(),
                new MarkFigures(in.readLong(), in.readLong(), in.readLong()), in.readInt());
    }
}
