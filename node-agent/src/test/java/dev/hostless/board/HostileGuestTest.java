package dev.hostless.board;

import dev.hostless.board.RamPolicy.Madvise;
import dev.hostless.board.RamPolicy.Pages;
import dev.hostless.gogc.guest.GoWord;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A guest that lies to the node about its heap ends its own board, and is told why. */
class HostileGuestTest {
    private static final BoardSpec SPEC = BoardSpec.of("test", 4 << 20, 100_000_000, 3_000_000,
            Map.of());
    private static final int HEAP = ForgedGo.END;
    private static final long NOWHERE = 0x7fff_fff0L;

    private static BoardState end(byte[] module) {
        return TestBoard.run(SPEC, TestBoard.load(module), _ -> {}).end();
    }

    private static void ends(HeapCalls calls, String reason) {
        assertThat(end(calls.bytes())).as(calls.toString()).isInstanceOfSatisfying(
                BoardState.Trapped.class, trapped -> assertThat(trapped.trap()).contains(reason));
    }

    /** After a beginning like any Go program's. */
    private static void ends(String reason, UnaryOperator<HeapCalls> calls) {
        ends(calls.apply(HeapCalls.begun(new ForgedGo())), reason);
    }

    /** With a word of the descriptor that says something else. */
    private static void descriptor(GoWord word, long value, String reason) {
        var go = new ForgedGo();
        go.memory().putLong(go.descriptor + Long.BYTES * word.ordinal(), value);
        ends(HeapCalls.begun(go).call("gogc.start", 0).call("gogc.finish"), reason);
    }

    @Test
    void aForgedProgramCollectsItsHeap() {
        var go = new ForgedGo();
        var calls = HeapCalls.begun(go);
        for (int index = 0; index < 100; index++) {
            calls.call("gogc.malloc", 16, go.type, 1).call("gogc.malloc", 100, 0, 1);
        }
        calls.call("gogc.pause", 2, 0).call("gogc.start", 0).call("gogc.pause", 0, 0)
                .call("gogc.malloc", 16, go.type, 1).call("gogc.pause", 1, 0)
                .call("gogc.finish").call("gogc.pause", 0, 0).call("gogc.advance");
        assertThat(end(calls.bytes())).isEqualTo(new BoardState.Halted(0));
    }

    @Test
    void everyCallWantsTheBeginningFirst() {
        var free = Set.of("gogc.init", "gogc.pause", "gogc.allocate", "gogc.free",
                "gogc.add_roots", "gogc.remove_roots", "gogc.is_collection_due", "gogc.collect");
        HeapCalls.FUNCTIONS.forEach((name, type) -> {
            if (name.startsWith("gogc.") && !free.contains(name)) {
                ends(new HeapCalls(new ForgedGo()).call(name, new long[type.indexOf(':')]),
                        "gogc: the guest has not called gogc.init");
            }
        });
    }

    @Test
    void theBeginningComesOnce() {
        var go = new ForgedGo();
        ends(HeapCalls.begun(go).call("gogc.init", go.descriptor),
                "gogc.init: the heap is there already");
        ends("board.ram_start: pages were asked for already",
                calls -> calls.call("board.ram_start", HEAP));
    }

    @Test
    void aBoardWithoutRoomHasNoHeap() {
        var full = SPEC.withRamBytes(4 << 16);
        var calls = new HeapCalls(new ForgedGo());
        assertThat(TestBoard.run(full, TestBoard.load(calls.call("board.ram_start", 4 << 16)
                .bytes()), _ -> {}).end()).isInstanceOfSatisfying(BoardState.Trapped.class,
                        trapped -> assertThat(trapped.trap()).contains(
                                "wanted a page of RAM above 0x40000, but the board has 262144"));
    }

