package dev.hostless.gogc;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

/**
 * Prints what a hosted heap costs in host time: an allocation, marking, the longest pause, and the
 * page allocators side by side. Each figure is the median of rounds in one process.
 */
final class HeapBenchmark {
    private static final int ROUNDS = 15;
    private static final int RAM = 256 << 20;
    private static final PointerMask TWO_POINTERS = new PointerMask(4, 0b0011);

    private HeapBenchmark() {
    }

    public static void main(String[] arguments) {
        allocation("16 B, a pointer", 16, new PointerMask(2, 1));
        allocation("32 B, two pointers", 32, TWO_POINTERS);
        allocation("32 B, none", 32, new PointerMask(4));
        allocation("8 B, none (tiny)", 8, new PointerMask(1));
        allocation("128 B, four pointers", 128, new PointerMask(16, 0b1111));
        allocation("1 KiB, four pointers", 1024, new PointerMask(128, 0b1111));
        allocation("1 KiB, none", 1024, new PointerMask(128));
        for (var mode : CollectorMode.values()) {
            marking(mode);
        }
        for (var mode : CollectorMode.values()) {
            pauses(mode);
        }
        for (var policy : PagePolicy.values()) {
            pages(policy);
        }
    }

    /** Processor time of this thread: other work on the machine counts less. */
    private static long nanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Heap heap() {
        return new Heap(HeapProfile.GO_WASM, new ArrayMemory(RAM), 8192, PagePolicy.BITMAP);
    }

    private static HeapCollector collector(Heap heap, CollectorMode mode, int gcPercent,
            RootSet roots) {
        return new HeapCollector(heap, CollectorOptions.of(mode),
                new Pacer(gcPercent, Pacer.NO_LIMIT), Roots.of(roots));
    }

    /** On spans that a sweep has freed, so that objects must be cleared; sweeping is part of it. */
    private static void allocation(String name, int bytes, PointerMask mask) {
        var heap = heap();
        var collector = collector(heap, CollectorMode.STOP_THE_WORLD, Pacer.OFF, root -> {});
        int count = (4 << 20) / Math.max(16, bytes);
        double[] nanos = new double[8 * ROUNDS];
        for (int round = 0; round < nanos.length; round++) {
            collector.start(GcCause.FORCED, 0);
            collector.finish(0);
            long start = nanos();
            for (int object = 0; object < count; object++) {
                heap.allocate(bytes, mask);
            }
            nanos[round] = (double) (nanos() - start) / count;
        }
        print("allocate " + name, nanos, "ns");
    }

