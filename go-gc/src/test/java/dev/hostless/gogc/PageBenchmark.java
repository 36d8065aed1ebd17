package dev.hostless.gogc;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

/**
 * Prints what the page allocators are worth under a heap: a program keeps 8 MiB of objects of many
 * sizes and puts new ones in the places of others, at random. Time is that of the processor, for an
 * allocation with all that it entails, collections too.
 */
final class PageBenchmark {
    private static final int RAM = 64 << 20;
    private static final int LIVE_BYTES = 8 << 20;
    private static final int ROUNDS = 9;
    private static final int OBJECTS = 400_000;
    /** The objects are reachable through one of pointers. */
    private static final int SLOTS = 16_384;
    private static final PointerMask POINTER = new PointerMask(1, 1);

    private final Heap heap;
    private final HeapCollector collector;
    private final ArrayMemory memory = new ArrayMemory(RAM);
    private final Random random = new Random(1);
    private final int[] sizes = new int[SLOTS];
    private int table;
    private long live;

    private PageBenchmark(PagePolicy policy) {
        heap = new Heap(HeapProfile.GO_WASM, memory, 8192, policy);
        collector = new HeapCollector(heap, CollectorOptions.of(CollectorMode.STOP_THE_WORLD),
                new Pacer(100, Pacer.NO_LIMIT), Roots.of(sink -> sink.accept(table)));
        table = heap.allocate(8L * SLOTS, POINTER);
    }

    public static void main(String[] arguments) {
        for (var policy : PagePolicy.values()) {
            new PageBenchmark(policy).measure(policy);
        }
    }

    private void measure(PagePolicy policy) {
        double[] nanos = new double[ROUNDS];
        int external = 0;
        int internal = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = nanos();
            churn();
            nanos[round] = (double) (nanos() - start) / OBJECTS;
            // Once all is swept: what is used is live.
            collect();
            heap.finishSweep();
            var figures = heap.figures();
            external += figures.pages().externalPerMille();
            internal += figures.internalPerMille();
        }
        var figures = heap.figures();
        Arrays.sort(nanos);
        System.out.printf("churn of %d KiB live, %s: %.1f [%.1f, %.1f] ns an object, region %d KiB,"
                + " fragmentation external %.1f %% internal %.1f %%, books %d KiB%n",
                figures.heapAlloc() >> 10, policy, nanos[ROUNDS / 2], nanos[0], nanos[ROUNDS - 1],
                figures.heapSys() >> 10, external / 10.0 / ROUNDS, internal / 10.0 / ROUNDS,
                figures.metadataBytes() >> 10);
    }

    private void churn() {
        for (int object = 0; object < OBJECTS; object++) {
            int bytes = size();
            int slot = random.nextInt(SLOTS);
            put(slot, 0, 0);
            while (live + bytes > LIVE_BYTES) {
                put(random.nextInt(SLOTS), 0, 0);
            }
            put(slot, heap.allocate(bytes, true, true), bytes);
            if (collector.isStartDue()) {
                collect();
            }
        }
    }

    private void put(int slot, int address, int bytes) {
        memory.writeLong(table + Long.BYTES * slot, address);
        live += bytes - sizes[slot];
        sizes[slot] = bytes;
    }

    /** Mostly small, now and then up to 64 KiB. */
    private int size() {
        return switch (random.nextInt(64)) {
            case 0 -> 8192 + random.nextInt(56 << 10);
            case 1, 2, 3, 4, 5, 6, 7 -> 1024 + random.nextInt(7 << 10);
            default -> 16 + random.nextInt(1000);
        };
    }

    private void collect() {
        collector.start(GcCause.HEAP, heap.steps().cycles());
        collector.finish(heap.steps().cycles());
    }

    private static long nanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
