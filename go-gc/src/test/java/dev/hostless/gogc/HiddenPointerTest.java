package dev.hostless.gogc;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One test for each way to hide an object from a collector that runs beside the program. Each is
 * played without the barrier as well: then the object is lost, so it was hidden indeed.
 */
class HiddenPointerTest {
    private static final PointerMask PAIR = new PointerMask(4, 0b0110);

    /** A program in the middle of a marking. */
    private static final class Program {
        final StackRoots roots = new StackRoots();
        final StackRoots.Words running = roots.running();
        final StackRoots.Words parked = roots.parked();
        final ArrayMemory memory = new ArrayMemory(8 << 20);
        final Heap heap = new Heap(HeapProfile.GO_WASM, memory, 8192, PagePolicy.BITMAP);
        final HeapCollector collector;
        final boolean barrier;

        Program(CollectorMode mode, boolean barrier) {
            collector = new HeapCollector(heap, CollectorOptions.of(mode),
                    new Pacer(Pacer.OFF, Pacer.NO_LIMIT), roots);
            this.barrier = barrier;
        }

        /** Nothing is marked for it, so that what is grey stays so. */
        int make() {
            parked.hidden = true;
            int object = heap.allocate(32, PAIR);
            parked.hidden = false;
            return object;
        }

        int field(int object, int word) {
            return (int) memory.readLong(object + 8 * word);
        }

        void set(int object, int word, int pointer) {
            if (barrier) {
                collector.shade(field(object, word));
                collector.shade(pointer);
            }
            memory.writeLong(object + 8 * word, pointer);
        }

        void start() {
            collector.start(GcCause.HEAP, 0);
        }

        void markAll() {
            while (collector.markSlice(1) > 0) {
                // Until nothing is grey.
            }
        }

        /** Whether an object is alive after the cycle. */
        boolean survives(int object) {
            collector.finish(0);
            heap.finishSweep();
            return heap.objectBase(object) != 0;
        }
    }

    /** Plays a program and tells whether what it hides is there in the end. */
    @FunctionalInterface
    private interface Scenario {
        boolean survives(Program program);
    }