    private static void marking(CollectorMode mode) {
        var heap = heap();
        int[] root = new int[1];
        var collector = collector(heap, mode, Pacer.OFF, sink -> sink.accept(root[0]));
        root[0] = tree(heap, 20);
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = nanos();
            collector.start(GcCause.FORCED, 0);
            while (collector.markSlice(1 << 20) > 0) {
                // Until nothing is grey.
            }
            var figures = collector.finish(0);
            rates[round] = figures.marked().bytes() * 1e3 / (nanos() - start);
            heap.finishSweep();
        }
        print("mark a tree of 32 MiB, " + mode, rates, "MB/s");
        var random = new Random(1);
        int[] all = new int[1 << 20];
        for (int index = 0; index < all.length; index++) {
            all[index] = heap.allocate(32, TWO_POINTERS);
        }
        for (int address : all) {
            write(heap, address, all[random.nextInt(all.length)]);
            write(heap, address + 8, all[random.nextInt(all.length)]);
        }
        root[0] = all[0];
        for (int round = 0; round < ROUNDS; round++) {
            long start = nanos();
            collector.start(GcCause.FORCED, 0);
            while (collector.markSlice(1 << 20) > 0) {
                // Until nothing is grey.
            }
            var figures = collector.finish(0);
            rates[round] = figures.marked().bytes() * 1e3 / (nanos() - start);
            heap.finishSweep();
        }
        print("mark a random graph of 32 MiB, " + mode, rates, "MB/s");
    }

    /** A tree of 8 MiB lives on while others are made and dropped: the longest calls. */
    private static void pauses(CollectorMode mode) {
        var heap = heap();
        int[] roots = new int[2];
        var collector = collector(heap, mode, 100, sink -> {
            sink.accept(roots[0]);
            sink.accept(roots[1]);
        });
        roots[0] = tree(heap, 18);
        long[] times = new long[1 << 22];
        int count = 0;
        for (int object = 0; object < 12_000_000; object++) {
            boolean timed = object > 6_000_000 && collector.phase() == GcPhase.MARK;
            long start = timed ? nanos() : 0;
            int node = heap.allocate(32, TWO_POINTERS);
            if (object % 64 != 0) {
                write(heap, node, roots[1]);
            }
            roots[1] = node;
            if (collector.isCycleWanted()) {
                long stop = nanos();
                collector.start(GcCause.HEAP, heap.steps().cycles());
                if (object > 6_000_000) {
                    times[count++] = nanos() - stop;
                }
            }
            if (collector.phase() == GcPhase.MARK) {
                if (object % 16 == 0) {
                    collector.markSlice(4096);
                }
                if (collector.isMarkDone()) {
                    collector.finish(heap.steps().cycles());
                }
            }
            if (timed && count < times.length) {
                times[count++] = nanos() - start;
            }
        }
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        System.out.printf("pauses at 8 MiB live, %s: %d cycles, p99 %.1f p99.9 %.1f p99.99 %.1f"
                + " longest %.1f us of %d calls; longest pause %d virtual cycles%n", mode,
                collector.finishedCycles(), sorted[(int) (count * 0.99)] / 1e3,
                sorted[(int) (count * 0.999)] / 1e3, sorted[(int) (count * 0.9999)] / 1e3,
                sorted[count - 1] / 1e3, count, collector.totals().pauses().maxCycles());
    }

    private static int tree(Heap heap, int depth) {
        int node = heap.allocate(32, TWO_POINTERS);
        if (depth > 1) {
            write(heap, node, tree(heap, depth - 1));
            write(heap, node + 8, tree(heap, depth - 1));
        }
        return node;
    }

    private static void write(Heap heap, int address, int pointer) {
        ((ArrayMemory) heap.memory()).writeLong(address, pointer);
    }

    private static void pages(PagePolicy policy) {
        double[] nanos = new double[ROUNDS];
        int operations = 1_000_000;
        long refused = 0;
        PageFigures figures = null;
        for (int round = 0; round < ROUNDS; round++) {
            var allocator = policy.allocator(1, 8192, 64, new StepCounts());
            allocator.grow(8192);
            var random = new Random(1);
            int[] starts = new int[8192];
            int[] lengths = new int[8192];
            int runs = 0;
            refused = 0;
            long start = nanos();
            for (int operation = 0; operation < operations; operation++) {
                int share = allocator.freePages() > 8192 / 10 ? 60 : 40;
                if (runs == 0 || random.nextInt(100) < share) {
                    int length = random.nextInt(10) < 8
                            ? 1 + random.nextInt(4)
                            : 1 + random.nextInt(random.nextInt(10) == 0 ? 64 : 10);
                    int page = allocator.allocate(length, 1);
                    if (page == PageAllocator.NONE) {
                        refused++;
                    } else {
                        starts[runs] = page;
                        lengths[runs++] = length;
                    }
                } else {
                    int run = random.nextInt(runs);
                    allocator.free(starts[run], lengths[run]);
                    starts[run] = starts[--runs];
                    lengths[run] = lengths[runs];
                }
            }
            nanos[round] = (double) (nanos() - start) / operations;
            figures = allocator.figures();
        }
        print("pages, " + policy, nanos, "ns, refused " + refused * 1000 / operations
                + " per mille, then external fragmentation "
                + (figures == null ? 0 : figures.externalPerMille()) + " per mille");
    }

    private static void print(String name, double[] values, String unit) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        System.out.printf("%s: %.1f [%.1f, %.1f] %s%n", name, sorted[sorted.length / 2], sorted[0],
                sorted[sorted.length - 1], unit);
    }
}
