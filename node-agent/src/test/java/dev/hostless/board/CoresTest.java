package dev.hostless.board;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.hostless.board.TinyModule.call;
import static dev.hostless.board.TinyModule.drop;
import static dev.hostless.board.TinyModule.forever;
import static dev.hostless.board.TinyModule.i32;
import static dev.hostless.board.TinyModule.i64;
import static dev.hostless.board.TinyModule.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Several cores: how they start, take turns, wait, and end. */
class CoresTest {
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};
    private static final byte[] UNREACHABLE = {0x00};
    private static final byte[] PARAMETER = {0x20, 0};
    private static final byte[] SUBTRACT = {0x6b};

    private static final int START = 0;
    private static final int PRINT = 1;
    private static final int HALT = 2;
    private static final int ID = 3;
    private static final int ENTRY = 0;
    private static final int MILLISECOND = 1_000_000;

    /** A module that does nothing. */
    static byte[] nothing() {
        var module = new TinyModule();
        module.export("_start", NONE, NONE, NONE);
        return module.bytes();
    }

    private static TinyModule imports(TinyModule module) {
        module.importFunction("board", "core_start", new byte[]{TinyModule.I32, TinyModule.I32,
            TinyModule.I32, TinyModule.I32}, I32);
        module.importFunction("env", "uart_write_byte", I32, NONE);
        module.importFunction("board", "halt", I32, NONE);
        module.importFunction("board", "core_id", NONE, I32);
        return module;
    }

    /** Core 0 runs the one, cores that it starts at {@link #ENTRY} the other. */
    private static TinyModule module(byte[] first, byte[] entry) {
        var module = imports(new TinyModule().importedMemory(1, 1));
        int other = module.export("entry", I32, NONE, entry);
        module.export("_start", NONE, NONE, first);
        return module.table(other);
    }

    private static byte[] start(int core, int entry, int argument, int stackTop) {
        return join(i32(core), i32(entry), i32(argument), i32(stackTop), call(START));
    }

    private static byte[] start(int core, int argument) {
        return join(start(core, ENTRY, argument, 0), drop());
    }

    private static byte[] print(byte[] value) {
        return join(value, call(PRINT));
    }

    /** Waits at an address that holds 0, and drops how it ended. */
    private static byte[] await(int address, long timeoutNanos) {
        return join(i32(address), i32(0), i64(timeoutNanos), new byte[]{(byte) 0xfe, 1, 2, 0},
                drop());
    }

    private static byte[] wake(int address, int count) {
        return join(i32(address), i32(count), new byte[]{(byte) 0xfe, 0, 2, 0}, drop());
    }

    /** Counts the parameter down to 0: loop, local.tee (local.get - 1), br_if 0, end. */
    private static byte[] countDown() {
        return join(new byte[]{0x03, 0x40}, PARAMETER, i32(1), SUBTRACT,
                new byte[]{0x22, 0, 0x0d, 0, 0x0b});
    }

    private static BoardSpec spec(int cores) {
        return TestBoard.spec().withCores(new CoreSpec(cores, 1_000));
    }

    private static TestBoard run(int cores, TinyModule module) {
        return TestBoard.run(spec(cores), TestBoard.load(module.bytes()),
                board -> board.injectAt(0, new InputEvent.InputEnd()));
    }

    @AfterEach
    void noThreadOfACoreIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.contains("test board core"));
    }

    @Test
    void whatIsWrongWithAStartIsAnswered() {
        var calls = List.of(start(2, 0, 0, 0), start(-1, 0, 0, 0), start(0, 0, 0, 0),
                start(1, 1, 0, 0), start(1, 2, 0, 0), start(1, -1, 0, 0),
                start(1, 0, 0, 24), start(1, 0, 0, 65_552), start(1, 0, 0, -16),
                start(1, 0, 0, 1_024), start(1, 0, 0, 0));
        var first = new ArrayList<byte[]>();
        calls.forEach(one -> first.add(print(join(i32('0'), one, SUBTRACT))));
        var module = imports(new TinyModule().importedMemory(1, 1).globals(1));
        int wrong = module.export("wrong", NONE, NONE, NONE);
        int entry = module.export("entry", I32, NONE, forever());
        module.export("_start", NONE, NONE, join(first.toArray(byte[][]::new)));
        module.table(entry, wrong).exportGlobal("__stack_pointer", 0);
        var board = run(2, module);
        assertThat(board.out()).isEqualTo("11244455502");
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
    }

    @Test
    void aModuleThatCannotShareItsMemoryHasOneCore() {
        var own = imports(new TinyModule().sharedMemory(1, 1));
        int entry = own.export("entry", I32, NONE, NONE);
        own.export("_start", NONE, NONE, print(join(i32('0'), start(1, 0, 0, 0), SUBTRACT)));
        assertThat(run(2, own.table(entry)).out()).isEqualTo("3");
    }

    @Test
    void aStackNeedsAnExportedPointer() {
        var module = module(print(join(i32('0'), start(1, 0, 0, 1_024), SUBTRACT)), NONE);
        assertThat(run(2, module).out()).isEqualTo("5");
    }

    @Test
    void aHeapInTheNodeBelongsToOneCore() {
        var module = imports(new TinyModule().importedMemory(1, 1));
        module.importFunction("gogc", "collect", NONE, I32);
        int entry = module.export("entry", I32, NONE, NONE);
        module.export("_start", NONE, NONE, print(join(i32('0'), start(1, 0, 0, 0), SUBTRACT)));
        assertThat(run(2, module.table(entry)).out()).isEqualTo("6");
    }

    @Test
    void eachCoreHasItsOwnStackPointerAndCanStartAgain() {
        var global = new byte[]{0x23, 0};
        var shown = print(join(global, i32(16), new byte[]{0x6d}));
        var module = imports(new TinyModule().importedMemory(1, 1).globals(1));
        int entry = module.export("entry", I32, NONE, shown);
        module.export("_start", NONE, NONE, join(start(1, ENTRY, 0, 'A' * 16), drop(),
                await(8, MILLISECOND), start(1, ENTRY, 0, 'B' * 16), drop(),
                await(8, MILLISECOND), print(join(global, i32('0'), new byte[]{0x6a}))));
        assertThat(run(2, module.table(entry).exportGlobal("__stack_pointer", 0)).out())
                .isEqualTo("AB0");
    }

    @Test
    void aTrapNamesTheCoreAndItsFrames() {
        var module = module(join(start(2, 0), forever()), UNREACHABLE);
        var told = new ArrayList<TrapCore>();
        var board = TestBoard.run(spec(3), TestBoard.load(module.bytes()),
                made -> made.onTrap(told::add));
        assertThat(board.end()).isInstanceOfSatisfying(BoardState.Trapped.class, trapped -> {
            assertThat(trapped.trap()).isEqualTo("core 2: unreachable");
            assertThat(trapped.frames()).singleElement().asString().contains("entry");
        });
        assertThat(told).hasSize(1);
    }

    @Test
    void aTrapOfTheFirstCoreIsNamedTooWhereThereAreOthers() {
        var board = run(2, module(join(start(1, 0), UNREACHABLE), forever()));
        assertThat(board.end()).isInstanceOfSatisfying(BoardState.Trapped.class,
                trapped -> assertThat(trapped.trap()).isEqualTo("core 0: unreachable"));
        assertThat(run(1, module(UNREACHABLE, NONE)).end()).isInstanceOfSatisfying(
                BoardState.Trapped.class,
                trapped -> assertThat(trapped.trap()).isEqualTo("unreachable"));
    }

    @Test
    void anyCoreHaltsTheBoard() {
        var module = module(join(start(1, 7), forever()), join(PARAMETER, call(HALT)));
        assertThat(run(2, module).end()).isEqualTo(new BoardState.Halted(7));
    }

    @Test
    void theReturnOfTheFirstCoreEndsTheBoard() {
        var board = run(3, module(join(start(1, 0), start(2, 0)), forever()));
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
    }

    @Test
    void aBoardStopsWhileCoresCompute() {
        var board = TestBoard.run(spec(3), TestBoard.load(
                module(join(start(1, 0), start(2, 0), forever()), forever()).bytes()),
                made -> made.stopAt(123_456));
        assertThat(board.end()).isEqualTo(new BoardState.Running());
        assertThat(board.figures().cycle()).isEqualTo(123_456);
        assertThat(board.figures().cores()).hasSize(3).allSatisfy(core -> {
            assertThat(core.state()).isEqualTo(CoreFigures.State.RUNNING);
            assertThat(core.guestCycles()).isBetween(115_000L, 124_000L);
        });
    }

    @Test
    void coresComputeAtTheSameTime() {
        int rounds = 1_000_000;
        var module = module(join(start(1, rounds), start(2, rounds), start(3, rounds),
                await(8, -1)),
                join(countDown(), i32(8), i32(1), new byte[]{(byte) 0xfe, 0x1e, 2,
                    16}, i32(2), new byte[]{0x46, 0x04, 0x40}, wake(8, 1), new byte[]{0x0b}));
        var board = run(4, module);
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
        long alone = board.figures().cores().get(1).guestCycles();
        assertThat(alone).isGreaterThan(3L * rounds);
        assertThat(board.figures().cores()).extracting(CoreFigures::state)
                .containsExactly(CoreFigures.State.RUNNING, CoreFigures.State.OFF,
                        CoreFigures.State.OFF, CoreFigures.State.OFF);
        assertThat(board.figures().cycle()).isBetween(alone, alone + 20_000);
        assertThat(board.figures().cores().getFirst().idleCycles()).isGreaterThan(alone - 20_000);
    }

    @Test
    void aCoreThatSpinsForAnotherIsLeftAtTheEndOfItsTurn() {
        // loop (i32.atomic.load 8; i32.eqz; br_if 0) end
        var spin = join(new byte[]{0x03, 0x40}, i32(8), new byte[]{(byte) 0xfe, 0x10, 2, 0, 0x45,
            0x0d, 0, 0x0b});
        var set = join(i32(8), i32(1), new byte[]{(byte) 0xfe, 0x17, 2, 0});
        var board = run(2, module(join(start(1, 0), spin, print(i32('!'))), set));
        assertThat(board.out()).isEqualTo("!");
        assertThat(board.figures().cycle()).isLessThan(10_000);
    }

    @Test
    void whoHasWaitedLongestIsNotifiedFirst() {
        var pause = await(16, MILLISECOND / 10);
        var shown = print(join(call(ID), i32('0'), new byte[]{0x6a}));
        var board = run(4, module(join(start(3, 0), pause, start(1, 0), pause, start(2, 0), pause,
                wake(8, 1), pause, wake(8, 2), pause), join(await(8, -1), shown)));
        assertThat(board.out()).isEqualTo("312");
    }

    @Test
    void aTimeoutIsDueOnTheBoardsClockWhileOthersCompute() {
        var module = module(join(start(1, 3), forever()),
                join(await(8, 2 * MILLISECOND), PARAMETER, call(HALT)));
        var board = run(2, module);
        assertThat(board.end()).isEqualTo(new BoardState.Halted(3));
        assertThat(board.figures().virtualNanos()).isBetween(2_020_000L, 2_030_000L);
        assertThat(board.figures().idleCycles()).isZero();
    }

    @Test
    void whenAllWaitForEachOtherTheBoardIsWaiting() {
        var board = run(3, module(join(start(1, 0), start(2, 0), await(8, -1)), await(8, -1)));
        assertThat(board.end()).isEqualTo(new BoardState.Waiting());
        assertThat(board.figures().cores()).extracting(CoreFigures::state)
                .containsOnly(CoreFigures.State.WAITING);
    }

    @Test
    void interruptsReachTheFirstCoreWhileItWaitsAndOthersCompute() {
        var module = imports(new TinyModule().importedMemory(1, 1));
        module.export("board_irq", I32, NONE, join(print(i32('i')), wake(8, 1)));
        int entry = module.export("entry", I32, NONE, forever());
        module.export("_start", NONE, NONE, join(start(1, 0), await(8, -1), print(i32('w'))));
        var board = TestBoard.run(spec(2), TestBoard.load(module.table(entry).bytes()),
                made -> made.injectAt(70_000, new InputEvent.Interrupt(4)));
        assertThat(board.out()).isEqualTo("iw");
        assertThat(board.figures().cycle()).isBetween(70_000L, 80_000L);
        assertThat(board.figures().interrupts().latencyMaxCycles()).isLessThan(100);
    }

    @Test
    void interruptsReachTheFirstCoreWhileItComputes() {
        var module = imports(new TinyModule().importedMemory(1, 1));
        module.export("board_irq", I32, NONE, join(i32(5), call(HALT)));
        int entry = module.export("entry", I32, NONE, forever());
        module.export("_start", NONE, NONE, join(start(1, 0), forever()));
        var board = TestBoard.run(spec(2), TestBoard.load(module.table(entry).bytes()),
                made -> made.injectAt(70_000, new InputEvent.Interrupt(4)));
        assertThat(board.end()).isEqualTo(new BoardState.Halted(5));
        assertThat(board.figures().interrupts().latencyMaxCycles()).isLessThan(100);
    }

    @Test
    void aBoardTakesInputsAndStopsWhileItsOtherCoresCompute() throws InterruptedException {
        var module = imports(new TinyModule().importedMemory(1, 1));
        module.export("board_irq", I32, NONE, print(i32('i')));
        int entry = module.export("entry", I32, NONE, forever());
        module.export("_start", NONE, NONE, join(start(1, 0), await(8, -1)));
        var printed = new CountDownLatch(1);
        var listener = new BoardListener() {
            @Override
            public void console(ConsoleStream stream, byte[] bytes, long cycle) {
                printed.countDown();
            }
        };
        var board = new Board(spec(2), TestBoard.load(module.table(entry).bytes()), listener,
                Pace.MAX, System::nanoTime);
        var end = new BoardThreads(1, 1).start("test board", board);
        assertThat(board.inject(new InputEvent.Interrupt(4))).isTrue();
        assertThat(printed.await(1, TimeUnit.MINUTES)).isTrue();
        board.stop();
        assertThat(end.join()).isEqualTo(new BoardState.Running());
    }

    @Test
    void aCoreStartsOverAndOver() {
        var end = join(i32(8), i32(0), new byte[]{(byte) 0xfe, 0x17, 2, 0}, wake(8, 1));
        var again = join(i32(8), i32(1), new byte[]{(byte) 0xfe, 0x17, 2, 0}, start(1, 0),
                i32(8), i32(1), i64(-1), new byte[]{(byte) 0xfe, 1, 2, 0}, drop());
        var loop = join(new byte[]{0x03, 0x40}, again, i32(4), i32(1), new byte[]{(byte) 0xfe,
            0x1e, 2, 0}, i32(59), new byte[]{0x49, 0x0d, 0, 0x0b});
        var board = run(2, module(loop, end));
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.figures().cores().get(1).guestCycles()).isEqualTo(60 * 7);
    }

    @Test
    void moreCoresThanEightAreRefused() {
        assertThatThrownBy(() -> new CoreSpec(9, 1_000))
                .hasMessage("cores: wanted 1 to 8, got 9");
    }
}
