package dev.hostless.agent;

import dev.hostless.agent.message.AgentJson;
import dev.hostless.agent.message.HeapMapReport;
import dev.hostless.agent.message.Report;
import dev.hostless.agent.message.TelemetryReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reports that wait to be sent, encoded, in the order in which they came. Bounded: console bytes,
 * GC cycles and telemetry make room for newer ones first; states and acknowledgements, of which
 * each counts, have a bound of their own and give way only to their like, and so do maps of heaps,
 * which are large. What was dropped is counted.
 */
final class Reports {

    /** Heaps have this part of the room of the others. */
    private static final int HEAPS_SHARE = 8;

    private final Lane vital;
    private final Lane bulk;
    private final Lane heaps;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private long nextOrder;
    private long dropped;

    /**
     * @param reportsMax in each of the two lanes
     * @param bytesMax of JSON in each of the two lanes; an eighth of it for heaps
     */
    Reports(int reportsMax, long bytesMax) {
        if (reportsMax < 1 || bytesMax < 1) {
            throw new IllegalArgumentException("room for " + reportsMax + " reports and " + bytesMax
                    + " bytes, wanted 1 or more of both");
        }
        vital = new Lane(reportsMax, bytesMax);
        bulk = new Lane(reportsMax, bytesMax);
        heaps = new Lane(reportsMax, bytesMax / HEAPS_SHARE);
    }

    /** Never blocks: a board must not wait for the network. */
    void offer(Report report) {
        byte[] json = AgentJson.MAPPER.writeValueAsBytes(report);
        lock.lock();
        try {
            var lane = switch (report) {
                case Report.State _,Report.Ack _,Report.Heartbeat _ -> vital;
                case Report.Console _,Report.Gc _,TelemetryReport _ -> bulk;
                case HeapMapReport _ -> heaps;
            };
            dropped += lane.add(new Entry(nextOrder++, json));
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the oldest reports, waiting up to {@code patience} for a first one.
     *
     * @param bytesMax of JSON, at least one report is taken however large it is
     * @return their JSON, empty when none came
     */
    List<byte[]> take(int reportsMax, long bytesMax, Duration patience)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (oldest().isEmpty()) {
                if (nanos <= 0) {
                    return List.of();
                }
                nanos = arrived.awaitNanos(nanos);
            }
            var taken = new ArrayList<byte[]>();
            long bytes = 0;
            while (taken.size() < reportsMax && !oldest().isEmpty()) {
                var lane = oldest();
                bytes += lane.firstBytes();
                if (bytes > bytesMax && !taken.isEmpty()) {
                    break;
                }
                taken.add(lane.poll());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** The lane whose first report came before those of the others. */
    private Lane oldest() {
        var lane = vital.firstOrder() < bulk.firstOrder() ? vital : bulk;
        return heaps.firstOrder() < lane.firstOrder() ? heaps : lane;
    }

    /** Adds to the count what was lost elsewhere on its way to the control plane. */
    void countDropped(long reports) {
        lock.lock();
        try {
            dropped += reports;
        } finally {
            lock.unlock();
        }
    }

    /** Reports that never reached the control plane, since the agent's start. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return vital.entries.size() + bulk.entries.size() + heaps.entries.size();
        } finally {
            lock.unlock();
        }
    }

    private record Entry(long order, byte[] json) {
    }

    /** A bounded first-in-first-out queue that knows the bytes it holds. */
    private static final class Lane {

        private final ArrayDeque<Entry> entries = new ArrayDeque<>();
        private final int reportsMax;
        private final long bytesMax;
        private long bytes;

        Lane(int reportsMax, long bytesMax) {
            this.reportsMax = reportsMax;
            this.bytesMax = bytesMax;
        }

        /** How many older ones it dropped to make room. */
        int add(Entry entry) {
            entries.addLast(entry);
            bytes += entry.json.length;
            int lost = 0;
            while (entries.size() > 1 && (entries.size() > reportsMax || bytes > bytesMax)) {
                poll();
                lost++;
            }
            return lost;
        }

        boolean isEmpty() {
            return entries.isEmpty();
        }

        long firstOrder() {
            return entries.isEmpty() ? Long.MAX_VALUE : entries.getFirst().order;
        }

        long firstBytes() {
            return entries.getFirst().json.length;
        }

        byte[] poll() {
            var entry = entries.removeFirst();
            bytes -= entry.json.length;
            return entry.json;
        }
    }
}