    static Stream<Arguments> ways() {
        return Stream.of(CollectorMode.INCREMENTAL, CollectorMode.GREEN_TEA)
                .flatMap(mode -> Stream.of(
                        Arguments.of("moved from a grey object to a black one", mode,
                                (Scenario) HiddenPointerTest::movedToBlack),
                        Arguments.of("loaded to a scanned stack, and deleted", mode,
                                (Scenario) HiddenPointerTest::loadedAndDeleted),
                        Arguments.of("stored from a stack that is not scanned yet", mode,
                                (Scenario) HiddenPointerTest::storedFromGreyStack),
                        Arguments.of("swapped with what is black", mode,
                                (Scenario) HiddenPointerTest::swapped),
                        Arguments.of("copied with other memory", mode,
                                (Scenario) HiddenPointerTest::copied),
                        Arguments.of("loaded before its holder was cleared", mode,
                                (Scenario) HiddenPointerTest::clearedInBulk),
                        Arguments.of("sent from stack to stack", mode,
                                (Scenario) HiddenPointerTest::sent),
                        Arguments.of("moved to a piece of a large object that is black", mode,
                                (Scenario) HiddenPointerTest::movedWithinLarge),
                        Arguments.of("kept in a local of the running function", mode,
                                (Scenario) HiddenPointerTest::keptInLocal)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void theBarrierKeepsWhatIs(String way, CollectorMode mode, Scenario scenario) {
        assertThat(scenario.survives(new Program(mode, true))).as(way).isTrue();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void withoutTheBarrierItIsLostThatIs(String way, CollectorMode mode, Scenario scenario) {
        assertThat(scenario.survives(new Program(mode, false))).as(way).isFalse();
    }

    private static boolean movedToBlack(Program program) {
        int black = program.make();
        int grey = program.make();
        int object = program.make();
        program.running.push(black);
        program.parked.push(grey);
        program.set(grey, 1, object);
        program.start();
        // A new object is black.
        int fresh = program.make();
        program.set(fresh, 1, object);
        program.set(grey, 1, 0);
        program.running.push(fresh);
        program.markAll();
        return program.survives(object);
    }

    private static boolean loadedAndDeleted(Program program) {
        int holder = program.make();
        int object = program.make();
        program.parked.push(holder);
        program.set(holder, 1, object);
        program.start();
        program.running.push(program.field(holder, 1));
        program.set(holder, 1, 0);
        program.markAll();
        return program.survives(object);
    }

    private static boolean storedFromGreyStack(Program program) {
        int object = program.make();
        program.parked.push(object);
        program.start();
        int fresh = program.make();
        program.running.push(fresh);
        program.set(fresh, 2, object);
        program.parked.clear();
        program.markAll();
        return program.survives(object);
    }

    private static boolean swapped(Program program) {
        int first = program.make();
        int second = program.make();
        int object = program.make();
        program.parked.push(second);
        program.set(second, 1, object);
        program.start();
        int fresh = program.make();
        program.running.push(fresh);
        program.running.push(first);
        int before = program.field(fresh, 1);
        program.set(fresh, 1, program.field(second, 1));
        program.set(second, 1, before);
        program.markAll();
        return program.survives(object);
    }

    private static boolean copied(Program program) {
        int holder = program.make();
        int object = program.make();
        program.parked.push(holder);
        program.set(holder, 2, object);
        program.start();
        int fresh = program.make();
        program.running.push(fresh);
        if (program.barrier) {
            program.collector.bulk(fresh, holder, 32);
            program.collector.bulk(holder, 0, 32);
        }
        for (int word = 0; word < 4; word++) {
            program.memory.writeLong(fresh + 8 * word, program.field(holder, word));
            program.memory.writeLong(holder + 8 * word, 0);
        }
        program.markAll();
        return program.survives(object);
    }

    private static boolean clearedInBulk(Program program) {
        int holder = program.make();
        int object = program.make();
        program.parked.push(holder);
        program.set(holder, 2, object);
        program.start();
        program.running.push(program.field(holder, 2));
        if (program.barrier) {
            program.collector.bulk(holder, 0, 32);
        }
        program.memory.writeLong(holder + 16, 0);
        program.markAll();
        return program.survives(object);
    }

    /** A channel copies a word from one stack to the other; the sender then forgets it. */
    private static boolean sent(Program program) {
        int object = program.make();
        int buffer = program.heap.guestPages().allocate(8192, 8192);
        program.memory.writeLong(buffer, object);
        program.parked.push(object);
        program.start();
        if (program.barrier) {
            program.collector.bulkSource(buffer, 8);
        }
        program.running.push(object);
        program.parked.clear();
        program.markAll();
        return program.survives(object);
    }

    private static boolean movedWithinLarge(Program program) {
        int bytes = 4 * Marker.OBLET_BYTES;
        int large = program.heap.allocate(bytes, new PointerMask(1, 1));
        int object = program.make();
        int last = bytes / 8 - 1;
        program.set(large, last, object);
        program.parked.push(large);
        program.start();
        long work = 0;
        while (work < Marker.OBLET_BYTES) {
            work += program.collector.markSlice(1);
        }
        program.set(large, 0, program.field(large, last));
        program.set(large, last, 0);
        program.markAll();
        return program.survives(object);
    }

    /** At a slice a local holds the only pointer; at the finish it is on the stack. */
    private static boolean keptInLocal(Program program) {
        int holder = program.make();
        int object = program.make();
        program.parked.push(holder);
        program.set(holder, 1, object);
        program.start();
        int local = program.field(holder, 1);
        program.set(holder, 1, 0);
        program.markAll();
        int fresh = program.make();
        program.running.push(fresh);
        program.set(fresh, 1, local);
        return program.survives(object);
    }

    @ParameterizedTest
    @EnumSource(names = {"INCREMENTAL", "GREEN_TEA"})
    void aNewObjectIsBlack(CollectorMode mode) {
        var program = new Program(mode, false);
        program.start();
        int small = program.make();
        int tiny = program.heap.allocate(3, true, true);
        int large = program.heap.allocate(100_000, PAIR);
        program.markAll();
        program.running.push(small);
        program.collector.finish(0);
        program.heap.finishSweep();
        assertThat(program.heap.objectBase(small)).isNotZero();
        assertThat(program.heap.objectBase(tiny)).isNotZero();
        assertThat(program.heap.objectBase(large)).isNotZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"INCREMENTAL", "GREEN_TEA"})
    void aTinyObjectIsNotPutIntoABlockOfBefore(CollectorMode mode) {
        var program = new Program(mode, false);
        int before = program.heap.allocate(2, true, true);
        program.start();
        int after = program.heap.allocate(2, true, true);
        assertThat(after - before).as("in another block").isGreaterThanOrEqualTo(16);
        program.running.push(after);
        program.markAll();
        assertThat(program.survives(after)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"INCREMENTAL", "GREEN_TEA"})
    void aStackThatCannotBeScannedNowIsScannedAtTheFinish(CollectorMode mode) {
        var program = new Program(mode, false);
        int object = program.make();
        program.parked.push(object);
        program.start();
        program.parked.hidden = true;
        program.markAll();
        assertThat(program.collector.isMarkDone()).isTrue();
        program.parked.hidden = false;
        assertThat(program.survives(object)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"INCREMENTAL", "GREEN_TEA"})
    void aSpanIsScannedAgainForAnObjectThatWasFoundLater(CollectorMode mode) {
        var program = new Program(mode, true);
        int first = program.make();
        int second = program.make();
        int object = program.make();
        program.parked.push(first);
        program.set(second, 1, object);
        var late = program.roots.parked();
        late.push(second);
        late.hidden = true;
        program.start();
        program.markAll();
        late.hidden = false;
        program.markAll();
        assertThat(program.survives(object)).isTrue();
    }
}
