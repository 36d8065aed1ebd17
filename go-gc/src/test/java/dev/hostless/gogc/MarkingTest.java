package dev.hostless.gogc;

import java.util.Objects;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MarkingTest {
    /** A word of data, then a pointer. */
    private static final PointerMask DATA_POINTER = new PointerMask(2, 0b10);

    private final ArrayMemory memory = new ArrayMemory(8 << 20);
    private final Heap heap = new Heap(HeapProfile.GO_WASM, memory, 8192, PagePolicy.BITMAP);
    private int[] roots = {};
    private final HeapCollector collector = new HeapCollector(heap,
            CollectorOptions.of(CollectorMode.STOP_THE_WORLD).withCheck(true),
            new Pacer(100, Pacer.NO_LIMIT), Roots.of(root -> {
                for (int each : roots) {
                    root.accept(each);
                }
            }));

    @Test
    void whatTheRootsReachLivesOn() {
        int first = heap.allocate(16, DATA_POINTER);
        int second = heap.allocate(16, DATA_POINTER);
        int third = heap.allocate(16, DATA_POINTER);
        memory.writeLong(first + 8, second);
        memory.writeLong(third + 8, first);
        assertThat(collect(first)).isEqualTo(new MarkFigures(2, 32, 2));
        assertThat(heap.findObject(first)).isPresent();
        assertThat(heap.findObject(second)).isPresent();
        assertThat(heap.findObject(third)).isEmpty();
    }

    @Test
    void aPointerIntoAnObjectKeepsIt() {
        int holder = heap.allocate(8, false, true);
        int object = heap.allocate(50_000, true, true);
        memory.writeLong(holder, object + 49_999);
        assertThat(collect(holder + 7).objects()).isEqualTo(2);
        assertThat(heap.findObject(object)).isPresent();
    }

    @Test
    void aRingIsMarkedOnceAndDiesAsAWhole() {
        int first = heap.allocate(16, DATA_POINTER);
        int second = heap.allocate(16, DATA_POINTER);
        memory.writeLong(first + 8, second);
        memory.writeLong(second + 8, first);
        assertThat(collect(second, first, second).objects()).isEqualTo(2);
        assertThat(collect().objects()).isZero();
        assertThat(heap.figures().heapObjects()).isZero();
    }

    @Test
    void dataThatLooksLikeAPointerKeepsNothing() {
        int holder = heap.allocate(16, DATA_POINTER);
        int bytes = heap.allocate(16, true, true);
        int object = heap.allocate(16, DATA_POINTER);
        memory.writeLong(holder, object);
        memory.writeLong(bytes, object);
        assertThat(collect(holder, bytes).objects()).isEqualTo(2);
        assertThat(heap.findObject(object)).isEmpty();
    }

    @Test
    void withoutAMaskEveryWordMayBeAPointer() {
        int masked = heap.allocate(32, DATA_POINTER);
        assertThat(collect()).isEqualTo(new MarkFigures(0, 0, 0));
        int plain = heap.allocate(32, false, true);
        assertThat(plain).as("the mask of before is forgotten").isEqualTo(masked);
        int object = heap.allocate(100, true, true);
        memory.writeLong(plain + 16, object);
        assertThat(collect(plain)).isEqualTo(new MarkFigures(2, 32 + 112, 4));
    }

    @Test
    void theMaskOfAnArraysElementRepeats() {
        int array = heap.allocate(5 * 16, DATA_POINTER);
        int object = heap.allocate(8, true, true);
        memory.writeLong(array + 4 * 16 + 8, object);
        assertThat(collect(array)).isEqualTo(new MarkFigures(2, 80 + 16, 5));
    }

    @Test
    void aMaskMayBeLongerThanAWordOfBits() {
        var mask = new PointerMask(200, 0, 0, 1L << 63);
        int large = heap.allocate(1600, mask);
        int object = heap.allocate(8, false, true);
        memory.writeLong(large + 191 * 8, object);
        assertThat(collect(large).objects()).isEqualTo(2);
    }

    @Test
    void aTypeWithoutPointersIsNotScanned() {
        int address = heap.allocate(32, new PointerMask(4));
        assertThat(heap.findObject(address).orElseThrow().spanClass().noscan()).isTrue();
    }

    @Test
    void aPointerBeyondTheMemoryIsNone() {
        int holder = heap.allocate(8, false, true);
        int object = heap.allocate(16, false, true);
        memory.writeLong(holder, object + (1L << 32));
        assertThat(collect(holder, -1, 0, 5).objects()).isEqualTo(1);
    }

    @Test
    void anOldPointerToAFreeObjectMarksNothing() {
        int kept = heap.allocate(16, DATA_POINTER);
        int freed = heap.allocate(16, DATA_POINTER);
        collect(kept);
        assertThat(collect(kept, freed).objects()).isEqualTo(1);
    }

    @Test
    void aMaskMustFitItsType() {
        assertThatThrownBy(() -> new PointerMask(0))
                .hasMessage("a type has 1 or more words, not 0");
        assertThatThrownBy(() -> new PointerMask(3, 0b1000))
                .hasMessage("a type of 3 words has no pointer in word 3");
    }

    @Test
    void workIsCounted() {
        int first = heap.allocate(16, DATA_POINTER);
        memory.writeLong(first + 8, first);
        collect(first);
        assertThat(heap.steps().of(Step.MARK_OBJECT)).isEqualTo(1);
        assertThat(heap.steps().of(Step.SCAN_WORD)).isEqualTo(1);
        assertThat(heap.steps().of(Step.SWEEP_SPAN)).isEqualTo(1);
    }

    @Test
    void theCheckFindsAMarkThatIsMissing() {
        int first = heap.allocate(16, DATA_POINTER);
        var roots = Roots.of(root -> root.accept(first));
        assertThatThrownBy(() -> check(roots)).isInstanceOf(HeapCorrupted.class)
                .hasMessage("object 0 of the span at 0x2000 (1 pages, 1 of 512 objects of 16 bytes)"
                        + " is reachable, but not marked");
    }

    @Test
    void theCheckCountsMarksThatNoRootReaches() {
        int first = heap.allocate(16, DATA_POINTER);
        int second = heap.allocate(16, DATA_POINTER);
        var span = Objects.requireNonNull(heap.spanOf(first));
        span.mark(span.indexOf(first));
        span.mark(span.indexOf(second));
        var checked = check(Roots.of(root -> root.accept(first)));
        assertThat(checked.reachable()).isEqualTo(1);
        assertThat(checked.floating()).isEqualTo(1);
        roots = new int[]{first};
        assertThatThrownBy(() -> collector.collect(GcCause.FORCED, 0))
                .hasMessage("1 objects are marked that no root reaches");
    }

    @Test
    void theCheckFindsAPointerToAFreeObject() {
        int holder = heap.allocate(16, DATA_POINTER);
        int freed = heap.allocate(16, DATA_POINTER);
        collect(holder);
        memory.writeLong(holder + 8, freed);
        assertThatThrownBy(() -> collect(holder)).isInstanceOf(BadPointer.class)
                .hasMessage("word 1 of the object at 0x2000 points to 0x2010, in object 1 of the"
                        + " span at 0x2000 (1 pages, 1 of 512 objects of 16 bytes), which is free");
    }

    private HeapCheck check(Roots from) {
        return HeapCheck.of(heap, from, collector.specials(), new int[0], true);
    }

    /** Collects with the check on, and sweeps. */
    private MarkFigures collect(int... words) {
        roots = words;
        return collector.collect(GcCause.FORCED, 0).marked();
    }
}
