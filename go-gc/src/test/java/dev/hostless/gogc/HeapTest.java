package dev.hostless.gogc;

import java.util.HashSet;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HeapTest {
    private static final int FIRST = 100_000;

    private final ArrayMemory memory = new ArrayMemory(8 << 20);
    private final Heap heap = new Heap(HeapProfile.GO_WASM, memory, FIRST, PagePolicy.BITMAP);

    @Test
    void objectsOfAClassAreNeighbours() {
        int first = heap.allocate(33, false, true);
        assertThat(first).isEqualTo(13 * 8192);
        assertThat(heap.allocate(48, false, true)).isEqualTo(first + 48);
        assertThat(heap.allocate(40, true, true)).isEqualTo(first + 8192);
    }

    @Test
    void anObjectIsFoundByEveryAddressInIt() {
        for (int bytes : new int[]{8, 24, 100, 32768, 32769, 100_000}) {
            int address = heap.allocate(bytes, false, true);
            var object = heap.findObject(address).orElseThrow();
            assertThat(object.address()).isEqualTo(address);
            assertThat(object.bytes()).isGreaterThanOrEqualTo(bytes);
            assertThat(object.spanClass().noscan()).isFalse();
            assertThat(heap.findObject(address + bytes - 1)).contains(object);
            assertThat(heap.findObject(address + object.bytes() - 1)).contains(object);
            assertThat(heap.findObject(address + object.bytes())).isNotEqualTo(object);
        }
    }

    @Test
    void noObjectIsFoundWhereNoneIs() {
        assertThat(heap.findObject(FIRST)).isEmpty();
        int address = heap.allocate(24, false, true);
        assertThat(heap.findObject(address + 24)).isEmpty();
        assertThat(heap.findObject(address + 8191)).as("the tail of the span").isEmpty();
        assertThat(heap.findObject(address - 1)).isEmpty();
        assertThat(heap.findObject(0)).isEmpty();
        assertThat(heap.findObject(-1)).isEmpty();
    }

    @Test
    void tinyObjectsShareABlockAlignedAsTheyMayNeed() {
        int block = heap.allocate(1, true, true);
        assertThat(heap.allocate(1, true, true)).isEqualTo(block + 1);
        assertThat(heap.allocate(4, true, true)).isEqualTo(block + 4);
        assertThat(heap.allocate(2, true, true)).isEqualTo(block + 8);
        assertThat(heap.allocate(7, true, true)).as("too large, yet less than is left after")
                .isEqualTo(block + 16);
        assertThat(heap.findObject(block + 9).orElseThrow().bytes()).isEqualTo(16);
        assertThat(heap.figures().tinyAllocs()).isEqualTo(3);
        assertThat(heap.figures().heapObjects()).isEqualTo(2);
        assertThat(heap.figures().mallocs()).isEqualTo(5);
        assertThat(heap.figures().frees()).isEqualTo(3);
    }

    @Test
    void twelveBytesAreAlignedToEightOnAMachineOf32Bits() {
        var small = new Heap(HeapProfile.MICROCONTROLLER, memory, FIRST, PagePolicy.BITMAP);
        int block = small.allocate(1, true, true);
        assertThat(small.allocate(3, true, true)).isEqualTo(block + 1);
        assertThat(small.allocate(12, true, true)).isEqualTo(block + 16);
        int next = heap.allocate(1, true, true);
        assertThat(heap.allocate(12, true, true)).isEqualTo(next + 4);
    }

    @Test
    void onlyMarkedObjectsOutliveASweep() {
        int kept = heap.allocate(64, false, true);
        int lost = heap.allocate(64, false, true);
        int large = heap.allocate(50_000, true, true);
        mark(kept + 10);
        heap.startSweep();
        assertThat(heap.isSwept()).isFalse();
        heap.finishSweep();
        assertThat(heap.isSwept()).isTrue();
        assertThat(heap.findObject(kept)).isPresent();
        assertThat(heap.findObject(lost)).isEmpty();
        assertThat(heap.findObject(large)).isEmpty();
        assertThat(heap.figures().heapInuse()).isEqualTo(8192);
        assertThat(heap.figures().frees()).isEqualTo(2);
        assertThat(heap.allocate(64, false, true)).isEqualTo(lost);
    }

    @Test
    void withoutMarksEverythingIsFreedIntoOneRun() {
        for (int bytes = 1; bytes < 60_000; bytes = bytes * 5 / 4 + 1) {
            heap.allocate(bytes, bytes % 2 == 0, true);
        }
        heap.startSweep();
        heap.finishSweep();
        var figures = heap.figures();
        assertThat(figures.heapObjects()).isZero();
        assertThat(figures.heapInuse()).isZero();
        assertThat(figures.mallocs()).isEqualTo(figures.frees());
        assertThat(figures.classes()).allMatch(each -> each.spans() == 0 && each.freed() > 0);
        assertThat(figures.pages().freeRuns()).isEqualTo(1);
    }

    @Test
    void allocationSweepsBeforeItTakesMorePages() {
        for (int count = 0; count < 1024; count++) {
            heap.allocate(4096, true, false);
        }
        long before = heap.figures().heapSys();
        heap.startSweep();
        for (int count = 0; count < 512; count++) {
            heap.allocate(8192, true, false);
        }
        assertThat(heap.figures().heapSys()).isEqualTo(before);
        assertThat(heap.isSwept()).isTrue();
    }

    @Test
    void whatIsUsedAgainIsZero() {
        int small = heap.allocate(128, false, true);
        int large = heap.allocate(40_000, false, true);
        memory.fill(small, 128, 0x55);
        memory.fill(large, 40_960, 0x55);
        assertThat(heap.steps().of(Step.ZERO_WORD)).as("new memory is zero").isZero();
        heap.startSweep();
        assertThat(heap.allocate(120, false, false)).isEqualTo(small);
        assertThat(heap.allocate(40_000, false, false)).isEqualTo(large);
        assertThat(memory.isFilled(small, 128, 0)).isTrue();
        assertThat(memory.isFilled(large, 40_960, 0)).isTrue();
        assertThat(heap.steps().of(Step.ZERO_WORD)).isEqualTo(16 + 5120);
    }

    @Test
    void whoNeedsNoZerosSavesTheWork() {
        int address = heap.allocate(128, true, true);
        memory.fill(address, 128, 0x55);
        heap.startSweep();
        assertThat(heap.allocate(128, true, false)).isEqualTo(address);
        assertThat(memory.isFilled(address, 128, 0x55)).isTrue();
    }

    @Test
    void theHeapTakesWhatItNeeds() {
        var tight = new ArrayMemory(8192 * 100);
        var small = new Heap(HeapProfile.GO_WASM, tight, 8192, PagePolicy.BITMAP);
        small.allocate(8, false, true);
        assertThat(tight.bytes()).isEqualTo(8192 * 2);
        small.guestPages().allocate(8192 * 8, 8192 * 8);
        assertThat(tight.bytes()).as("aligned, beginning in free pages").isEqualTo(8192 * 16);
        small.allocate(8192 * 7, true, false);
        assertThat(tight.bytes()).as("six pages are left before").isEqualTo(8192 * 23);
        small.allocate(8192 * 6, true, false);
        assertThat(tight.bytes()).isEqualTo(8192 * 23);
        small.guestPages().allocate(8192 * 69, 8192);
        assertThat(tight.bytes()).isEqualTo(8192 * 92);
        assertThatThrownBy(() -> small.allocate(8192 * 9, true, false))
                .isInstanceOf(HeapExhausted.class)
                .hasMessage("no room for an object of 73728 bytes: of 91 pages 0 are free, at most"
                        + " 0 in one piece, and the memory of 753664 bytes does not grow");
        small.allocate(8192 * 8, true, false);
        assertThat(tight.bytes()).isEqualTo(8192 * 100);
        assertThat(small.figures().pages().freePages()).isZero();
    }

    @Test
    void theHeapUsesAllThatTheMemoryHas() {
        var roomy = new ArrayMemory(8192 * 100);
        roomy.grow(8192 * 50);
        var small = new Heap(HeapProfile.GO_WASM, roomy, 8192, PagePolicy.BITMAP);
        small.allocate(8, false, true);
        assertThat(small.figures().pages().freePages()).isEqualTo(48);
        assertThat(roomy.bytes()).isEqualTo(8192 * 50);
    }

    @ParameterizedTest
    @EnumSource
    void aFullHeapWorksAgainAfterASweep(PagePolicy policy) {
        var tight = new ArrayMemory(1 << 20);
        var small = new Heap(HeapProfile.GO_WASM, tight, 1, policy);
        for (int round = 0; round < 3; round++) {
            var seen = new HashSet<Integer>();
            assertThatThrownBy(() -> {
                while (true) {
                    assertThat(seen.add(small.allocate(1000, false, true))).isTrue();
                }
            }).isInstanceOf(HeapExhausted.class);
            assertThatThrownBy(() -> small.allocate(1000, false, true))
                    .isInstanceOf(HeapExhausted.class);
            assertThat(seen).hasSize(127 * 8);
            small.startSweep();
        }
    }

    @Test
    void hugeRequestsAreRefused() {
        heap.allocate(1, true, true);
        long before = memory.bytes();
        for (long bytes : new long[]{8 << 20, 1L << 31, 1L << 40, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> heap.allocate(bytes, true, true))
                    .isInstanceOf(HeapExhausted.class).hasMessageContaining(" " + bytes + " ");
        }
        assertThat(memory.bytes()).as("nothing grew in vain").isEqualTo(before);
        assertThatThrownBy(() -> heap.allocate(0, true, true))
                .hasMessage("wanted an object of 1 or more bytes, got 0");
        assertThatThrownBy(() -> heap.allocate(-1, true, true))
                .isInstanceOf(InvalidRequest.class);
    }

    @Test
    void aHeapNeedsAPage() {
        assertThatThrownBy(() -> new Heap(HeapProfile.GO_WASM, new ArrayMemory(16383), 1,
                PagePolicy.BUDDY)).hasMessage(
                        "a heap wants a page of 8192 bytes, not the memory from 1 to 16383");
        for (long first : new long[]{-1, (8 << 20) + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> new Heap(HeapProfile.GO_WASM, memory, first,
                    PagePolicy.BUDDY)).hasMessage("a heap wants memory within 2 GiB, not from "
                            + first + " to 8388608");
        }
    }

    @Test
    void aMarkOnAFreeObjectIsNoticed() {
        int address = heap.allocate(64, false, true);
        Objects.requireNonNull(heap.spanOf(address)).mark(5);
        heap.startSweep();
        assertThatThrownBy(heap::finishSweep).isInstanceOf(HeapCorrupted.class).hasMessage(
                "object 5 of the span at 0x1a000 (1 pages, 1 of 128 objects of 64 bytes) is marked,"
                        + " but free");
    }

    @Test
    void aSweepCannotBeginInAnother() {
        heap.allocate(64, false, true);
        heap.startSweep();
        assertThatThrownBy(heap::startSweep).hasMessageContaining("before the last was done");
    }

    @Test
    void figuresAreByClass() {
        heap.allocate(100, false, true);
        heap.allocate(100, false, true);
        heap.allocate(9000, true, true);
        heap.allocate(33_000, true, true);
        var figures = heap.figures();
        assertThat(figures.classes()).containsExactly(
                new ClassFigures(SpanClass.of(0, true), 1, 40_960, 1, 40_960, 0, 0),
                new ClassFigures(SpanClass.of(9, false), 1, 8192, 2, 224, 0, 0),
                new ClassFigures(SpanClass.of(52, true), 1, 57_344, 1, 9472, 0, 0));
        assertThat(figures.heapAlloc()).isEqualTo(40_960 + 224 + 9472);
        assertThat(figures.heapInuse()).isEqualTo(40_960 + 8192 + 57_344);
        assertThat(figures.heapSys()).isEqualTo(40_960 + 8192 + 57_344);
        assertThat(figures.internalPerMille()).isEqualTo(525);
        assertThat(figures.metadataBytes()).isPositive();
    }

    private void mark(int address) {
        var span = Objects.requireNonNull(heap.spanOf(address));
        assertThat(span.mark(span.indexOf(address))).isTrue();
        assertThat(span.mark(span.indexOf(address))).isFalse();
    }

    @Test
    void thePointersOfAnObjectAreToldFromAnyOfItsWordsOn() {
        var heap = new Heap(HeapProfile.GO_WASM, new ArrayMemory(4 << 20), 8192,
                PagePolicy.BITMAP);
        int small = heap.allocate(32, new PointerMask(4, 0b0110));
        int large = heap.allocate(1024, new PointerMask(4, 0b0110));
        assertThat(heap.pointerBits(small)).isEqualTo(0b0110);
        assertThat(heap.pointerBits(small + 16)).isEqualTo(0b01);
        assertThat(heap.pointerBits(large + 8)).isEqualTo(0x3333_3333_3333_3333L);
        assertThat(heap.pointerBits(large + 1000)).as("three words are left").isEqualTo(0b011);
    }
}
