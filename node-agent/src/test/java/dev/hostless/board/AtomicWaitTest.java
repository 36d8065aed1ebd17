package dev.hostless.board;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code memory.atomic.wait} and {@code notify} on a board with one core. */
class AtomicWaitTest {
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};

    /** Waits at address 8 for a zero that is there, and prints 'a' and the outcome. */
    private static TinyModule waits(long timeoutNanos) {
        var module = new TinyModule().sharedMemory(1, 2);
        module.importFunction("env", "uart_write_byte", I32, NONE);
        module.export("board_irq", I32, NONE, TinyModule.join(TinyModule.i32(8),
                TinyModule.i32(1), new byte[]{(byte) 0xfe, 0, 2, 0, 0x1a}));
        module.export("_start", NONE, NONE, TinyModule.join(TinyModule.i32(8),
                TinyModule.i32(0), TinyModule.i64(timeoutNanos),
                new byte[]{(byte) 0xfe, 1, 2, 0}, TinyModule.i32('a'), new byte[]{0x6a},
                TinyModule.call(0)));
        return module;
    }

    @Test
    void aTimedWaitIsIdleTimeOfTheBoard() {
        var board = TestBoard.run(TestBoard.spec(), TestBoard.load(waits(2_000_000).bytes()),
                _ -> {});
        assertThat(board.out()).isEqualTo("c");
        assertThat(board.figures().virtualNanos()).isBetween(2_000_000L, 3_000_000L);
        assertThat(board.figures().idleCycles())
                .isGreaterThanOrEqualTo(TestBoard.spec().clockHz() / 500);
    }

    @Test
    void anInterruptHandlerEndsAWait() {
        var board = TestBoard.run(TestBoard.spec(), TestBoard.load(waits(-1).bytes()),
                made -> made.injectAt(70_000, new InputEvent.Interrupt(4)));
        assertThat(board.out()).isEqualTo("a");
        assertThat(board.figures().cycle()).isGreaterThan(70_000);
    }

    @Test
    void aWaitThatNothingEndsLeavesTheBoardWaiting() {
        var board = TestBoard.run(TestBoard.spec(), TestBoard.load(waits(-1).bytes()),
                made -> made.injectAt(0, new InputEvent.InputEnd()));
        assertThat(board.end()).isInstanceOf(BoardState.Waiting.class);
        assertThat(board.out()).isEmpty();
    }
}
