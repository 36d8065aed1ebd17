package dev.hostless.board;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static dev.hostless.board.TinyModule.I32;
import static dev.hostless.board.TinyModule.I64;
import static dev.hostless.board.TinyModule.call;
import static dev.hostless.board.TinyModule.i32;
import static dev.hostless.board.TinyModule.i64;
import static dev.hostless.board.TinyModule.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UartCableTest {
    private static final byte[] NONE = {};
    private static final int CONSOLE = 0;
    private static final int WAIT = 1;
    private static final int READ = 2;
    private static final int WRITE = 3;

    private static final int UART1 = 0x4004_0000;
    private static final int FLAGS = UART1 + 0x18;
    private static final int RECEIVE_FIFO_EMPTY = 1 << 4;
    private static final int RECEIVE_LINE = 4;

    /** How a guest passes the time until a character is there. */
    private enum Waits {
        COMPUTING, SLEEPING, FOR_THE_INTERRUPT
    }

    private static TinyModule firmware(byte[] start) {
        var module = new TinyModule();
        module.importFunction("env", "uart_write_byte", new byte[]{I32}, NONE);
        module.importFunction("board", "wait_for_interrupt", new byte[]{I64}, new byte[]{I32});
        module.importFunction("board", "mmio_read", new byte[]{I32}, new byte[]{I32});
        module.importFunction("board", "mmio_write", new byte[]{I32, I32}, NONE);
        module.export("_start", NONE, NONE, start);
        return module;
    }

    private static byte[] write(int register, byte[] value) {
        return join(i32(register), value, call(WRITE));
    }

    private static byte[] read(int register) {
        return join(i32(register), call(READ));
    }

    /** As a driver does it: 100,000 baud at 100 MHz divided by the factor, without FIFOs. */
    private static byte[] setUp(int divisor) {
        return join(write(UART1 + 0x24, i32(divisor)), write(UART1 + 0x28, i32(32)),
                write(UART1 + 0x2c, i32(0x60)), write(UART1 + 0x38, i32(1 << 4)),
                write(UART1 + 0x30, i32(0x301)));
    }

    private static byte[] send(byte[] value) {
        return write(UART1, value);
    }

    /** Leaves the next character on the stack. */
    private static byte[] receive(Waits waits) {
        var pass = switch (waits) {
            case COMPUTING -> NONE;
            case SLEEPING -> join(i64(30_000), call(WAIT), TinyModule.drop());
            case FOR_THE_INTERRUPT -> join(i64(-1), call(WAIT), TinyModule.drop());
        };
        byte[] again = {0x0d, 0};
        return join(new byte[]{0x03, 0x40}, pass, read(FLAGS), i32(RECEIVE_FIFO_EMPTY),
                new byte[]{0x71}, again, new byte[]{0x0b}, read(UART1));
    }

    /** Sends the text letter by letter, waits for each to come back and prints it. */
    private static byte[] caller(String text, int divisor, Waits waits) {
        byte[] code = setUp(divisor);
        for (char letter : text.toCharArray()) {
            code = join(code, send(i32(letter)), receive(waits), call(CONSOLE));
        }
        return firmware(code).bytes();
    }

    /** Sends back one more than it gets, so often. */
    private static byte[] echo(int count, int divisor, Waits waits) {
        byte[] code = setUp(divisor);
        for (int time = 0; time < count; time++) {
            code = join(code, send(join(receive(waits), i32(1), new byte[]{0x6a})));
        }
        return firmware(code).bytes();
    }

    /** One of two boards. */
    private static final class Side implements BoardListener {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final Board board;

        Side(byte[] module, long clockHz) {
            this(module, clockHz, true);
        }

        Side(byte[] module, long clockHz, boolean alone) {
            board = new Board(BoardSpec.of("test", 1 << 20, clockHz, 115_200, Map.of()),
                    TestBoard.load(module), this, Pace.MAX, System::nanoTime);
            if (alone) {
                board.injectAt(0, new InputEvent.InputEnd());
            }
        }

        @Override
        public void console(ConsoleStream stream, byte[] bytes, long cycle) {
            out.writeBytes(bytes);
        }

        @Override
        public void stateChanged(BoardState state, long cycle) {
            // The end is what the run answers.
        }

        @Override
        public void gcFinished(GcCycle gc) {
            throw new IllegalStateException("no collector is here");
        }

        String hash() {
            return board.report().traceHash().orElseThrow();
        }
    }

    private record Talk(BoardState one, BoardState other, String heard, String hashes,
            long cycles) {
    }

    private static Talk talk(byte[] one, byte[] other, long otherHz, int cores) {
        var first = new Side(one, 100_000_000);
        var second = new Side(other, otherHz);
        UartCable.connect(first.board, second.board);
        var threads = new BoardThreads(2, cores);
        var end = threads.start("one", first.board);
        var otherEnd = threads.start("other", second.board).join();
        return new Talk(end.join(), otherEnd, first.out.toString(StandardCharsets.UTF_8),
                first.hash() + " " + second.hash(), first.board.snapshot().cycle());
    }

    @Test
    void twoBoardsTalk() {
        for (var waits : Waits.values()) {
            var talk = talk(caller("HAL", 62, waits), echo(3, 62, waits), 100_000_000, 2);
            assertThat(talk.heard()).as("%s", waits).isEqualTo("IBM");
            assertThat(talk.one()).isEqualTo(new BoardState.Halted(0));
            assertThat(talk.other()).isEqualTo(new BoardState.Halted(0));
        }
    }

    @Test
    void whatTheyHearAndWhenDoesNotDependOnThreads() {
        var talks = new ArrayList<Talk>();
        for (int cores : List.of(1, 2, 2, 1)) {
            talks.add(talk(caller("determined", 62, Waits.COMPUTING),
                    echo(10, 31, Waits.FOR_THE_INTERRUPT), 50_000_000, cores));
        }
        assertThat(talks.getFirst().heard()).isEqualTo("efufsnjofe");
        assertThat(talks).containsOnly(talks.getFirst());
    }

    @Test
    void aCharacterNeedsItsTimeAndTheCables() {
        var talk = talk(caller("x", 62, Waits.COMPUTING), echo(1, 62, Waits.COMPUTING),
                100_000_000, 2);
        // There and back, a character of 10,000 cycles and a millisecond each; and 8,681 cycles
        // until it has left the console.
        assertThat(talk.cycles()).isBetween(228_681L, 229_000L);
    }

    @Test
    void aBoardThatWaitsForOneThatIsGoneWaitsForWhatCannotCome() {
        var talk = talk(caller("xy", 62, Waits.FOR_THE_INTERRUPT),
                echo(1, 62, Waits.FOR_THE_INTERRUPT), 100_000_000, 1);
        assertThat(talk.heard()).isEqualTo("y");
        assertThat(talk.one()).isEqualTo(new BoardState.Waiting());
        assertThat(talk.other()).isEqualTo(new BoardState.Halted(0));
    }

    @Test
    void twoBoardsThatWaitForEachOtherEnd() {
        var waiting = echo(1, 62, Waits.FOR_THE_INTERRUPT);
        var talk = talk(waiting, waiting, 100_000_000, 2);
        assertThat(talk.one()).isEqualTo(new BoardState.Waiting());
        assertThat(talk.other()).isEqualTo(new BoardState.Waiting());
    }

    @Test
    void anInputStirsBoardsThatWaitForEachOther() {
        var waiting = firmware(join(setUp(62), i64(-1), call(WAIT), TinyModule.drop(),
                send(i32('!')), receive(Waits.FOR_THE_INTERRUPT), call(CONSOLE))).bytes();
        var first = new Side(waiting, 100_000_000, false);
        var second = new Side(echo(1, 62, Waits.FOR_THE_INTERRUPT), 100_000_000);
        UartCable.connect(first.board, second.board);
        var threads = new BoardThreads(2, 1);
        var end = threads.start("one", first.board);
        var otherEnd = threads.start("other", second.board);
        while (!(first.board.snapshot().state() instanceof BoardState.Waiting)) {
            Thread.onSpinWait();
        }
        first.board.inject(new InputEvent.Interrupt(RECEIVE_LINE + 20));
        assertThat(end.join()).isEqualTo(new BoardState.Halted(0));
        assertThat(otherEnd.join()).isEqualTo(new BoardState.Halted(0));
    }

    @Test
    void aBoardThatIsStoppedLetsTheOtherGo() {
        var endless = new Side(firmware(TinyModule.forever()).bytes(), 100_000_000);
        var other = new Side(echo(1, 62, Waits.FOR_THE_INTERRUPT), 100_000_000);
        UartCable.connect(endless.board, other.board);
        var threads = new BoardThreads(2, 1);
        var end = threads.start("one", endless.board);
        var otherEnd = threads.start("other", other.board);
        endless.board.stop();
        assertThat(end.join()).isEqualTo(new BoardState.Running());
        assertThat(otherEnd.join()).isEqualTo(new BoardState.Waiting());
    }

    @Test
    void anotherSpeedIsHeardDamaged() {
        // An error of the line sets bit 8 of the data register: 'x' + 1 + 256, of which a byte.
        var report = firmware(join(setUp(31), receive(Waits.SLEEPING), i32(8), new byte[]{0x76},
                i32('0'), new byte[]{0x6a}, call(CONSOLE))).bytes();
        var talk = talk(report, firmware(join(setUp(62), send(i32('x')),
                i64(5_000_000), call(WAIT), TinyModule.drop())).bytes(), 100_000_000, 2);
        assertThat(talk.heard()).isEqualTo("1");
    }

    @Test
    void aCableHasTwoBoardsAndABoardOneCable() {
        var one = new Side(firmware(NONE).bytes(), 100_000_000);
        var other = new Side(firmware(NONE).bytes(), 100_000_000);
        var third = new Side(firmware(NONE).bytes(), 100_000_000);
        assertThatThrownBy(() -> UartCable.connect(one.board, one.board))
                .hasMessage("a cable wants two boards, not one");
        UartCable.connect(one.board, other.board);
        assertThatThrownBy(() -> UartCable.connect(third.board, other.board))
                .hasMessage("uart1 has a cable already");
    }
}
