package dev.hostless.gogc;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program that swaps subtrees of a large tree and replaces nodes while it is marked: a collector
 * that misses a pointer loses a part of the tree, and then its count is wrong.
 */
class GraphTest {
    private static final PointerMask NODE = new PointerMask(4, 0b0011);
    private static final int DEPTH = 13;
    private static final int WALK = 9;

    private final StackRoots roots = new StackRoots();
    private final StackRoots.Words globals = roots.globals();
    private final StackRoots.Words stack = roots.running();
    private final ArrayMemory memory = new ArrayMemory(6 << 20);

    private Heap heap = new Heap(HeapProfile.GO_WASM, memory, 8192, PagePolicy.BITMAP);
    private HeapCollector collector = new HeapCollector(heap,
            CollectorOptions.of(CollectorMode.INCREMENTAL), new Pacer(100, Pacer.NO_LIMIT), roots);
    private boolean barrier = true;
    private long now;

    static Stream<Arguments> kinds() {
        return Stream.of(CollectorMode.values())
                .flatMap(mode -> Stream.of(PagePolicy.values())
                        .flatMap(pages -> Stream.of(1L, 300L, 20_000L)
                                .map(work -> Arguments.of(mode, pages, work))));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theTreeStaysWhole(CollectorMode mode, PagePolicy pages, long work) {
        make(mode, pages, work);
        int root = build(DEPTH);
        globals.push(root);
        int count = count(root);
        mutate(root, 12_000, work);
        assertThat(count(root)).isEqualTo(count).isEqualTo((1 << DEPTH) - 1);
        assertThat(collector.finishedCycles()).isGreaterThan(1);
        stack.clear();
        var figures = collector.collect(GcCause.FORCED, now);
        assertThat(figures.marked().objects()).isEqualTo(count);
    }

    @Test
    void withoutTheBarrierTheTreeIsDamaged() {
        make(CollectorMode.INCREMENTAL, PagePolicy.BITMAP, 300);
        barrier = false;
        int root = build(DEPTH);
        globals.push(root);
        mutate(root, 12_000, 300);
        assertThat(count(root)).isNotEqualTo((1 << DEPTH) - 1);
    }

    private void make(CollectorMode mode, PagePolicy pages, long work) {
        heap = new Heap(HeapOptions.of(HeapProfile.GO_WASM, pages), memory, 8192);
        collector = new HeapCollector(heap,
                CollectorOptions.of(mode).withTest(500, work),
                new Pacer(100, Pacer.NO_LIMIT, 400_000), roots);
    }

    private int build(int depth) {
        int node = allocate();
        if (depth > 1) {
            int frame = stack.words.size();
            stack.push(node);
            set(node, 0, build(depth - 1));
            set(node, 1, build(depth - 1));
            while (stack.words.size() > frame) {
                stack.words.removeLast();
            }
        }
        return node;
    }

    /** The nodes of a tree: fewer if one that was freed by mistake is used twice. */
    private int count(int root) {
        Set<Integer> nodes = new HashSet<>();
        collect(root, nodes);
        return nodes.size();
    }

    private void collect(int node, Set<Integer> nodes) {
        if (node != 0 && nodes.add(node)) {
            collect(child(node, 0), nodes);
            collect(child(node, 1), nodes);
        }
    }

    /** Node by node down a random path: swaps the children of its end, and replaces one. */
    private void mutate(int root, int times, long work) {
        int random = 12_345;
        for (int time = 0; time < times; time++) {
            random = random * 1_664_525 + 1_013_904_223;
            int bits = random >>> 8;
            int node = root;
            for (int level = 0; level < WALK; level++) {
                node = child(node, bits & 1);
                bits >>>= 1;
            }
            int left = child(node, 0);
            set(node, 0, child(node, 1));
            set(node, 1, left);
            int old = child(node, 0);
            set(node, 0, 0);
            stack.clear();
            stack.push(node);
            stack.push(old);
            int fresh = allocate();
            set(fresh, 0, child(old, 0));
            set(fresh, 1, child(old, 1));
            set(node, 0, fresh);
            slice(work);
        }
    }

    private int allocate() {
        now += 100;
        int address = heap.allocate(32, NODE);
        if (address == Heap.COLLECT) {
            collector.collect(GcCause.HEAP, now);
            address = heap.allocate(32, NODE);
        }
        if (collector.isStartDue()) {
            // The new object is on the stack of who called, as at every GC-safe call.
            stack.push(address);
            collector.start(GcCause.HEAP, now);
            if (collector.options().mode() == CollectorMode.STOP_THE_WORLD) {
                collector.finish(now);
            }
        }
        return address;
    }

    private void slice(long work) {
        if (collector.phase() == GcPhase.MARK) {
            collector.markSlice(work);
            if (collector.isMarkDone()) {
                collector.finish(now);
            }
        } else {
            collector.sweepSlice(1);
        }
    }

    private int child(int node, int side) {
        return (int) memory.readLong(node + 8 * side);
    }

    private void set(int node, int side, int pointer) {
        if (barrier && collector.isBarrierOn()) {
            collector.shade(child(node, side));
            collector.shade(pointer);
        }
        memory.writeLong(node + 8 * side, pointer);
    }
}
