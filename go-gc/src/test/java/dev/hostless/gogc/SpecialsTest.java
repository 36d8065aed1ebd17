package dev.hostless.gogc;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.hostless.gogc.SpecialKind.CLEANUP;
import static dev.hostless.gogc.SpecialKind.FINALIZER;
import static dev.hostless.gogc.SpecialKind.PROFILE;
import static dev.hostless.gogc.SpecialKind.WEAK_HANDLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SpecialsTest {
    private static final PointerMask PAIR = new PointerMask(4, 0b0110);

    private final StackRoots roots = new StackRoots();
    private final StackRoots.Words stack = roots.running();
    private final ArrayMemory memory = new ArrayMemory(4 << 20);
    private final Heap heap = new Heap(HeapProfile.GO_WASM, memory, 8192, PagePolicy.BITMAP);
    private HeapCollector collector = collector(heap, CollectorMode.INCREMENTAL);

    private HeapCollector collector(Heap ofHeap, CollectorMode mode) {
        var made = new HeapCollector(ofHeap, CollectorOptions.of(mode).withCheck(true),
                new Pacer(Pacer.OFF, Pacer.NO_LIMIT), roots);
        for (var kind : List.of(FINALIZER, CLEANUP, WEAK_HANDLE)) {
            made.specials().setRootOffset(kind, 8);
        }
        return made;
    }

    private int make() {
        return heap.allocate(32, PAIR);
    }

    /** A record outside the heap's objects whose second word is a root. */
    private int record(int root) {
        int page = heap.guestPages().allocate(8192, 8192);
        memory.writeLong(page + 8, root);
        return page;
    }

    private List<DeadSpecial> dead() {
        var all = new ArrayList<DeadSpecial>();
        var next = collector.specials().nextDead();
        while (next != null) {
            all.add(next);
            next = collector.specials().nextDead();
        }
        return all;
    }

    private void collect() {
        collector.collect(GcCause.FORCED, 0);
    }

    @Test
    void aFinalizerRevivesItsObjectOnce() {
        int object = make();
        int function = make();
        int record = record(function);
        assertThat(collector.specials().add(object, FINALIZER, record)).isTrue();
        stack.push(object);
        collect();
        assertThat(dead()).isEmpty();
        stack.clear();
        collect();
        assertThat(dead()).containsExactly(new DeadSpecial(FINALIZER, object, record, 32));
        assertThat(heap.objectBase(object)).as("it lives on").isEqualTo(object);
        assertThat(heap.objectBase(function)).as("its function was a root").isEqualTo(function);
        collect();
        assertThat(dead()).isEmpty();
        assertThat(heap.objectBase(object)).isZero();
        assertThat(heap.objectBase(function)).isZero();
    }

    @Test
    void whatAnObjectWithAFinalizerRefersToIsKeptForIt() {
        int object = make();
        int child = make();
        memory.writeLong(object + 8, child);
        collector.specials().add(object, FINALIZER, record(0));
        collector.specials().add(child, FINALIZER, record(0));
        collect();
        assertThat(dead()).extracting(DeadSpecial::object).as("the outer one first")
                .containsExactly(object);
        assertThat(heap.objectBase(child)).isEqualTo(child);
        collect();
        assertThat(dead()).extracting(DeadSpecial::object).containsExactly(child);
    }

    /** As a buffer does that begins in its own first words: runtime.Pinner, strings.Builder. */
    @ParameterizedTest
    @EnumSource(CollectorMode.class)
    void anObjectWithAFinalizerThatPointsIntoItselfDies(CollectorMode mode) {
        var memoryOfOther = new ArrayMemory(4 << 20);
        var other = new Heap(HeapProfile.GO_WASM, memoryOfOther, 8192, PagePolicy.BITMAP);
        collector = collector(other, mode);
        int object = other.allocate(32, PAIR);
        int large = other.allocate(4096, PAIR);
        for (int self : List.of(object, large)) {
            memoryOfOther.writeLong(self + 8, self + 24);
            collector.specials().add(self, FINALIZER, other.guestPages().allocate(8192, 8192));
        }
        collect();
        assertThat(dead()).extracting(DeadSpecial::object).containsExactly(object, large);
    }

    @Test
    void aRingWithAFinalizerIsNeverCollected() {
        int object = make();
        int other = make();
        memory.writeLong(object + 8, other);
        memory.writeLong(other + 16, object);
        collector.specials().add(object, FINALIZER, record(0));
        collect();
        collect();
        assertThat(dead()).isEmpty();
        assertThat(heap.objectBase(object)).isEqualTo(object);
    }

    @Test
    void cleanupsWeakHandlesAndProfilesAreReportedWhenTheObjectIsFreed() {
        int object = make();
        int handle = heap.allocate(16, true, true);
        int weak = record(handle);
        int first = record(0);
        int second = record(0);
        var specials = collector.specials();
        assertThat(specials.add(object + 9, CLEANUP, first)).isTrue();
        assertThat(specials.add(object, CLEANUP, second)).isTrue();
        assertThat(specials.add(object, WEAK_HANDLE, weak)).isTrue();
        assertThat(specials.add(object, PROFILE, 77)).isTrue();
        stack.push(object);
        collect();
        assertThat(dead()).isEmpty();
        assertThat(heap.objectBase(handle)).as("the handle is a root").isEqualTo(handle);
        stack.clear();
        collect();
        assertThat(dead()).containsExactly(new DeadSpecial(WEAK_HANDLE, object, weak, 32),
                new DeadSpecial(PROFILE, object, 77, 32),
                new DeadSpecial(CLEANUP, object, second, 32),
                new DeadSpecial(CLEANUP, object + 9, first, 32));
        assertThat(heap.objectBase(object)).isZero();
        assertThat(specials.count()).isZero();
    }

    @Test
    void whatIsRevivedLosesItsWeakHandleAndKeepsItsCleanup() {
        int object = make();
        int cleanup = record(0);
        var specials = collector.specials();
        specials.add(object, FINALIZER, record(0));
        specials.add(object, WEAK_HANDLE, record(0));
        specials.add(object, CLEANUP, cleanup);
        collect();
        assertThat(dead()).extracting(DeadSpecial::kind).containsExactly(WEAK_HANDLE, FINALIZER);
        assertThat(specials.find(object, CLEANUP)).isEqualTo(cleanup);
        collect();
        assertThat(dead()).extracting(DeadSpecial::kind).containsExactly(CLEANUP);
    }

    @Test
    void anObjectHasOneFinalizerAndAnyNumberOfCleanups() {
        int object = make();
        var specials = collector.specials();
        assertThat(specials.add(object, FINALIZER, 100)).isTrue();
        assertThat(specials.add(object, FINALIZER, 200)).isFalse();
        assertThat(specials.find(object, FINALIZER)).isEqualTo(100);
        assertThat(specials.remove(object, FINALIZER)).isEqualTo(100);
        assertThat(specials.remove(object, FINALIZER)).isZero();
        specials.add(object, CLEANUP, 300);
        specials.add(object, CLEANUP, 400);
        assertThat(specials.remove(object, CLEANUP, 300)).isEqualTo(300);
        assertThat(specials.remove(object, CLEANUP, 300)).isZero();
        assertThat(specials.count()).isEqualTo(1);
    }

    @Test
    void noObjectNoSpecial() {
        assertThatThrownBy(() -> collector.specials().add(8192, FINALIZER, 8))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage("no object is at 0x2000, so it can have no FINALIZER");
        int object = make();
        collector.specials().add(object, CLEANUP, -4);
        assertThatThrownBy(this::collect).isInstanceOf(InvalidRequest.class).hasMessage(
                "the record of a CLEANUP at 0xfffffffc is not within the memory");
    }

    @ParameterizedTest
    @EnumSource(names = {"INCREMENTAL", "GREEN_TEA"})
    void whatIsAddedWhileMarkingRunsCountsAtOnce(CollectorMode mode) {
        var other = new Heap(HeapProfile.GO_WASM, memory, 8192, PagePolicy.BITMAP);
        collector = collector(other, mode);
        int object = other.allocate(32, PAIR);
        int child = other.allocate(32, PAIR);
        int function = other.allocate(32, PAIR);
        int handle = other.allocate(32, PAIR);
        int pinned = other.allocate(32, PAIR);
        int page = other.guestPages().allocate(16_384, 8192);
        memory.writeLong(page + 8, function);
        memory.writeLong(page + 8192 + 8, handle);
        memory.writeLong(object + 16, child);
        collector.start(GcCause.HEAP, 0);
        while (collector.markSlice(1) > 0) {
            // Until nothing is grey.
        }
        collector.specials().add(object, FINALIZER, page);
        collector.specials().add(pinned, WEAK_HANDLE, page + 8192);
        collector.pin(pinned);
        collector.finish(0);
        other.finishSweep();
        assertThat(dead()).extracting(DeadSpecial::kind).containsExactly(FINALIZER);
        for (int alive : new int[]{object, child, function, handle, pinned}) {
            assertThat(other.objectBase(alive)).isEqualTo(alive);
        }
    }

    @Test
    void aPinKeepsAnObjectAsOftenAsItWasPinned() {
        int object = make();
        collector.pin(object + 5);
        collector.pin(object);
        collector.unpin(object);
        collect();
        assertThat(heap.objectBase(object)).isEqualTo(object);
        collector.unpin(object);
        assertThatThrownBy(() -> collector.unpin(object)).isInstanceOf(InvalidRequest.class);
        collect();
        assertThat(heap.objectBase(object)).isZero();
        assertThatThrownBy(() -> collector.pin(object)).isInstanceOf(InvalidRequest.class);
    }

    @Test
    void manySpecialsComeAndGo() {
        var objects = new ArrayList<Integer>();
        for (int index = 0; index < 3000; index++) {
            int object = make();
            objects.add(object);
            collector.specials().add(object, PROFILE, 1 + index);
            if (index % 3 == 0) {
                collector.specials().add(object, CLEANUP, 8192);
            }
            if (index % 2 == 0) {
                stack.push(object);
            }
        }
        collect();
        assertThat(dead()).hasSize(1500 + 500);
        assertThat(collector.specials().count()).isEqualTo(1500 + 500);
        for (int index = 0; index < 3000; index += 2) {
            assertThat(collector.specials().find(objects.get(index), PROFILE))
                    .isEqualTo(1 + index);
        }
        stack.clear();
        collect();
        assertThat(dead()).hasSize(2000);
        assertThat(collector.specials().count()).isZero();
    }
}