    @Test
    void aBoardHasOneKindOfHeap() {
        var go = new ForgedGo();
        ends(new HeapCalls(go).call("gogc.allocate", 16, 0).call("gogc.init", go.descriptor),
                "the board's RAM is cut up for");
        ends(HeapCalls.begun(new ForgedGo()).call("gogc.allocate", 16, 0),
                "the board's RAM is cut up for");
    }

    @Test
    void aDescriptorMustBeOne() {
        for (long address : new long[]{NOWHERE, -1, -8, (4 << 16) - 4}) {
            ends(new HeapCalls(new ForgedGo()).call("gogc.init", address), "the descriptor");
        }
        var last = new ForgedGo();
        ends(new HeapCalls(last).storeLong((4 << 16) - 16, 1)
                .storeLong((4 << 16) - 8, GoWord.values().length)
                .call("gogc.init", (4 << 16) - 16), "the descriptor");
        ends(new HeapCalls(new ForgedGo()).call("gogc.init", 64), "a descriptor of version 0");
        descriptor(GoWord.VERSION, 2, "a descriptor of version 2, not 1,");
        descriptor(GoWord.WORDS, 1, "a descriptor of 1 words");
        descriptor(GoWord.DATA, 0, "the descriptor's DATA = 0x0");
        descriptor(GoWord.BSS_END, 1L << 40, "the descriptor's BSS_END = 0x10000000000");
        descriptor(GoWord.DATA_END, 8, "DATA and DATA_END are no range");
        descriptor(GoWord.FUNCTIONS_BYTES, 1 << 21, "the table of functions");
        descriptor(GoWord.ENTRIES_COUNT, 1 << 20, "the table of entries");
        descriptor(GoWord.G_BYTES, 1 << 30, "the descriptor's G_BYTES = 0x40000000");
        descriptor(GoWord.G_STATUS, -8, "the descriptor's G_STATUS = 0xfffffffffffffff8");
        descriptor(GoWord.PC_QUANTUM, 4, "no table of WebAssembly functions");
        descriptor(GoWord.M0, (4 << 16) - 8, "m0");
        descriptor(GoWord.ALL_GS, (4 << 16) - 8, "the list of goroutines");
        descriptor(GoWord.WRITE_BARRIER, (4 << 16) - 2, "out of bounds memory access");
    }

    @Test
    void sizesMustBePossible() {
        ends("wanted an object of 1 or more bytes, got 0",
                calls -> calls.call("gogc.malloc", 0, 0, 1));
        // No room is an answer, which the guest's own runtime deals with.
        assertThat(end(HeapCalls.begun(new ForgedGo()).call("gogc.malloc", 0xffff_ffffL, 0, 1)
                .call("gogc.malloc", 0x8000_0000L, 0, 1).call("gogc.malloc", 5 << 20, 0, 0)
                .bytes())).isEqualTo(new BoardState.Halted(0));
    }

    @Test
    void typesMustBeTypes() {
        ends("a type", calls -> calls.call("gogc.malloc", 16, NOWHERE, 1));
        ends("a type", calls -> calls.call("gogc.malloc", 16, -1, 1));
        var go = new ForgedGo();
        go.memory().putLong(go.type + 8, 24);
        ends(HeapCalls.begun(go).call("gogc.malloc", 16, go.type, 1), "a type");
        var masked = new ForgedGo();
        masked.memory().putLong(masked.type + 32, NOWHERE);
        ends(HeapCalls.begun(masked).call("gogc.malloc", 16, masked.type, 1), "mask");
    }

    @Test
    void phasesHaveAnOrder() {
        ends("no collection can finish in phase OFF", calls -> calls.call("gogc.finish"));
        ends("a collection cannot start in phase MARK",
                calls -> calls.call("gogc.start", 0).call("gogc.start", 1));
        ends("no collection can finish in phase OFF", calls -> calls.call("gogc.start", 0)
                .call("gogc.finish").call("gogc.finish"));
    }

