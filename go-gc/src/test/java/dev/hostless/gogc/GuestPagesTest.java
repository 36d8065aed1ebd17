package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GuestPagesTest {
    private static final int PAGE = 8192;

    private final ArrayMemory memory = new ArrayMemory(8 << 20);

    private Heap heap(PagePolicy pages, MadvisePolicy madvise, boolean poison) {
        return new Heap(HeapOptions.of(HeapProfile.GO_WASM, pages).withMadvise(madvise)
                .withPoison(poison), memory, PAGE);
    }

    @ParameterizedTest
    @EnumSource
    void arenasAreAlignedAndApartFromTheHeap(PagePolicy policy) {
        var heap = heap(policy, MadvisePolicy.IGNORE, false);
        int object = heap.allocate(5000, true, true);
        int arena = heap.guestPages().allocate(512 << 10, 512 << 10);
        assertThat(arena).isPositive();
        assertThat(arena % (512 << 10)).isZero();
        assertThat(heap.objectBase(arena)).isZero();
        assertThat(object >= arena && object < arena + (512 << 10)).isFalse();
        assertThat(heap.guestPages().bytes()).isEqualTo(512 << 10);
        heap.guestPages().free(arena, 256 << 10);
        heap.guestPages().free(arena + (256 << 10), 256 << 10);
        assertThat(heap.guestPages().bytes()).isZero();
        assertThat(heap.guestPages().allocate(1L << 31, 1)).isZero();
        assertThat(heap.guestPages().allocate(9 << 20, 1)).isZero();
    }

    @Test
    void badRangesAreRefused() {
        var heap = heap(PagePolicy.BITMAP, MadvisePolicy.RECLAIM, false);
        var pages = heap.guestPages();
        int object = heap.allocate(100, true, true) & -PAGE;
        int own = pages.allocate(3 * PAGE, 1);
        assertThatThrownBy(() -> pages.free(object, PAGE)).isInstanceOf(InvalidFree.class)
                .hasMessage("cannot free 1 pages from page 1: the guest did not get all of them");
        assertThatThrownBy(() -> pages.free(own + PAGE, 3 * PAGE)).isInstanceOf(InvalidFree.class);
        assertThatThrownBy(() -> pages.free(own + 8, PAGE)).isInstanceOf(InvalidRequest.class)
                .hasMessage("wanted the address of a page, got 0x4008");
        assertThatThrownBy(() -> pages.free(own, 0)).isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(() -> pages.free(-PAGE, PAGE)).isInstanceOf(InvalidFree.class);
        assertThatThrownBy(() -> pages.unused(object, PAGE)).isInstanceOf(InvalidFree.class);
        assertThatThrownBy(() -> pages.used(0, 1L << 40)).isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(() -> pages.allocate(0, 1)).isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(() -> pages.allocate(1, 3)).isInstanceOf(InvalidRequest.class);
        pages.free(own, 3 * PAGE);
        assertThatThrownBy(() -> pages.free(own, PAGE)).isInstanceOf(InvalidFree.class);
    }

    @Test
    void ignoringLeavesTheMemoryAndCounts() {
        var pages = heap(PagePolicy.BITMAP, MadvisePolicy.IGNORE, false).guestPages();
        int address = pages.allocate(2 * PAGE, 1);
        memory.fill(address, 2 * PAGE, 7);
        pages.unused(address, 2 * PAGE);
        assertThat(memory.isFilled(address, 2 * PAGE, 7)).isTrue();
        assertThat(pages.unusedCalls()).isEqualTo(1);
        assertThat(pages.unusedBytes()).isEqualTo(2 * PAGE);
        pages.used(address, 2 * PAGE);
        assertThat(pages.usedCalls()).isEqualTo(1);
    }

    @Test
    void reclaimingClearsWholePagesOfTheRange() {
        var pages = heap(PagePolicy.BITMAP, MadvisePolicy.RECLAIM, false).guestPages();
        int address = pages.allocate(3 * PAGE, 1);
        memory.fill(address, 3 * PAGE, 7);
        pages.unused(address + 1, 2 * PAGE);
        assertThat(memory.isFilled(address, PAGE, 7)).isTrue();
        assertThat(memory.isFilled(address + PAGE, PAGE, 0)).isTrue();
        assertThat(memory.isFilled(address + 2 * PAGE, PAGE, 7)).isTrue();
    }

    @Test
    void reclaimedPagesAreClearAndCountAsReleased() {
        var heap = heap(PagePolicy.BITMAP, MadvisePolicy.RECLAIM, false);
        int first = heap.guestPages().allocate(4 * PAGE, 1);
        memory.fill(first, 4 * PAGE, 7);
        heap.guestPages().free(first, 4 * PAGE);
        assertThat(heap.figures().heapReleased()).isEqualTo(4 * PAGE);
        long zeroed = heap.steps().of(Step.ZERO_WORD);
        int object = heap.allocate(2 * PAGE + 1, true, true);
        assertThat(memory.isFilled(object, 2 * PAGE + 1, 0)).isTrue();
        assertThat(heap.steps().of(Step.ZERO_WORD)).as("not cleared again").isEqualTo(zeroed);
        assertThat(heap.figures().heapReleased()).isLessThanOrEqualTo(4 * PAGE);
    }

    @Test
    void pagesThatComeBackAreClear() {
        var heap = heap(PagePolicy.FREE_LIST, MadvisePolicy.IGNORE, true);
        int first = heap.guestPages().allocate(PAGE, 1);
        memory.fill(first, PAGE, 7);
        heap.guestPages().free(first, PAGE);
        assertThat(memory.readInt(first)).isEqualTo(Poison.PATTERN);
        assertThat(heap.guestPages().allocate(PAGE, 1)).isEqualTo(first);
        assertThat(memory.isFilled(first, PAGE, 0)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void heapAndGuestShareTheMemory(PagePolicy policy) {
        long seed = Long.getLong("seed", 5L);
        System.out.println("GuestPagesTest -Dseed=" + seed);
        var random = new Random(seed);
        for (var madvise : MadvisePolicy.values()) {
            var ram = new ArrayMemory(4 << 20);
            var heap = new Heap(HeapOptions.of(HeapProfile.GO_WASM, policy).withMadvise(madvise),
                    ram, PAGE);
            var collector = new HeapCollector(heap,
                    CollectorOptions.of(CollectorMode.STOP_THE_WORLD).withCheck(true),
                    new Pacer(100, Pacer.NO_LIMIT), Roots.of(root -> {}));
            var runs = new ArrayList<int[]>();
            for (int step = 0; step < 4000; step++) {
                int choice = random.nextInt(10);
                if (choice < 5) {
                    int address = heap.allocate(1 + random.nextInt(20_000), true, true);
                    if (address == Heap.COLLECT) {
                        collector.collect(GcCause.HEAP, 0);
                    }
                } else if (choice < 8 && runs.size() < 40) {
                    int bytes = (1 + random.nextInt(8)) * PAGE;
                    int address = heap.guestPages().allocate(bytes,
                            (long) PAGE << random.nextInt(4));
                    if (address != 0) {
                        assertThat(ram.isFilled(address, bytes, 0)).isTrue();
                        ram.fill(address, bytes, runs.size() + 1);
                        runs.add(new int[]{address, bytes, runs.size() + 1});
                    }
                } else if (!runs.isEmpty()) {
                    var run = runs.remove(random.nextInt(runs.size()));
                    assertThat(ram.isFilled(run[0], run[1], run[2])).isTrue();
                    heap.guestPages().free(run[0], run[1]);
                }
            }
        }
    }
}
