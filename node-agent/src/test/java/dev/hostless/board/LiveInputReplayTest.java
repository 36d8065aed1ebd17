package dev.hostless.board;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What came live, at moments that the host chose, is planned for the cycles at which it took
 * effect: the run is the same.
 */
class LiveInputReplayTest {
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};
    private static final byte[] I64 = {TinyModule.I64};
    private static final LongSupplier HOST_NANOS = System::nanoTime;
    private static final long SEED = Long.getLong("seed", HOST_NANOS.getAsLong());

    @BeforeAll
    static void printSeed() {
        System.out.println("LiveInputReplayTest -Dseed=" + SEED);
    }

    private record Taken(long cycle, RunObserver.Entry entry, InputEvent event) {
    }

    /** Keeps all that a run consists of. */
    private static final class Log implements RunObserver {
        private final List<Taken> inputs = new ArrayList<>();
        private final List<String> events = new ArrayList<>();
        private final List<String> checkpoints = new ArrayList<>();
        private long stopped = Long.MAX_VALUE;

        @Override
        public void input(long cycle, Entry entry, InputEvent event) {
            inputs.add(new Taken(cycle, entry, event));
        }

        @Override
        public void stopped(long cycle) {
            stopped = cycle;
        }

        @Override
        public void event(TraceEvent event) {
            events.add(event.text());
        }

        @Override
        public void checkpoint(long count, String hash) {
            checkpoints.add(count + " " + hash);
        }

        void planFor(Board board) {
            for (var taken : inputs) {
                if (taken.entry == Entry.PLANNED) {
                    board.injectAt(taken.cycle, taken.event);
                } else {
                    board.enterAt(taken.cycle, taken.event);
                }
            }
            if (stopped != Long.MAX_VALUE) {
                board.stopEntersAt(stopped);
            }
            board.liveFrom(Long.MAX_VALUE);
        }
    }

    private static TinyModule module() {
        var module = new TinyModule();
        module.importFunction("env", "uart_write_byte", I32, NONE);
        module.importFunction("board", "wait_for_interrupt", I64, I32);
        module.importFunction("board", "console_read", new byte[]{TinyModule.I32, TinyModule.I32},
                I32);
        return module;
    }

    private static byte[] loop(byte[]... body) {
        return TinyModule.join(new byte[]{0x03, 0x40}, TinyModule.join(body),
                new byte[]{0x0c, 0, 0x0b});
    }

    private static byte[] print(char letter) {
        return TinyModule.join(TinyModule.i32(letter), TinyModule.call(0));
    }

    /** Prints 'A' for line 0 and so on. */
    private static byte[] lineHandler() {
        return TinyModule.join(new byte[]{0x20, 0}, TinyModule.i32('A'), new byte[]{0x6a},
                TinyModule.call(0));
    }

    private static byte[] readOne() {
        return TinyModule.join(TinyModule.i32(64), TinyModule.i32(1), TinyModule.call(2),
                TinyModule.drop());
    }

    private static Firmware load(String name) throws IOException {
        return TestBoard.load(Files
                .readAllBytes(Path.of("../deploy/firmware/" + name + "/firmware.wasm")));
    }

    private static void disturb(Board board, Random random) {
        for (int i = 0; i < 120; i++) {
            switch (random.nextInt(4)) {
                case 0 -> board.inject(new InputEvent.UartInput(
                        "stats\n".substring(random.nextInt(6)).getBytes(StandardCharsets.UTF_8)));
                case 1 -> LockSupport.parkNanos(random.nextInt(2_000_000));
                default -> board.inject(new InputEvent.Interrupt(random.nextInt(8)));
            }
            long until = HOST_NANOS.getAsLong() + random.nextInt(300_000);
            while (HOST_NANOS.getAsLong() < until) {
                Thread.onSpinWait();
            }
        }
        board.stop();
    }

    private static void replays(BoardSpec spec, Firmware firmware, Pace pace, long seed) {
        var live = new Log();
        var first = new Board(spec, firmware, BoardListener.NONE, pace, System::nanoTime);
        first.observe(live);
        first.injectAt(70_000, new InputEvent.Interrupt(9));
        var end = new BoardThreads(1, 1).start("live", first);
        disturb(first, new Random(seed));
        var state = end.join();
        assertThat(live.inputs).as("seed %d", seed).hasSizeGreaterThan(20);

        var again = new Log();
        var second = new Board(spec, firmware, BoardListener.NONE, Pace.MAX, System::nanoTime);
        second.observe(again);
        live.planFor(second);
        var stateAgain = new BoardThreads(1, 1).start("again", second).join();
        assertThat(again.events).as("seed %d", seed).isEqualTo(live.events);
        assertThat(again.checkpoints).isEqualTo(live.checkpoints);
        assertThat(stateAgain).isEqualTo(state);
        assertThat(second.report().traceHash()).as("seed %d", seed)
                .isEqualTo(first.report().traceHash()).isPresent();
        assertThat(second.snapshot().cycle()).isEqualTo(first.snapshot().cycle());
    }

    private static void replays(BoardSpec spec, Firmware firmware, Pace pace) {
        for (int round = 0; round < 4; round++) {
            replays(spec, firmware, pace, SEED + round);
        }
    }

    @Test
    void handlersThatInterruptAComputationAndAFullTransmitter() {
        var module = module();
        module.export("board_irq", I32, NONE, lineHandler());
        module.export("_start", NONE, NONE, loop(print('x'), readOne()));
        replays(TestBoard.spec(), TestBoard.load(module.bytes()), Pace.MAX);
    }

    @Test
    void handlersThatInterruptAComputationWithoutCalls() {
        var module = module();
        module.export("board_irq", I32, NONE, lineHandler());
        module.export("_start", NONE, NONE, TinyModule.forever());
        replays(TestBoard.spec(), TestBoard.load(module.bytes()), Pace.MAX);
    }

    @Test
    void waitsThatAnInterruptEnds() {
        var module = module();
        module.export("_start", NONE, NONE, loop(TinyModule.i64(30_000), TinyModule.call(1),
                TinyModule.i32(15), new byte[]{0x71}, TinyModule.i32('0'), new byte[]{0x6a},
                TinyModule.call(0), readOne()));
        var firmware = TestBoard.load(module.bytes());
        replays(TestBoard.spec(), firmware, Pace.MAX);
        replays(TestBoard.spec(), firmware, Pace.realTime(System::nanoTime, 1));
    }

    @Test
    void waitsThatOnlyAnInterruptEnds() {
        var module = module();
        module.export("board_irq", I32, NONE, lineHandler());
        module.export("_start", NONE, NONE, loop(TinyModule.i64(-1), TinyModule.call(1),
                TinyModule.drop(), print('.'), readOne()));
        replays(TestBoard.spec(), TestBoard.load(module.bytes()), Pace.MAX);
    }

    @Test
    void aGoProgramThatReadsItsConsole() throws IOException {
        var spec = BoardSpec.of("go-16m", 16 << 20, 200_000_000, 3_000_000, java.util.Map.of());
        replays(spec, load("weather-station"), Pace.realTime(System::nanoTime, 1));
        replays(spec, load("weather-station"), Pace.MAX, SEED);
    }
}
