package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Guests that free by themselves and name their roots: C and TinyGo. */
class OwnedObjectsTest {
    private final ArrayMemory memory = new ArrayMemory(8 << 20);
    private final Heap heap = new Heap(HeapOptions
            .of(HeapProfile.GO_WASM, PagePolicy.BITMAP).withPoison(true), memory, 65_536);
    private final RootRanges ranges = new RootRanges();
    private final HeapCollector collector = new HeapCollector(heap,
            CollectorOptions.of(CollectorMode.STOP_THE_WORLD).withCheck(true),
            new Pacer(100, Pacer.NO_LIMIT), ranges);

    @Test
    void whatIsFreedIsUsedAgain() {
        int first = heap.allocateOwned(24, true, true);
        heap.allocateOwned(24, true, true);
        heap.free(first);
        assertThat(heap.allocateOwned(20, true, true)).isEqualTo(first);
        int large = heap.allocateOwned(100_000, false, true);
        heap.free(large);
        assertThat(heap.objectBase(large)).isZero();
        assertThat(heap.allocateOwned(100_000, false, true)).isEqualTo(large);
    }

    @Test
    void whatIsNoObjectCannotBeFreed() {
        int object = heap.allocateOwned(3, true, true);
        int other = heap.allocateOwned(3, true, true);
        assertThat(other).as("no tiny block").isEqualTo(object + 16);
        for (int wrong : new int[]{0, 8, object + 8, object + 64, -1, 1 << 30}) {
            assertThatThrownBy(() -> heap.free(wrong)).isInstanceOf(InvalidFree.class);
        }
        heap.free(object);
        assertThatThrownBy(() -> heap.free(object)).isInstanceOf(InvalidFree.class)
                .hasMessage("cannot free 0x10000: it is free already");
        collector.specials().add(other, SpecialKind.PROFILE, 1);
        assertThatThrownBy(() -> heap.free(other)).isInstanceOf(InvalidFree.class)
                .hasMessage("cannot free 0x10010: it has specials");
    }

    @Test
    void aWriteAfterTheFreeIsFound() {
        int object = heap.allocateOwned(64, false, true);
        heap.free(object);
        memory.writeInt(object + 12, 5);
        assertThatThrownBy(() -> heap.allocateOwned(64, false, true))
                .isInstanceOf(BadPointer.class).hasMessage("0x5 was written to 0x1000c, in an"
                        + " object at 0x10000, after it was freed");
        int other = heap.allocateOwned(64, false, true);
        heap.free(other);
        memory.writeInt(other + 60, 5);
        assertThatThrownBy(() -> collector.collect(GcCause.FORCED, 0))
                .as("before it is allocated again").isInstanceOf(BadPointer.class)
                .hasMessageContaining("in a free object");
    }

    @Test
    void rangesAreRootsUntilTheyAreRemoved() {
        int list = heap.allocateOwned(16, false, true);
        int next = heap.allocateOwned(16, false, true);
        memory.writeLong(list + 8, next);
        memory.writeLong(4096, list);
        ranges.add(4090, 20);
        assertThat(collector.collect(GcCause.FORCED, 0).marked().objects()).isEqualTo(2);
        ranges.add(4090, 8);
        assertThat(collector.collect(GcCause.FORCED, 0).marked().objects())
                .as("the word is not within the range any more").isZero();
        ranges.remove(4090);
        assertThatThrownBy(() -> ranges.remove(4090)).isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(() -> ranges.add(4096, 0)).isInstanceOf(InvalidRequest.class);
        ranges.add(4096, 1L << 31);
        assertThatThrownBy(() -> collector.collect(GcCause.FORCED, 0))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("roots of 2147483648 bytes at 0x1000 are not within");
    }

    @Test
    void thereIsALimitOfRanges() {
        for (int index = 0; index < RootRanges.LIMIT; index++) {
            ranges.add(8 + 8 * index, 8);
        }
        assertThatThrownBy(() -> ranges.add(4, 4)).isInstanceOf(InvalidRequest.class);
        ranges.add(8, 16);
        assertThat(ranges.begin()).isEqualTo(RootRanges.LIMIT);
    }

    @ParameterizedTest
    @EnumSource
    void ownersAndCollectionsAgree(CollectorMode mode) {
        long seed = Long.getLong("seed", 9L);
        System.out.println("OwnedObjectsTest -Dseed=" + seed);
        var random = new Random(seed);
        for (var policy : PagePolicy.values()) {
            play(mode, policy, random);
        }
    }

    private static void play(CollectorMode mode, PagePolicy policy, Random random) {
        var ram = new ArrayMemory(4 << 20);
        var heap = new Heap(HeapOptions.of(HeapProfile.GO_WASM, policy).withPoison(true), ram,
                65_536);
        Map<Integer, Integer> patterns = new HashMap<>();
        var order = new ArrayList<Integer>();
        var collector = new HeapCollector(heap, CollectorOptions.of(mode).withCheck(true),
                new Pacer(100, Pacer.NO_LIMIT), Roots.of(root -> order.forEach(root::accept)));
        for (int step = 0; step < 3000; step++) {
            int choice = random.nextInt(20);
            if (choice < 9) {
                int bytes = 1 + random.nextInt(random.nextInt(30) == 0 ? 60_000 : 300);
                int address = heap.allocateOwned(bytes, random.nextBoolean(), true);
                if (address != Heap.COLLECT) {
                    assertThat(ram.isFilled(address, bytes, 0)).isTrue();
                    ram.fill(address, bytes, 0x41 + step % 60);
                    assertThat(patterns.put(address, bytes << 8 | 0x41 + step % 60)).isNull();
                    order.add(address);
                }
            } else if (choice < 18 && !order.isEmpty()) {
                int address = order.remove(random.nextInt(order.size()));
                int pattern = patterns.remove(address);
                assertThat(ram.isFilled(address, pattern >>> 8, pattern & 0xff)).isTrue();
                heap.free(address);
            } else if (choice == 18 && collector.phase() == GcPhase.MARK) {
                collector.markSlice(200);
            } else if (collector.phase() == GcPhase.MARK) {
                collector.finish(0);
            } else {
                collector.start(GcCause.HEAP, 0);
            }
        }
        if (collector.phase() == GcPhase.MARK) {
            collector.finish(0);
        }
        collector.collect(GcCause.FORCED, 0);
        assertThat(heap.figures().heapObjects()).isEqualTo(order.size());
        order.forEach(heap::free);
        assertThat(heap.figures().heapAlloc()).isZero();
    }
}
