package dev.hostless.board;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * One garbage collection inside the guest, seen from outside.
 *
 * @param number 1 for the first since reset
 * @param startCycle board cycle at which it began
 * @param markStartCycle board cycle at which the world ran again and marking went on beside it
 * @param markTerminationCycle board cycle at which it stopped for the last time in this collection
 * @param endCycle board cycle at which the world ran again after mark termination
 * @param sweepTerminationPauseCycles length of the first stop of the world, cycles
 * @param markTerminationPauseCycles length of the last one, with each attempt
 *            before that found more to mark, cycles
 * @param forced the program asked for it
 * @param heap Go's own figures, when its trace lines were observed
 */
public record GcCycle(long number, long startCycle, long markStartCycle, long markTerminationCycle,
        long endCycle, long sweepTerminationPauseCycles, long markTerminationPauseCycles,
        boolean forced, Optional<Heap> heap) {
    GcCycle with(boolean isForced, Heap figures) {
        return new GcCycle(number, startCycle, markStartCycle, markTerminationCycle, endCycle,
                sweepTerminationPauseCycles, markTerminationPauseCycles, isForced,
                Optional.of(figures));
    }

    /** In whole MB (2^20 bytes), as Go prints them. */
    public record Heap(long startMb, long endMb, long liveMb, long goalMb, long stacksMb,
            long globalsMb) {
    }

    void saveWithoutHeap(DataOutput out) throws IOException {
        for (long value : new long[]{number, startCycle, markStartCycle, markTerminationCycle,
            endCycle, sweepTerminationPauseCycles, markTerminationPauseCycles}) {
            out.writeLong(value);
        }
        out.writeBoolean(forced);
    }

    static GcCycle restoredWithoutHeap(DataInput in) throws IOException {
        return new GcCycle(in.readLong(), in.readLong(), in.readLong(), in.readLong(),
                in.readLong(), in.readLong(), in.readLong(), in.readBoolean(), Optional.empty());
    }
}
