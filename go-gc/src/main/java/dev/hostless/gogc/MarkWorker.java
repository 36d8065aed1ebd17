package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * All the work of a marking, in the order in which it is done, piece by piece: root jobs, pins,
 * specials, then what is grey. A piece is a root job, some specials, one object, or one oblet.
 */
final class MarkWorker {
    private final StepCounts steps;
    private final Marker marker;
    private final MarkSink sink;
    private final RootJobs jobs;
    private final Specials specials;
    private final Pins pins;
    private final Pacer pacer;
    private boolean pinsScanned = true;

    /** Bytes of roots that the pacer knows of. */
    private long toldBytes;

    MarkWorker(Heap heap, Marker marker, Roots roots, Specials specials, Pins pins, Pacer pacer) {
        this.marker = marker;
        this.specials = specials;
        this.pins = pins;
        this.pacer = pacer;
        steps = heap.steps();
        sink = new MarkSink(heap, marker);
        jobs = new RootJobs(roots);
    }

    /** A marking begins: does what is urgent and queues the rest. */
    void begin() {
        specials.beginMark();
        pinsScanned = false;
        jobs.begin();
        jobs.scanUrgent(sink);
        marker.count();
    }

    /** Tells the pacer, which knows of the cycle now, of what {@link #begin} has read. */
    void tellUrgentWork() {
        pacer.scanned(0, sink.bytes() - toldBytes, 0);
        toldBytes = sink.bytes();
    }

    /** Roots that could not be read are to be tried again. */
    void retry() {
        jobs.retry();
    }

    /** Whether nothing is left that can be done now. */
    boolean isDone() {
        return !hasRootWork() && marker.isDone();
    }

    boolean hasAllRoots() {
        return jobs.isEmpty();
    }

    /** Looks at so many bytes, or more by one piece, or all that is left; how many it were. */
    long mark(long work) {
        long done = 0;
        while (done < work && hasRootWork()) {
            done += markPiece();
        }
        if (done < work) {
            long scanned = marker.scan(work - done);
            pacer.scanned(scanned, 0, 0);
            done += scanned;
        }
        return done;
    }

    /** Whether anything comes before the grey objects. */
    private boolean hasRootWork() {
        return jobs.hasNext() || !pinsScanned || !specials.isScanned();
    }

    /** As {@link #mark}, until the steps have cost so many cycles since the heap was made. */
    long markUntil(long cycle) {
        long done = 0;
        while (steps.cycles() < cycle) {
            long piece = markPiece();
            if (piece == 0) {
                break;
            }
            done += piece;
        }
        return done;
    }

    private long markPiece() {
        while (jobs.hasNext()) {
            var kind = jobs.kind(jobs.next());
            if (jobs.scanNext(sink)) {
                return tellRoots(kind);
            }
        }
        if (!pinsScanned) {
            pinsScanned = true;
            steps.count(Step.WORKERS);
            pins.forEach(marker::shade);
            marker.count();
            return 1;
        }
        if (!specials.isScanned()) {
            long work = specials.scanSome();
            marker.count();
            return work;
        }
        long work = marker.scan(1);
        pacer.scanned(work, 0, 0);
        return work;
    }

    private long tellRoots(RootKind kind) {
        marker.count();
        long bytes = sink.bytes() - toldBytes;
        toldBytes = sink.bytes();
        pacer.scanned(0, kind == RootKind.STACK ? bytes : 0, kind == RootKind.GLOBALS ? bytes : 0);
        return Math.max(1, bytes);
    }

    /** Between two markings: all jobs are done. The sink counts on from zero. */
    void save(DataOutput out) throws IOException {
        out.writeLong(sink.bytes() - toldBytes);
    }

    void restore(DataInput in) throws IOException {
        toldBytes = sink.bytes() - in.readLong();
    }
}
