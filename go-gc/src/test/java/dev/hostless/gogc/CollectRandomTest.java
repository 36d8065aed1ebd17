package dev.hostless.gogc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A random program that makes and changes a graph, compared with the same graph in Java. */
class CollectRandomTest {
    private static final int ROOTS = 20;

    /** An object of the program; its place in the heap never changes. */
    private static final class Node {
        final int address;
        final int[] slots;
        final @Nullable Node[] targets;

        Node(int address, int[] slots) {
            this.address = address;
            this.slots = slots;
            targets = new Node[slots.length];
        }
    }

    @ParameterizedTest
    @EnumSource
    void exactlyWhatIsReachableSurvives(PagePolicy policy) {
        long seed = Long.getLong("seed", 23L);
        System.out.println("CollectRandomTest -Dseed=" + seed);
        for (var profile : List.of(HeapProfile.GO_WASM, HeapProfile.MICROCONTROLLER)) {
            for (int round = 0; round < 4; round++) {
                new Program(profile, policy, new Random(seed + round)).run();
            }
        }
    }

    private static final class Program {
        private final Random random;
        private final int pointerBytes;
        private final ArrayMemory memory;
        private final Heap heap;
        private final HeapCollector collector;
        private final @Nullable Node[] roots = new Node[ROOTS];
        private final List<Node> reachable = new ArrayList<>();

        Program(HeapProfile profile, PagePolicy policy, Random random) {
            this.random = random;
            pointerBytes = profile.pointerBytes();
            memory = new ArrayMemory(profile == HeapProfile.GO_WASM ? 4 << 20 : 150_000);
            heap = new Heap(profile, memory, 4096, policy);
            collector = new HeapCollector(heap,
                    CollectorOptions.of(CollectorMode.STOP_THE_WORLD).withCheck(true),
                    new Pacer(100, Pacer.NO_LIMIT), Roots.of(this::report));
        }

        void run() {
            for (int collection = 0; collection < 15; collection++) {
                int operations = random.nextInt(800);
                for (int operation = 0; operation < operations; operation++) {
                    step();
                }
                collect();
                if (random.nextBoolean()) {
                    heap.finishSweep();
                    assertThat(heap.figures().heapObjects()).isEqualTo(reachable.size());
                }
            }
        }

        private void step() {
            switch (random.nextInt(5)) {
                case 0, 1, 2 -> allocate();
                case 3 -> link(any(), any());
                default -> roots[random.nextInt(ROOTS)] = random.nextInt(3) == 0 ? null : any();
            }
        }

        private void allocate() {
            int words = 1 + random.nextInt(random.nextInt(30) == 0 ? 9000 : 60);
            int[] slots = random.ints(random.nextInt(4), 0, words).distinct().sorted().toArray();
            long[] bits = new long[words / 64 + 1];
            for (int slot : slots) {
                bits[slot / 64] |= 1L << slot;
            }
            int bytes = Math.max(HeapProfile.TINY_SIZE, words * pointerBytes);
            var mask = new PointerMask(bytes / pointerBytes, bits);
            int address;
            try {
                address = heap.allocate(bytes, mask);
            } catch (HeapExhausted full) {
                return;
            }
            if (address == Heap.COLLECT) {
                collect();
                return;
            }
            assertThat(memory.isFilled(address, bytes, 0)).isTrue();
            var node = new Node(address, slots);
            scribble(node, mask, bytes);
            reachable.add(node);
            link(any(), node);
            roots[random.nextInt(ROOTS)] = node;
        }

        /** Words that are no pointers look like some. */
        private void scribble(Node node, PointerMask mask, int bytes) {
            var other = any();
            for (int word = 0; word < bytes / pointerBytes; word++) {
                if (other != null && !mask.isPointer(word)) {
                    write(node.address + word * pointerBytes, other.address);
                }
            }
        }

        private void link(@Nullable Node from, @Nullable Node to) {
            if (from == null || from.slots.length == 0) {
                return;
            }
            int slot = random.nextInt(from.slots.length);
            from.targets[slot] = to;
            write(from.address + from.slots[slot] * pointerBytes,
                    to == null ? 0 : to.address + random.nextInt(HeapProfile.TINY_SIZE));
        }

        private void write(int address, int pointer) {
            if (pointerBytes == 4) {
                memory.writeInt(address, pointer);
            } else {
                memory.writeLong(address, pointer);
            }
        }

        /** A node that the program can still name. */
        private @Nullable Node any() {
            return reachable.isEmpty() ? null : reachable.get(random.nextInt(reachable.size()));
        }

        private void collect() {
            trace();
            collector.start(GcCause.HEAP, 0);
            var figures = collector.finish(0);
            assertThat(figures.marked().objects()).isEqualTo(reachable.size());
        }

        private void report(IntConsumer root) {
            for (var node : roots) {
                root.accept(node == null ? 0 : node.address);
            }
        }

        /** What the roots reach, in the graph in Java; only that can be named from now on. */
        private void trace() {
            Set<Node> seen = new HashSet<>();
            var order = new TreeMap<Integer, Node>();
            var grey = new ArrayDeque<Node>();
            for (var root : roots) {
                if (root != null && seen.add(root)) {
                    grey.add(root);
                }
            }
            while (!grey.isEmpty()) {
                var node = grey.remove();
                assertThat(order.put(node.address, node)).isNull();
                for (var target : node.targets) {
                    if (target != null && seen.add(target)) {
                        grey.add(Objects.requireNonNull(target));
                    }
                }
            }
            reachable.clear();
            reachable.addAll(order.values());
        }
    }
}
