package dev.hostless.board;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whatever a firmware does, it ends in a state of its board and never in the process's. */
class BadFirmwareTest {
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};

    private static byte[] starting(byte[] code) {
        var module = new TinyModule();
        module.export("_start", NONE, NONE, code);
        return module.bytes();
    }

    private static void rejects(byte[] module, String why) {
        assertThatThrownBy(() -> Firmware.load(module)).isInstanceOf(FirmwareRejected.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatIsNoModuleIsRejectedWithAReason() {
        rejects(new byte[0], "not a WebAssembly module");
        rejects("#!/bin/sh".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "not a WebAssembly module");
        rejects(new byte[]{0, 'a', 's', 'm', 2, 0, 0, 0}, "version 2");
        rejects(new byte[]{0, 'a', 's', 'm', 13, 0, 1, 0}, "component");
    }

    @Test
    void aTruncatedModuleIsRejectedUnlessTheCutFallsBetweenSections() {
        var module = new WasiCalls().call("random_get", 512, 8).module();
        int accepted = 0;
        for (int length = 0; length < module.length; length++) {
            try {
                Firmware.load(Arrays.copyOf(module, length));
                accepted++;
            } catch (FirmwareRejected rejected) {
                assertThat(rejected).as("%d bytes", length).hasMessageMatching("(?s).+");
            }
        }
        // Behind the header, the types, the imports, and the code that lacks only its data; the
        // other cuts leave functions without code or exports without functions.
        assertThat(accepted).isLessThanOrEqualTo(4);
    }

    @Test
    void anInvalidBodyIsRejected() {
        rejects(starting(TinyModule.drop()), "");
    }

    @Test
    void importsThatNoBoardOffersAreNamed() {
        var module = new TinyModule();
        module.importFunction("env", "launch_missiles", I32, I32);
        module.export("_start", NONE, NONE, NONE);
        assertThat(TestBoard.load(module.bytes()).problemOn(TestBoard.spec()))
                .contains("it imports what no board offers: env.launch_missiles");
    }

    @Test
    void aModuleWithoutAnEntryPointIsAProblem() {
        var module = new TinyModule();
        module.export("run", NONE, NONE, NONE);
        assertThat(TestBoard.load(module.bytes()).problem().orElseThrow())
                .startsWith("it exports none of _start");
    }

    @Test
    void aModuleThatIsTooLargeForTheBoardIsAProblem() {
        var module = new TinyModule().memory(20, -1);
        module.export("_start", NONE, NONE, NONE);
        var small = BoardSpec.of("small", 1 << 20, 50_000_000, 115_200, Map.of());
        assertThat(TestBoard.load(module.bytes()).problemOn(small))
                .contains("it needs 1280 KiB of RAM at reset, small has 1024 KiB");
    }

    @Test
    void anImportOfAnotherTypeTrapsBeforeTheFirstInstruction() {
        var module = new TinyModule();
        module.importFunction(WasiPreview1.MODULE, "fd_close", new byte[]{TinyModule.I64}, I32);
        module.export("_start", NONE, NONE, NONE);
        assertThat(TestBoard.run(module.bytes()).end()).isInstanceOfSatisfying(
                BoardState.Trapped.class,
                trapped -> assertThat(trapped.trap()).contains("fd_close"));
    }

    @Test
    void unreachableTrapsWithTheWordsOfTheSpecification() {
        var end = TestBoard.run(starting(new byte[]{0})).end();
        assertThat(end).isInstanceOfSatisfying(BoardState.Trapped.class, trapped -> {
            assertThat(trapped.trap()).isEqualTo("unreachable");
            assertThat(trapped.frames()).hasSize(1);
        });
    }

    @Test
    void anEndlessLoopStopsAtTheAskedCycle() {
        var board = TestBoard.run(TestBoard.spec(), TestBoard.load(starting(TinyModule.forever())),
                made -> made.stopAt(1_000_000));
        assertThat(board.end()).isEqualTo(new BoardState.Running());
        assertThat(board.figures().cycle()).isBetween(1_000_000L, 1_000_100L);
    }

    @Test
    void anEndlessLoopIsStoppedFromAnotherThread() throws Exception {
        var board = new Board(TestBoard.spec(), TestBoard.load(starting(TinyModule.forever())),
                BoardListener.NONE, Pace.MAX, System::nanoTime);
        var end = new BoardThreads(1, 1).start("endless", board);
        board.stop();
        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(new BoardState.Running());
    }

    @Test
    void endlessRecursionExhaustsTheGuestsStackAndNothingElse() {
        var module = new TinyModule();
        module.export("_start", NONE, NONE, TinyModule.call(0));
        assertThat(TestBoard.run(module.bytes()).end()).isInstanceOfSatisfying(
                BoardState.Trapped.class,
                trapped -> assertThat(trapped.trap()).contains("call stack exhausted"));
    }

    @Test
    void memoryGrowsNoFurtherThanTheRam() {
        // memory.grow by 500 pages of 64 KiB; the result is printed as a character after 'b'.
        var module = new TinyModule();
        int print = module.importFunction("env", "uart_write_byte", I32, NONE);
        byte[] grow = TinyModule.join(TinyModule.i32(500), new byte[]{0x40, 0},
                TinyModule.i32('b'), new byte[]{0x6a}, TinyModule.call(print));
        module.export("_start", NONE, NONE, TinyModule.join(grow, grow));
        var board = TestBoard.run(TestBoard.spec().withRamBytes(600 * 65_536L),
                TestBoard.load(module.bytes()), _ -> {});
        assertThat(board.out()).isEqualTo("ca");
        assertThat(board.figures().memoryBytes()).isEqualTo(501 * 65_536L);
    }

    @Test
    void aListenerThatFailsIsAFaultOfItsBoardOnly() {
        var listener = new BoardListener() {
            @Override
            public void stateChanged(BoardState state, long cycle) {
                throw new IllegalStateException("the listener is broken");
            }
        };
        var board = new Board(TestBoard.spec(), TestBoard.load(starting(NONE)), listener, Pace.MAX,
                System::nanoTime);
        assertThat(board.run()).isInstanceOfSatisfying(BoardState.Faulted.class,
                faulted -> assertThat(faulted.bug()).contains("the listener is broken"));
        assertThat(board.snapshot().state()).isInstanceOf(BoardState.Faulted.class);
    }

    @Test
    void aBoardRunsOnce() {
        var board = new Board(TestBoard.spec(), TestBoard.load(starting(NONE)),
                BoardListener.NONE, Pace.MAX, System::nanoTime);
        board.run();
        assertThatThrownBy(board::run).hasMessageContaining("runs once");
        assertThatThrownBy(() -> board.stopAt(5)).hasMessageContaining("before the run");
    }
}
