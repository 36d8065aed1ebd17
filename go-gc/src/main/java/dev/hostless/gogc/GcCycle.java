package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One collection of a guest heap that has ended.
 *
 * @param number from 1, equal to the runtime's own if the guest was observed from its start
 * @param startCycle when the world was stopped for sweep termination
 * @param markStartCycle when the world was started again: marking goes on beside the program
 * @param markTerminationCycle when the world was stopped for the mark termination that succeeded
 * @param endCycle when the world was started again after mark termination
 * @param sweepTerminationPauseCycles the first pause
 * @param markTerminationPauseCycles the last pause, and with it every attempt in between that found
 *     more to mark
 * @param trace the runtime's own report with the heap's figures, if its gctrace line was seen
 */
public record GcCycle(long number, GcCause cause, long startCycle, long markStartCycle,
        long markTerminationCycle, long endCycle, long sweepTerminationPauseCycles,
        long markTerminationPauseCycles,
        @Nullable GcTrace trace) {

    GcCycle withTrace(GcTrace newTrace) {
        var known = cause == GcCause.UNKNOWN && newTrace.forced() ? GcCause.FORCED : cause;
        return new GcCycle(number, known, startCycle, markStartCycle, markTerminationCycle,
                endCycle,
                sweepTerminationPauseCycles, markTerminationPauseCycles, newTrace);
    }

    void save(DataOutput out) throws IOException {
        out.writeByte(cause.ordinal());
        for (long value : new long[]{number, startCycle, markStartCycle, markTerminationCycle,
            endCycle, sweepTerminationPauseCycles, markTerminationPauseCycles}) {
            out.writeLong(value);
        }
        out.writeUTF(trace == null ? "" : trace.line());
    }

    static GcCycle restored(DataInput in) throws IOException {
        var cause = Saved.constant(GcCause.values(), in);
        return new GcCycle(in.readLong(), cause, in.readLong(), in.readLong(), in.readLong(),
                in.readLong(), in.readLong(), in.readLong(),
                GcTrace.parse(in.readUTF()).orElse(null));
    }
}
