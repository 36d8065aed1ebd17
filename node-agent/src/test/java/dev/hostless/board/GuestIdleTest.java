package dev.hostless.board;

import org.junit.jupiter.api.Test;

import static dev.hostless.board.TinyModule.call;
import static dev.hostless.board.TinyModule.i32;
import static dev.hostless.board.TinyModule.i64;
import static dev.hostless.board.TinyModule.join;
import static org.assertj.core.api.Assertions.assertThat;

class GuestIdleTest {
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};
    private static final byte[] IDLE = {TinyModule.I64, TinyModule.I32, TinyModule.I32,
        TinyModule.I32};
    private static final int PRINT = 0;
    private static final int WAIT = 1;

    private static TinyModule module() {
        var module = new TinyModule();
        module.importFunction("env", "uart_write_byte", I32, NONE);
        module.importFunction("board", "idle", IDLE, NONE);
        module.importFunction("board", "irq_enabled", NONE, I32);
        return module;
    }

    private static byte[] print(char letter) {
        return join(i32(letter), call(PRINT));
    }

    private static byte[] idle(long deadline, int lines, int console, int resume) {
        return join(i64(deadline), i32(lines), i32(console), i32(resume), call(WAIT));
    }

    private static TestBoard run(TinyModule module, InputEvent event, long cycle) {
        return TestBoard.run(TestBoard.spec(), TestBoard.load(module.bytes()),
                board -> board.injectAt(cycle, event));
    }

    /** Element 1 prints and ends; element 2 asks once more, for element 1. */
    private static TinyModule comingBack(byte[] start) {
        var module = module();
        int main = module.export("_start", NONE, NONE, join(print('<'), start));
        int last = module.export("last", NONE, NONE, print('>'));
        int again = module.export("again", NONE, NONE, join(print('-'), idle(0, 0, 0, 1)));
        return module.table(main, last, again);
    }

    @Test
    void aGuestThatReturnedIsCalledAgainWhenItsTimeHasCome() {
        var board = TestBoard.run(comingBack(idle(2_000_000, 0, 0, 2)).bytes());
        assertThat(board.out()).isEqualTo("<->");
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.figures().virtualNanos()).isBetween(2_000_000L, 2_010_000L);
    }

    @Test
    void anInterruptOnANamedLineEndsTheWait() {
        var board = run(comingBack(idle(-1, 1 << 5, 0, 1)), new InputEvent.Interrupt(5), 90_000);
        assertThat(board.out()).isEqualTo("<>");
        assertThat(board.figures().cycle()).isGreaterThanOrEqualTo(90_000);
    }

    @Test
    void anInterruptOnAnotherLineDoesNot() {
        var board = TestBoard.run(TestBoard.spec(), TestBoard.load(
                comingBack(idle(-1, 1 << 5, 0, 1)).bytes()), made -> {
                    made.injectAt(90_000, new InputEvent.Interrupt(4));
                    made.stopAt(1_000_000);
                });
        assertThat(board.out()).isEqualTo("<");
        assertThat(board.end()).isInstanceOf(BoardState.Waiting.class);
    }

    @Test
    void inputEndsTheWaitOfAGuestThatWantsIt() {
        var board = run(comingBack(idle(-1, 0, 1, 1)),
                new InputEvent.UartInput(new byte[]{'x'}), 50_000);
        assertThat(board.out()).isEqualTo("<>");
        var ended = run(comingBack(idle(-1, 0, 1, 1)), new InputEvent.InputEnd(), 50_000);
        assertThat(ended.out()).isEqualTo("<>");
    }

    @Test
    void aWaitWithoutAPlaceToGoOnIsInsideTheCall() {
        var board = TestBoard.run(comingBack(join(idle(2_000_000, 0, 0, 0), print('|'))).bytes());
        assertThat(board.out()).isEqualTo("<|");
        assertThat(board.figures().virtualNanos()).isBetween(2_000_000L, 2_010_000L);
    }

    @Test
    void aPlaceWhereNoFunctionIsEndsTheBoardAlone() {
        assertThat(trap(3)).contains("uninitialized element: 3 of table 0");
        assertThat(trap(4)).contains("undefined element: 4 of table 0");
        assertThat(trap(-1)).contains("undefined element: -1 of table 0");
    }

    private static String trap(int resume) {
        var board = TestBoard.run(comingBack(idle(0, 0, 0, resume)).bytes());
        return ((BoardState.Trapped) board.end()).trap();
    }

    @Test
    void aFunctionOfAnotherTypeEndsTheBoardAlone() {
        var module = module();
        module.export("_start", NONE, NONE, idle(0, 0, 0, 1));
        int wrong = module.export("wrong", I32, NONE, NONE);
        var board = TestBoard.run(module.table(wrong, wrong).bytes());
        assertThat(((BoardState.Trapped) board.end()).trap())
                .contains("indirect call type mismatch");
    }

    @Test
    void allLinesAreEnabledAtReset() {
        var module = module();
        module.export("_start", NONE, NONE,
                join(call(2), i32(-1), new byte[]{0x46}, i32('0'), new byte[]{0x6a}, call(PRINT)));
        assertThat(TestBoard.run(module.bytes()).out()).isEqualTo("1");
    }
}