    @Test
    void addressesMustBeInMemory() {
        ends("out of bounds", calls -> calls.call("gogc.shade", NOWHERE, 1));
        ends("out of bounds", calls -> calls.call("gogc.shade", 0, 0x7fff_ffff));
        ends("out of bounds", calls -> calls.call("gogc.start", 0).call("gogc.shade", -16, 4));
        ends("not within the memory", calls -> calls.call("gogc.start", 0)
                .call("gogc.bulk", NOWHERE, 0, 64));
        ends("not within the memory", calls -> calls.call("gogc.start", 0)
                .call("gogc.bulk", HEAP, NOWHERE, 64));
        ends("not within the memory", calls -> calls.call("gogc.start", 0)
                .call("gogc.bulk", HEAP, HEAP, -8));
        ends("out of bounds", calls -> calls.call("gogc.malloc", 16, 0, 1)
                .call("gogc.find", HEAP, NOWHERE));
        ends("out of bounds", calls -> calls.call("gogc.figures", NOWHERE, 1248));
        ends("gogc.figures: wanted room for 1248 bytes, got 8",
                calls -> calls.call("gogc.figures", HEAP, 8));
        ends("out of bounds", calls -> calls.call("gogc.malloc", 16, 0, 1)
                .call("gogc.track", HEAP, 64, 0).call("gogc.start", 0).call("gogc.finish")
                .call("gogc.dead", NOWHERE));
    }

    @Test
    void recordsAreForObjects() {
        ends("no object is at 0x2a", calls -> calls.call("gogc.track", 42, 64, 1));
        ends("no object is at 0x7ffffff0", calls -> calls.call("gogc.track", NOWHERE, 64, 1));
        ends("no object is at 0x10000", calls -> calls.call("gogc.track", HEAP, 64, 0));
    }

    @Test
    void goroutinesMustBeThere() {
        for (long list : new long[]{NOWHERE, -8, 1L << 40}) {
            ends("goroutine", calls -> calls.store(GoWord.ALL_GS, 0, list)
                    .call("gogc.start", 0).call("gogc.finish"));
        }
        for (long count : new long[]{-1, 1 << 20, Long.MAX_VALUE}) {
            ends("goroutines", calls -> calls.store(GoWord.ALL_GS, 8, count)
                    .call("gogc.start", 0));
        }
    }

    /** A word of the only function's record, once marking has begun. */
    private static void record(int field, int value, String reason) {
        var go = new ForgedGo();
        int record = (int) go.at(GoWord.FUNCTIONS) + 8;
        ends(HeapCalls.begun(go).call("gogc.start", 0)
                .store(record + Integer.BYTES * field, value).call("gogc.finish"), reason);
    }

    @Test
    void theTablesOfFunctionsMustBeTheLinkers() {
        record(4, 1 << 30, "a table by counter that is cut off at 0x40001");
        record(4, 12, "nothing known at 0x10000001");
        // The frame that was the last goes on, to where a word of the stack says.
        record(7, 0, "no function at 0x0");
        record(2, 1 << 20, "1048576 bytes of arguments in go");
        record(5, 1 << 30, "a function's record is outside of memory");
    }

    @Test
    void stacksAreThoseOfTheGoroutines() {
        var go = new ForgedGo();
        long g = go.goroutines[0];
        ends(HeapCalls.begun(go).store(GoWord.M0, 0, g).stackPointer(64).call("gogc.start", 0),
                "a stack pointer on no stack");
        goroutine(GoWord.G_SP, 8, "a goroutine whose stack pointer is 0x8");
        goroutine(GoWord.G_SP, NOWHERE, "a goroutine whose stack pointer is 0x7ffffff0");
        goroutine(GoWord.G_STACK_LOW, NOWHERE, "a goroutine's stack is outside of memory");
        goroutine(GoWord.G_STACK_HIGH, 1L << 40, "a goroutine's stack is outside of memory");
        goroutine(GoWord.G_STACK_HIGH, (4 << 16) - 4, "a goroutine's stack that is not aligned");
        goroutine(GoWord.G_PC, 1L << 50, "no function at 0x4000000000000");
        goroutine(GoWord.G_PC, 0, "no function at 0x0");
        goroutine(GoWord.G_DEFERS, NOWHERE, "a deferred call is outside of memory");
        var circle = new ForgedGo();
        int call = (int) circle.at(GoWord.DATA);
        ends(HeapCalls.begun(circle)
                .storeLong(circle.goroutines[1] + circle.at(GoWord.G_DEFERS), call)
                .storeLong(call + circle.at(GoWord.DEFER_LINK), call)
                .call("gogc.start", 0).call("gogc.finish"), "deferred calls in a circle");
    }

