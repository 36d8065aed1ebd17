package dev.hostless.board;

import dev.hostless.board.HeapPolicy.Collector;
import dev.hostless.board.RamPolicy.Pages;
import dev.hostless.board.files.VolumeSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.hostless.board.TinyModule.call;
import static dev.hostless.board.TinyModule.i32;
import static dev.hostless.board.TinyModule.i64;
import static dev.hostless.board.TinyModule.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A board that goes on from an image does what the one did of which it was taken. */
class BoardImageTest {
    private static final Path PROGRAMS = Path.of("src/test/image-programs").toAbsolutePath();
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};
    private static final byte[] IDLE = {TinyModule.I64, TinyModule.I32, TinyModule.I32,
        TinyModule.I32};

    /** Every wait takes some host time, however long it is for the board. */
    private static final Pace EACH_WAIT_NAPS = new Pace() {
        @Override
        public long hostNanosUntil(long virtualNanos) {
            return 20_000_000;
        }

        @Override
        public long virtualNanosNow() {
            return 0;
        }
    };

    @TempDir
    private static Path directory;
    private static final Map<GoBuild.Way, Firmware> WANDERERS = new TreeMap<>();

    @BeforeAll
    static void build() throws IOException {
        if (GoToolchain.release().startsWith("go1.26")) {
            for (var way : List.of(GoBuild.Way.GUEST, GoBuild.Way.HOSTED)) {
                var built = GoBuild.all(way, PROGRAMS, directory).resolve("wanderer");
                WANDERERS.put(way, TestBoard.load(Files.readAllBytes(built)));
            }
        }
    }

    private static Firmware wanderer(GoBuild.Way way) {
        var firmware = WANDERERS.get(way);
        assumeTrue(firmware != null, "no Go 1.26 here");
        return firmware;
    }

    private static BoardSpec spec(int rounds, int work) {
        return BoardSpec.of("go-8m", 8 << 20, 200_000_000, 12_000_000, Map.of())
                .withArguments(List.of(Integer.toString(rounds), Integer.toString(work)))
                .withVolumes(List.of(new VolumeSpec.RamDisk("/data", 1 << 20),
                        new VolumeSpec.HostFolder(PROGRAMS, "/image")));
    }

    private static BoardState run(Board board) {
        return new BoardThreads(1, 1).start("board", board).join();
    }

    /** A run to the end, and what it printed. */
    private record Run(Board board, String out) {
        String hash() {
            return board.report().traceHash().orElseThrow();
        }

        static Run of(Board board, ByteArrayOutputStream out) {
            assertThat(BoardImageTest.run(board)).as(out.toString(StandardCharsets.UTF_8))
                    .isIn(new BoardState.Halted(0), new BoardState.Waiting(),
                            new BoardState.Running());
            return new Run(board, out.toString(StandardCharsets.UTF_8));
        }
    }

    private static BoardListener into(ByteArrayOutputStream out) {
        return new BoardListener() {
            @Override
            public void console(ConsoleStream stream, byte[] bytes, long cycle) {
                out.writeBytes(bytes);
            }
        };
    }

    private static Run fromReset(BoardSpec spec, Firmware firmware, Consumer<Board> prepare) {
        var out = new ByteArrayOutputStream();
        var board = new Board(spec, firmware, into(out), Pace.MAX, System::nanoTime);
        prepare.accept(board);
        return Run.of(board, out);
    }

    private static Run from(BoardImage image, Consumer<Board> prepare) {
        var out = new ByteArrayOutputStream();
        var board = image.fork(into(out), Pace.MAX, System::nanoTime);
        prepare.accept(board);
        return Run.of(board, out);
    }

    private static TreeMap<Long, InputEvent> inputs(Random random, long first, long last) {
        var inputs = new TreeMap<Long, InputEvent>();
        for (int left = random.nextInt(40); left >= 0; left--) {
            var bytes = new byte[1 + random.nextInt(3)];
            random.nextBytes(bytes);
            inputs.put(random.nextLong(first, last), random.nextInt(3) == 0
                    ? new InputEvent.Interrupt(random.nextInt(32))
                    : new InputEvent.UartInput(bytes));
        }
        return inputs;
    }

    private static void wander(GoBuild.Way way, Random random, BoardSpec spec) {
        var firmware = wanderer(way);
        var inputs = inputs(random, 0, 30_000_000);
        var images = new ArrayList<BoardImage>();
        var original = fromReset(spec, firmware, board -> {
            inputs.forEach(board::injectAt);
            for (int index = 0; index < 4; index++) {
                board.imageFrom(random.nextLong(0, 20_000_000), images::add);
            }
        });
        assertThat(original.out).contains("\nend ");
        assertThat(images).isNotEmpty();
        for (var image : images) {
            var fork = from(image, _ -> {});
            assertThat(fork.hash()).isEqualTo(original.hash());
            assertThat(original.out).endsWith(fork.out);
            assertThat(fork.board.snapshot().cycle()).isEqualTo(original.board.snapshot().cycle());
            assertThat(fork.board.report().heap()).isEqualTo(original.board.report().heap());
        }
        var again = new ArrayList<BoardImage>();
        from(images.getFirst(), board -> board.imageFrom(images.getFirst().cycle() + 5_000_000,
                again::add));
        for (var image : again) {
            assertThat(from(image, _ -> {}).hash()).isEqualTo(original.hash());
        }
    }

    @ParameterizedTest
    @EnumSource(Pages.class)
    void aGoProgramWithItsOwnHeapGoesOn(Pages pages) {
        long seed = Long.getLong("seed", 11L + pages.ordinal());
        System.out.println("BoardImageTest -Dseed=" + seed);
        var random = new Random(seed);
        wander(GoBuild.Way.GUEST, random, spec(120, 1_000).withSeed(seed)
                .withRam(new RamPolicy(pages, RamPolicy.Madvise.RECLAIM)));
    }

    @ParameterizedTest
    @EnumSource(Collector.class)
    void aGoProgramWithAHostedHeapGoesOn(Collector collector) {
        long seed = Long.getLong("seed", 23L + collector.ordinal());
        System.out.println("BoardImageTest -Dseed=" + seed);
        var random = new Random(seed);
        wander(GoBuild.Way.HOSTED, random, spec(250, 1_000).withSeed(seed)
                .withHeap(new HeapPolicy(collector, true, 0, 0)));
    }

    @Test
    void aBoardThatWasStoppedWhileItRestedGoesOnAsIfNothingHadHappened() {
        var spec = spec(60, 1_000);
        for (var way : WANDERERS.keySet()) {
            var rests = new ArrayList<BoardImage>();
            var whole = fromReset(spec, wanderer(way), board -> {
                for (long cycle = 5_000_000; cycle < 25_000_000; cycle += 2_500_000) {
                    board.imageFrom(cycle, rests::add);
                }
            });
            int images = 0;
            for (var rest : rests) {
                var stopped = fromResetTo(spec, wanderer(way), rest.cycle() + 1);
                try {
                    var image = stopped.image();
                    assertThat(image.cycle()).isEqualTo(stopped.snapshot().cycle());
                    assertThat(from(image, _ -> {}).hash()).isEqualTo(whole.hash());
                    images++;
                } catch (NoImage busy) {
                    assertThat(busy).hasMessageContaining("at cycle " + stopped.snapshot().cycle());
                }
            }
            assertThat(images).isPositive();
        }
    }

    @Test
    void aGoBoardThatIsFrozenAgainAndAgainEndsWithTheSameHash() {
        for (var way : WANDERERS.keySet()) {
            var spec = spec(40, 1_000);
            var whole = fromReset(spec, wanderer(way), _ -> {});
            var threads = new BoardThreads(1, 1, Optional.of(Duration.ofMillis(1)));
            var board = new Board(spec, wanderer(way), BoardListener.NONE, EACH_WAIT_NAPS,
                    System::nanoTime);
            assertThat(threads.start("frozen", board).join()).isEqualTo(new BoardState.Halted(0));
            assertThat(threads.freezes()).isGreaterThan(3);
            assertThat(board.report().traceHash()).hasValue(whole.hash());
        }
    }

    private static Board fromResetTo(BoardSpec spec, Firmware firmware, long cycle) {
        var board = new Board(spec, firmware, BoardListener.NONE, Pace.MAX, System::nanoTime);
        board.stopAt(cycle);
        run(board);
        return board;
    }

    @Test
    void inputsThatAForkGetsComeWhereTheyComeInARunFromReset() {
        var spec = spec(80, 1_000);
        var random = new Random(9);
        var firmware = wanderer(GoBuild.Way.GUEST);
        var early = inputs(random, 0, 10_000_000);
        var images = new ArrayList<BoardImage>();
        fromReset(spec, firmware, board -> {
            early.forEach(board::injectAt);
            board.imageFrom(10_000_000, images::add);
        });
        var image = images.getFirst();
        var late = inputs(random, image.cycle() + 1, image.cycle() + 15_000_000);
        var fork = from(image, board -> late.forEach(board::injectAt));
        var reset = fromReset(spec, firmware, board -> {
            early.forEach(board::injectAt);
            late.forEach(board::injectAt);
        });
        assertThat(fork.hash()).isEqualTo(reset.hash());
        assertThat(fork.board.snapshot().cycle()).isEqualTo(reset.board.snapshot().cycle());
    }

    /** Handlers count in memory, and print; every other line wakes the handler of the tick. */
    private static Firmware reactor() {
        var module = new TinyModule().globals(1);
        module.importFunction("env", "uart_write_byte", I32, NONE);
        module.importFunction("env", "wasm_host_config_timer", I32, NONE);
        module.importFunction("board", "mmio_write", new byte[]{TinyModule.I32, TinyModule.I32},
                NONE);
        byte[] load = {0x28, 2, 0};
        byte[] add = {0x6a};
        byte[] count = join(i32(64), i32(64), load, i32(1), add, TinyModule.store32());
        byte[] printCount = join(i32(64), load, i32(63), new byte[]{0x71}, i32(' '), add, call(0));
        module.export("_initialize", NONE, NONE, join(i32(700), call(1),
                // The random number generator interrupts whenever a word is ready.
                i32(0x4002_0000), i32(0b1100), call(2), i32(0x4003_0004), i32(-1), call(2)));
        module.export("board_irq", I32, NONE, join(count, printCount, new byte[]{0x20, 0},
                i32('A'), add, call(0), i32(0x4002_0000), i32(0b100), call(2)));
        module.export("wasm_runtime_call_go_timer_tick", NONE, NONE, join(count, printCount));
        return TestBoard.load(module.bytes());
    }

    @Test
    void aModuleOfHandlersGoesOn() {
        long seed = Long.getLong("seed", 5L);
        System.out.println("BoardImageTest -Dseed=" + seed);
        var random = new Random(seed);
        var firmware = reactor();
        for (int round = 0; round < 20; round++) {
            var inputs = inputs(random, 0, 30_000_000);
            var images = new ArrayList<BoardImage>();
            var original = fromReset(TestBoard.spec(), firmware, board -> {
                inputs.forEach(board::injectAt);
                board.stopAt(40_000_000);
                for (int index = 0; index < 5; index++) {
                    board.imageFrom(random.nextLong(40_000_000), images::add);
                }
            });
            assertThat(images).isNotEmpty();
            for (var image : images) {
                var fork = from(image, board -> board.stopAt(40_000_000));
                assertThat(fork.hash()).isEqualTo(original.hash());
                assertThat(original.out).endsWith(fork.out);
            }
        }
    }

    private static Firmware idling(int resume) {
        var module = new TinyModule();
        module.importFunction("board", "idle", IDLE, NONE);
        byte[] sleep = join(i64(50_000_000), i32(0), i32(0), i32(resume), call(0));
        int start = module.export("_start", NONE, NONE, sleep);
        int end = module.export("end", NONE, NONE, NONE);
        return TestBoard.load(module.table(start, end).bytes());
    }

    @Test
    void aFrameOnTheStackIsRefused() {
        var waiting = fromResetTo(TestBoard.spec(), idling(0), 1_000_000);
        assertThatExceptionOfType(NoImage.class).isThrownBy(waiting::image)
                .withMessage("at cycle 1000000 the guest has a frame on the stack: wanted one that"
                        + " waits and has returned (see board.idle)");
        var module = new TinyModule();
        module.export("_start", NONE, NONE, TinyModule.forever());
        var busy = fromResetTo(TestBoard.spec(), TestBoard.load(module.bytes()), 1_000_000);
        assertThatExceptionOfType(NoImage.class).isThrownBy(busy::image)
                .withMessageContaining("has a frame on the stack");
    }

    @Test
    void aBoardThatWasNotStoppedHasNoImage() {
        var board = new Board(TestBoard.spec(), idling(1), BoardListener.NONE, Pace.MAX,
                System::nanoTime);
        assertThatExceptionOfType(NoImage.class).isThrownBy(board::image).withMessage(
                "an image is taken of a board that was stopped, and this one was not");
        run(board);
        assertThatExceptionOfType(NoImage.class).isThrownBy(board::image)
                .withMessage("the board has ended: it is Halted");
    }

    @Test
    void aForkTakesNoInputForThePast() {
        var image = fromResetTo(TestBoard.spec(), idling(1), 1_000_000).image();
        var fork = image.fork(BoardListener.NONE, Pace.MAX, System::nanoTime);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fork.injectAt(1_000_000, new InputEvent.InputEnd()))
                .withMessage("cycle: wanted 1000001 or more, got 1000000");
        assertThatIllegalArgumentException().isThrownBy(() -> fork.stopAt(1_000_000))
                .withMessage("stopAt: wanted a cycle above 1000000, got 1000000");
        assertThat(run(fork)).isEqualTo(new BoardState.Halted(0));
    }
}
