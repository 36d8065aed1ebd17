package dev.hostless.board;

import dev.hostless.gogc.Heap;
import dev.hostless.gogc.HeapCollector;
import dev.hostless.gogc.SizeClasses;

/** A hosted heap's figures in the words and the order in which the guest reads them. */
final class HostedFigures {
    private static final int FIRST_COUNTS = 20;
    private static final int SIZE_CLASSES = 68;
    private static final int LARGE = 0;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private HostedFigures() {
    }

    static long[] of(Heap heap, HeapCollector collector, long hz) {
        var words = new long[FIRST_COUNTS + 2 * SIZE_CLASSES];
        var figures = heap.figures();
        var pacer = collector.pacer();
        var last = collector.lastCycle();
        words[0] = figures.heapSys();
        words[1] = figures.heapInuse();
        words[2] = figures.heapReleased();
        words[3] = figures.heapAlloc();
        words[4] = pacer.heapMarked();
        words[5] = pacer.heapGoal();
        words[6] = pacer.trigger();
        words[7] = pacer.heapScanWork();
        words[8] = pacer.maxStackScan();
        words[9] = pacer.globalsScan();
        words[10] = figures.metadataBytes();
        words[11] = collector.finishedCycles();
        if (last != null) {
            words[12] = nanos(last.assist(), hz);
            words[13] = nanos(last.background(), hz);
            words[14] = nanos(last.idle(), hz);
        }
        words[15] = figures.tinyAllocs();
        for (var each : figures.classes()) {
            int sizeClass = each.spanClass().sizeClass();
            if (sizeClass == LARGE) {
                words[16] += each.objectBytes() + each.freedBytes();
                words[17] += each.objects() + each.freed();
                words[18] += each.freedBytes();
                words[19] += each.freed();
            } else {
                words[FIRST_COUNTS + sizeClass] += each.objects() + each.freed();
                words[FIRST_COUNTS + SIZE_CLASSES + sizeClass] += each.freed();
            }
        }
        return words;
    }

    /** Bytes of an object of a size class; 0 for large ones. */
    static int size(Heap heap, int sizeClass) {
        return sizeClass == LARGE ? 0 : SizeClasses.of(heap.profile()).size(sizeClass);
    }

    private static long nanos(long cycles, long hz) {
        return (long) ((double) cycles * NANOS_PER_SECOND / hz);
    }
}