    /** A word of a goroutine's struct. */
    private static void goroutine(GoWord field, long value, String reason) {
        var go = new ForgedGo();
        ends(HeapCalls.begun(go).call("gogc.start", 0)
                .storeLong(go.goroutines[1] + go.at(field), value).call("gogc.finish"), reason);
    }

    @Test
    void pagesAreGivenBackByTheirOwner() {
        ends("cannot free 1 pages from page 8: the guest did not get all of them",
                calls -> calls.call("gogc.malloc", 16, 0, 1).call("board.ram_free", HEAP, 8192));
        ends("cannot free 1 pages from page 0", calls -> calls.call("board.ram_free", 0, 8192));
        ends("cannot free 1 pages from page 8",
                calls -> calls.call("board.ram_allocate", 8192, 8192)
                        .call("board.ram_free", HEAP, 8192).call("board.ram_free", HEAP, 8192));
        ends("there is no run of 0 bytes",
                calls -> calls.call("board.ram_allocate", 0, 8192));
        ends("alignment", calls -> calls.call("board.ram_allocate", 8192, 3));
        ends("wanted the address of a page, got 0x10008",
                calls -> calls.call("board.ram_free", HEAP + 8, 8192));
    }

    @Test
    void objectsAreNotUnused() {
        for (var pages : Pages.values()) {
            var calls = HeapCalls.begun(new ForgedGo()).call("gogc.malloc", 16, 0, 1)
                    .call("board.ram_unused", HEAP, 8192);
            var spec = SPEC.withRam(new RamPolicy(pages, Madvise.RECLAIM));
            assertThat(TestBoard.run(spec, TestBoard.load(calls.bytes()), _ -> {}).end())
                    .isInstanceOf(BoardState.Trapped.class);
        }
    }

    @Test
    void anotherBoardInTheSameProcessGoesOn() throws Exception {
        var module = new TinyModule();
        int print = module.importFunction("env", "uart_write_byte", new byte[]{TinyModule.I32},
                new byte[0]);
        // A loop that prints and counts down from 20,000 in memory would be longer; 300 calls do.
        var body = new byte[300][];
        java.util.Arrays.fill(body, TinyModule.join(TinyModule.i32('.'),
                TinyModule.call(print)));
        module.export("_start", new byte[0], new byte[0], TinyModule.join(body));
        var good = new Board(SPEC, TestBoard.load(module.bytes()), BoardListener.NONE, Pace.MAX,
                System::nanoTime);
        var threads = new BoardThreads(4, 2);
        var goes = threads.start("good", good);
        var bad = TestBoard.load(HeapCalls.begun(new ForgedGo()).call("gogc.finish").bytes());
        for (int index = 0; index < 20; index++) {
            CompletableFuture<BoardState> end = threads.start("bad " + index, new Board(SPEC, bad,
                    BoardListener.NONE, Pace.MAX, System::nanoTime));
            assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(BoardState.Trapped.class);
        }
        assertThat(goes.get(60, TimeUnit.SECONDS)).isEqualTo(new BoardState.Halted(0));
        assertThat(good.snapshot().uart().transmittedBytes()).isEqualTo(300);
    }
}
