package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Random use of a heap, compared with a map of the objects that must be there. */
class HeapRandomTest {
    private final Map<HeapProfile, Integer> limits = Map.of(HeapProfile.GO_WASM, 6 << 20,
            HeapProfile.GO_64BIT, 9 << 20, HeapProfile.MICROCONTROLLER, 200_000);

    private record Block(int bytes, int pattern) {
    }

    @ParameterizedTest
    @EnumSource
    void objectsStayApartAndKeepTheirBytes(PagePolicy policy) {
        long seed = Long.getLong("seed", 11L);
        System.out.println("HeapRandomTest -Dseed=" + seed);
        for (var profile : new HeapProfile[]{HeapProfile.GO_WASM, HeapProfile.GO_64BIT,
            HeapProfile.MICROCONTROLLER}) {
            for (int round = 0; round < 4; round++) {
                new Run(profile, policy, new Random(seed + round)).play();
            }
        }
    }

    private final class Run {
        private final HeapProfile profile;
        private final Random random;
        private final ArrayMemory memory;
        private final Heap heap;
        private final TreeMap<Integer, Block> blocks = new TreeMap<>();

        Run(HeapProfile profile, PagePolicy policy, Random random) {
            this.profile = profile;
            this.random = random;
            memory = new ArrayMemory(Objects.requireNonNull(limits.get(profile)));
            heap = new Heap(profile, memory, random.nextInt(50_000), policy);
        }

        void play() {
            for (int cycle = 0; cycle < 12; cycle++) {
                int count = random.nextInt(1500);
                for (int object = 0; object < count; object++) {
                    allocate();
                    if (random.nextInt(10) == 0) {
                        heap.sweepOne();
                    }
                }
                collect();
            }
            heap.finishSweep();
            var figures = heap.figures();
            assertThat(figures.heapObjects()).isEqualTo(blocks.size());
            assertThat(figures.mallocs() - figures.frees()).isEqualTo(blocks.size());
            assertThat(figures.pages().freePages()).isEqualTo(figures.pages().pages()
                    - (int) (figures.heapInuse() / profile.pageBytes()));
        }

        private void allocate() {
            int largest = random.nextInt(50) == 0 ? 3 * profile.maxSmallSize() : 600;
            int bytes = HeapProfile.TINY_SIZE + random.nextInt(1 + random.nextInt(largest));
            boolean noscan = random.nextBoolean();
            boolean zero = random.nextBoolean();
            int address;
            try {
                address = heap.allocate(bytes, noscan, zero);
            } catch (HeapExhausted full) {
                collect();
                return;
            }
            assertThat(address % HeapProfile.MIN_HEAP_ALIGN).isZero();
            var object = heap.findObject(address + random.nextInt(bytes)).orElseThrow();
            assertThat(object.address()).isEqualTo(address);
            assertThat(object.bytes()).isGreaterThanOrEqualTo(bytes);
            assertThat(object.spanClass().noscan()).isEqualTo(noscan);
            if (zero || !noscan) {
                assertThat(memory.isFilled(address, object.bytes(), 0)).isTrue();
            }
            var before = blocks.lowerEntry(address + object.bytes());
            if (before != null) {
                assertThat(before.getKey() + before.getValue().bytes())
                        .isLessThanOrEqualTo(address);
            }
            var block = new Block(object.bytes(), random.nextInt());
            memory.fill(address, block.bytes(), block.pattern());
            blocks.put(address, block);
        }

        /** Some objects live on, in any share from none to all. */
        private void collect() {
            heap.finishSweep();
            int share = random.nextInt(101);
            for (int address : new ArrayList<>(blocks.keySet())) {
                var block = Objects.requireNonNull(blocks.get(address));
                assertThat(memory.isFilled(address, block.bytes(), block.pattern())).isTrue();
                if (random.nextInt(100) < share) {
                    var span = Objects.requireNonNull(heap.spanOf(address));
                    span.mark(span.indexOf(address + random.nextInt(block.bytes())));
                } else {
                    blocks.remove(address);
                }
            }
            heap.startSweep();
        }
    }
}
