package dev.hostless.board;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InterruptTest {
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};
    private static final byte[] I64 = {TinyModule.I64};

    /** Prints a letter for each handled line, 'A' for line 0; the main program is given. */
    private static TinyModule handlers() {
        var module = new TinyModule();
        module.importFunction("env", "uart_write_byte", I32, NONE);
        module.importFunction("board", "wait_for_interrupt", I64, I32);
        module.importFunction("board", "irq_pending", NONE, I32);
        module.importFunction("env", "wasm_host_config_timer", I32, NONE);
        module.importFunction("board", "mmio_read", I32, I32);
        module.importFunction("board", "mmio_write", new byte[]{TinyModule.I32, TinyModule.I32},
                NONE);
        return module;
    }

    private static byte[] print(char letter) {
        return TinyModule.join(TinyModule.i32(letter), TinyModule.call(0));
    }

    private static byte[] sleep(long nanos) {
        return TinyModule.join(TinyModule.i64(nanos), TinyModule.call(1), TinyModule.drop());
    }

    /** Sends the low byte of {@code 'a' + } what the call answers. */
    private static byte[] printResult(byte[] call) {
        return TinyModule.join(call, TinyModule.i32('a'), new byte[]{0x6a}, TinyModule.call(0));
    }

    private static byte[] lineHandler() {
        byte[] getLocal0 = {0x20, 0};
        return TinyModule.join(getLocal0, TinyModule.i32('A'), new byte[]{0x6a},
                TinyModule.call(0));
    }

    private static TestBoard run(TinyModule module, InputEvent.Interrupt event, long cycle) {
        return TestBoard.run(TestBoard.spec(), TestBoard.load(module.bytes()),
                board -> board.injectAt(cycle, event));
    }

    @Test
    void aHandlerRunsWhileTheGuestWaits() {
        var module = handlers();
        module.export("board_irq", I32, NONE, lineHandler());
        module.export("_start", NONE, NONE,
                TinyModule.join(print('<'), sleep(-1), print('>')));
        var board = run(module, new InputEvent.Interrupt(5), 1_000_000);
        assertThat(board.out()).isEqualTo("<F>");
        assertThat(board.figures().interrupts().delivered()).isEqualTo(1);
        assertThat(board.figures().cycle()).isGreaterThan(1_000_000);
    }

    @Test
    void aHandlerInterruptsRunningCodeAtASafepoint() {
        var module = handlers();
        module.export("board_irq", I32, NONE, TinyModule.join(lineHandler(),
                new byte[]{0x00}));
        module.export("_start", NONE, NONE, TinyModule.forever());
        var board = run(module, new InputEvent.Interrupt(2), 50_000);
        assertThat(board.end()).isInstanceOf(BoardState.Trapped.class);
        assertThat(board.out()).isEqualTo("C");
        assertThat(board.figures().interrupts().latencyMaxCycles()).isLessThan(100);
    }

    @Test
    void aGuestWithoutHandlersIsToldWhichLinesArePending() {
        var module = handlers();
        module.export("_start", NONE, NONE,
                TinyModule.join(printResult(TinyModule.join(TinyModule.i64(-1),
                        TinyModule.call(1))), printResult(TinyModule.call(2))));
        var board = run(module, new InputEvent.Interrupt(3), 20_000);
        // Bit 3 is 8; a second question finds nothing, since the first acknowledged it.
        assertThat(board.out()).isEqualTo("ia");
    }

    @Test
    void aWaitEndsWithItsTime() {
        var module = handlers();
        module.export("_start", NONE, NONE, printResult(
                TinyModule.join(TinyModule.i64(2_000_000), TinyModule.call(1))));
        var board = TestBoard.run(module.bytes());
        assertThat(board.out()).isEqualTo("a");
        assertThat(board.figures().virtualNanos()).isBetween(2_000_000L, 2_010_000L);
    }

    @Test
    void aTickCallsItsHandlerAtTheAskedRate() {
        var module = handlers();
        module.export("wasm_runtime_call_go_timer_tick", NONE, NONE, print('t'));
        module.export("_start", NONE, NONE, TinyModule.join(TinyModule.i32(1_000),
                TinyModule.call(3), sleep(-1), sleep(-1), sleep(-1), TinyModule.i32(0),
                TinyModule.call(3)));
        var board = TestBoard.run(module.bytes());
        assertThat(board.out()).isEqualTo("ttt");
        assertThat(board.figures().ticks()).isEqualTo(new BoardSnapshot.Ticks(3, 0));
        assertThat(board.figures().virtualNanos()).isBetween(3_000_000L, 3_020_000L);
    }

    @Test
    void aTickSlowerThanTheCounterIsDivided() {
        var module = handlers();
        module.export("wasm_runtime_call_go_timer_tick", NONE, NONE, print('t'));
        module.export("_start", NONE, NONE, TinyModule.join(TinyModule.i32(1),
                TinyModule.call(3), sleep(-1)));
        var board = TestBoard.run(module.bytes());
        assertThat(board.out()).isEqualTo("t");
        assertThat(board.figures().virtualNanos()).isBetween(999_000_000L, 1_001_000_000L);
    }

    @Test
    void ticksThatNobodyHandlesInTimeAreMissed() {
        var module = handlers();
        byte[] longHandler = TinyModule.join(print('t'), sleep(3_500_000));
        module.export("wasm_runtime_call_go_timer_tick", NONE, NONE, longHandler);
        module.export("_start", NONE, NONE, TinyModule.join(TinyModule.i32(1_000),
                TinyModule.call(3), sleep(-1)));
        // The handler of the first tick runs from 1 ms to 4.5 ms; one of three ticks can wait.
        var board = TestBoard.run(TestBoard.spec(), TestBoard.load(module.bytes()),
                made -> made.stopAt(440_000));
        assertThat(board.figures().ticks()).isEqualTo(new BoardSnapshot.Ticks(4, 2));
    }

    @Test
    void aMaskedLineStaysPending() {
        var module = handlers();
        byte[] disableLine3 = TinyModule.join(TinyModule.i32(0xE000_E180), TinyModule.i32(8),
                TinyModule.call(5));
        module.export("_start", NONE, NONE, TinyModule.join(disableLine3, printResult(
                TinyModule.join(TinyModule.i64(5_000_000), TinyModule.call(1)))));
        var board = run(module, new InputEvent.Interrupt(3), 20_000);
        assertThat(board.out()).isEqualTo("a");
        assertThat(board.figures().interrupts().delivered()).isZero();
    }

    @Test
    void aLineThatSoftwareSetsPendingIsHandledAtTheNextSafepoint() {
        var module = handlers();
        module.export("board_irq", I32, NONE, TinyModule.join(lineHandler(), new byte[]{0x00}));
        module.export("_start", NONE, NONE, TinyModule.join(TinyModule.i32(0xE000_E200),
                TinyModule.i32(1 << 5), TinyModule.call(5), TinyModule.forever()));
        var board = TestBoard.run(module.bytes());
        assertThat(board.out()).isEqualTo("F");
        assertThat(board.figures().guestCycles()).isLessThan(200);
    }

    @Test
    void anAddressWithoutADeviceTrapsAndIsNamed() {
        var module = handlers();
        module.export("_start", NONE, NONE, TinyModule.join(TinyModule.i32(0x4000_0ffc),
                TinyModule.call(4), TinyModule.drop()));
        var end = TestBoard.run(module.bytes()).end();
        assertThat(end).isInstanceOfSatisfying(BoardState.Trapped.class,
                trapped -> assertThat(trapped.trap()).contains("uart0+0xffc"));
    }

    @Test
    void aGuestThatWaitsForWhatCannotComeEndsInWaiting() {
        var module = handlers();
        module.export("_start", NONE, NONE, sleep(-1));
        var board = TestBoard.run(TestBoard.spec(), TestBoard.load(module.bytes()),
                made -> made.injectAt(0, new InputEvent.InputEnd()));
        assertThat(board.end()).isEqualTo(new BoardState.Waiting());
    }

    @Test
    void aReactorHandlesInterruptsAfterItsInitialization() {
        var module = handlers();
        module.export("board_irq", I32, NONE, lineHandler());
        module.export("_initialize", NONE, NONE, print('i'));
        var board = TestBoard.run(TestBoard.spec(), TestBoard.load(module.bytes()), made -> {
            made.injectAt(1_000, new InputEvent.Interrupt(1));
            made.injectAt(2_000_000, new InputEvent.Interrupt(2));
            made.injectAt(2_000_001, new InputEvent.InputEnd());
        });
        assertThat(board.out()).isEqualTo("iBC");
        assertThat(board.end()).isEqualTo(new BoardState.Waiting());
    }
}
