package dev.hostless.board;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WasiPreview1Test {
    private static final int BEYOND = 0x7fff_0000;

    private static TestBoard run(WasiCalls calls) {
        return TestBoard.run(calls.module());
    }

    private static TestBoard run(BoardSpec spec, WasiCalls calls, InputEvent... inputs) {
        return TestBoard.run(spec, TestBoard.load(calls.module()), board -> {
            for (var input : inputs) {
                board.injectAt(0, input);
            }
        });
    }

    private static String text(TestBoard board, int address, int length) {
        return new String(board.outBytes(), address, length, StandardCharsets.UTF_8);
    }

    @Test
    void theMonotonicClockIsTheBoardsCyclesInNanoseconds() {
        var board = run(new WasiCalls().call("clock_time_get", 1, 0L, 512)
                .call("clock_time_get", 1, 0L, 520));
        long first = board.memory().getLong(512);
        long second = board.memory().getLong(520);
        assertThat(board.result(0)).isEqualTo(Errno.SUCCESS);
        assertThat(first).isPositive();
        // At 100 MHz a cycle is 10 ns; a call costs 40 cycles and some instructions.
        assertThat(second - first).isBetween(400L, 600L);
    }

    @Test
    void theCalendarStartsAtTheEpochOfTheSpecification() {
        var board = run(new WasiCalls().call("clock_time_get", 0, 0L, 512));
        assertThat(board.memory().getLong(512) / 1_000_000_000L)
                .isEqualTo(BoardSpec.DEFAULT_EPOCH_SECONDS);
    }

    @Test
    void aClockThatDoesNotExistIsInvalid() {
        assertThat(run(new WasiCalls().call("clock_time_get", 9, 0L, 512)).result(0))
                .isEqualTo(Errno.INVAL);
    }

    @Test
    void pointersOutsideOfMemoryAreFaultsAndNotTraps() {
        var board = run(new WasiCalls().words(512, BEYOND, 4)
                .call("clock_time_get", 1, 0L, BEYOND)
                .call("clock_time_get", 1, 0L, -8)
                .call("random_get", BEYOND, 16)
                .call("random_get", 512, -1)
                .call("fd_write", 1, 512, 1, 600)
                .call("fd_write", 1, BEYOND, 1, 600)
                .call("args_get", BEYOND, 512)
                .call("environ_sizes_get", 512, BEYOND)
                .call("poll_oneoff", BEYOND, 512, 1, 600)
                .call("fd_fdstat_get", 1, BEYOND)
                .call("fd_filestat_get", 1, 65_500));
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
        for (int n = 0; n < 11; n++) {
            assertThat(board.result(n)).as("call %d", n).isEqualTo(Errno.FAULT);
        }
    }

    @Test
    void countsAreLimited() {
        var board = run(new WasiCalls().call("fd_write", 1, 512, 1_025, 600)
                .call("fd_write", 1, 512, -1, 600)
                .call("poll_oneoff", 512, 512, 0, 600)
                .call("poll_oneoff", 512, 512, 1_025, 600));
        for (int n = 0; n < 4; n++) {
            assertThat(board.result(n)).as("call %d", n).isEqualTo(Errno.INVAL);
        }
    }

    @Test
    void randomBytesComeFromTheSeed() {
        var calls = new WasiCalls().call("random_get", 512, 3_000);
        var firmware = TestBoard.load(calls.module());
        var one = TestBoard.run(TestBoard.spec(), firmware, _ -> {});
        var again = TestBoard.run(TestBoard.spec(), firmware, _ -> {});
        var other = TestBoard.run(TestBoard.spec().withSeed(2), firmware, _ -> {});
        assertThat(one.outBytes()).isEqualTo(again.outBytes());
        assertThat(Arrays.copyOfRange(one.outBytes(), 512, 3_512))
                .isNotEqualTo(Arrays.copyOfRange(other.outBytes(), 512, 3_512))
                .isNotEqualTo(new byte[3_000]);
    }

    @Test
    void argumentsAndVariablesAreTheSpecificationsAndSorted() {
        var spec = TestBoard.spec().withArguments(List.of("-n", "3"))
                .withEnvironment(Map.of("ZED", "z", "GOGC", "50"));
        var board = run(spec, new WasiCalls().call("args_sizes_get", 512, 516)
                .call("args_get", 520, 600)
                .call("environ_sizes_get", 540, 544)
                .call("environ_get", 548, 700));
        assertThat(board.memory().getInt(512)).isEqualTo(3);
        assertThat(text(board, 600, board.memory().getInt(516)))
                .isEqualTo("firmware.wasm\0-n\0003\0");
        assertThat(board.memory().getInt(524)).isEqualTo(614);
        assertThat(board.memory().getInt(540)).isEqualTo(3);
        assertThat(text(board, 700, board.memory().getInt(544)))
                .isEqualTo("GOGC=50\0PWD=/\0ZED=z\0");
    }

    @Test
    void theConsoleIsACharacterDeviceWhoseFlagsCanBeSet() {
        var board = run(new WasiCalls().call("fd_fdstat_get", 0, 512)
                .call("fd_fdstat_set_flags", 0, 4)
                .call("fd_fdstat_get", 0, 544)
                .call("fd_fdstat_get", 3, 512));
        assertThat(board.memory().get(512)).isEqualTo((byte) 2);
        assertThat(board.memory().getShort(514)).isEqualTo((short) 0);
        assertThat(board.memory().getShort(546)).isEqualTo((short) 4);
        assertThat(board.result(3)).isEqualTo(Errno.BADF);
    }

    @Test
    void thereAreNoFilesAndNoPreopenedDirectories() {
        var board = run(new WasiCalls().call("fd_prestat_get", 3, 512)
                .call("path_open", 3, 0, 512, 4, 0, 0L, 0L, 0, 600)
                .call("fd_seek", 1, 0L, 0, 600)
                .call("sock_accept", 1, 0, 600)
                .call("proc_raise", 9));
        assertThat(board.result(0)).isEqualTo(Errno.BADF);
        assertThat(board.result(1)).isEqualTo(Errno.BADF);
        assertThat(board.result(2)).isEqualTo(Errno.SPIPE);
        assertThat(board.result(3)).isEqualTo(Errno.NOTSOCK);
        assertThat(board.result(4)).isEqualTo(Errno.NOSYS);
    }

    @Test
    void aClosedDescriptorIsUnknown() {
        var board = run(new WasiCalls().call("fd_close", 2).call("fd_close", 2)
                .call("fd_write", 2, 512, 0, 600));
        assertThat(board.result(0)).isEqualTo(Errno.SUCCESS);
        assertThat(board.result(1)).isEqualTo(Errno.BADF);
        assertThat(board.result(2)).isEqualTo(Errno.BADF);
    }

    @Test
    void standardErrorIsTaggedOnTheSameUart() {
        var board = run(new WasiCalls().data(700, (byte) 'e', (byte) 'r', (byte) 'r')
                .words(512, 700, 3).call("fd_write", 2, 512, 1, 600));
        assertThat(board.err()).isEqualTo("err");
        assertThat(board.memory().getInt(600)).isEqualTo(3);
        assertThat(board.figures().uart().transmittedBytes())
                .isEqualTo(WasiCalls.DUMP_BYTES + 3);
    }

    @Test
    void writingTakesTheTimeOfTheLine() {
        var slow = BoardSpec.of("test", 1 << 20, 100_000_000, 9_600, Map.of());
        var board = run(slow, new WasiCalls());
        // 4,096 characters of 10 bits at 9,600 bits per second.
        assertThat(board.figures().virtualNanos()).isBetween(4_260_000_000L, 4_280_000_000L);
        assertThat(board.figures().idleCycles()).isGreaterThan(420_000_000L);
    }

    @Test
    void anEmptyConsoleSaysAgainToWhoDoesNotWantToWait() {
        var board = run(new WasiCalls().words(512, 700, 8)
                .call("fd_fdstat_set_flags", 0, 4).call("fd_read", 0, 512, 1, 600));
        assertThat(board.result(1)).isEqualTo(Errno.AGAIN);
    }

    @Test
    void aReadWaitsForTheLineAndThenForTheEnd() {
        var board = run(TestBoard.spec(), new WasiCalls().words(512, 700, 8)
                .call("fd_read", 0, 512, 1, 600)
                .call("fd_read", 0, 512, 1, 604),
                new InputEvent.UartInput(new byte[]{'h', 'i'}), new InputEvent.InputEnd());
        int first = board.memory().getInt(600);
        assertThat(first).isBetween(1, 2);
        assertThat(text(board, 700, 1)).isEqualTo(first == 2 ? "h" : "i");
        assertThat(board.figures().uart().receivedBytes()).isEqualTo(2);
    }

    @Test
    void theEndOfTheInputIsAReadOfNothing() {
        var board = run(TestBoard.spec(), new WasiCalls().words(512, 700, 8)
                .words(600, 77).call("fd_read", 0, 512, 1, 600), new InputEvent.InputEnd());
        assertThat(board.result(0)).isEqualTo(Errno.SUCCESS);
        assertThat(board.memory().getInt(600)).isZero();
    }

    @Test
    void pollingARelativeClockPassesIdleTime() {
        var board = run(new WasiCalls().words(512, 7, 0, 0, 0, 1, 0, 50_000_000, 0)
                .call("poll_oneoff", 512, 700, 1, 600).call("clock_time_get", 1, 0L, 800));
        assertThat(board.result(0)).isEqualTo(Errno.SUCCESS);
        assertThat(board.memory().getInt(600)).isEqualTo(1);
        assertThat(board.memory().getLong(700)).isEqualTo(7);
        assertThat(board.memory().get(710)).isZero();
        assertThat(board.memory().getLong(800)).isBetween(50_000_000L, 50_010_000L);
        assertThat(board.figures().idleCycles()).isGreaterThan(4_990_000L);
    }

    @Test
    void pollingAnAbsoluteCalendarTimeWaitsForIt() {
        long due = BoardSpec.DEFAULT_EPOCH_SECONDS * 1_000_000_000L + 30_000_000;
        var board = run(new WasiCalls()
                .words(512, 7, 0, 0, 0, 0, 0, (int) due, (int) (due >>> 32), 0, 0, 1)
                .call("poll_oneoff", 512, 700, 1, 600).call("clock_time_get", 1, 0L, 800));
        assertThat(board.memory().getLong(800)).isBetween(30_000_000L, 30_010_000L);
    }

    @Test
    void pollingTheConsoleEndsWhenAByteArrives() {
        var calls = new WasiCalls().words(512, 9, 0, 1, 0, 0)
                .words(560, 7, 0, 0, 0, 1, 0, 900_000_000, 0)
                .call("poll_oneoff", 512, 700, 2, 600).call("clock_time_get", 1, 0L, 800);
        var board = TestBoard.run(TestBoard.spec(), TestBoard.load(calls.module()),
                made -> made.injectAt(1_000_000, new InputEvent.UartInput(new byte[]{'x'})));
        assertThat(board.memory().getInt(600)).isEqualTo(1);
        assertThat(board.memory().getLong(700)).isEqualTo(9);
        assertThat(board.memory().get(710)).isEqualTo((byte) 1);
        // 10 ms, and the time of one character.
        assertThat(board.memory().getLong(800)).isBetween(10_000_000L, 10_020_000L);
    }

    @Test
    void pollingTheEndOfTheInputHangsUp() {
        var board = run(TestBoard.spec(), new WasiCalls().words(512, 9, 0, 1, 0, 0)
                .call("poll_oneoff", 512, 700, 1, 600), new InputEvent.InputEnd());
        assertThat(board.memory().getInt(600)).isEqualTo(1);
        assertThat(board.memory().get(724)).isEqualTo((byte) 1);
    }

    @Test
    void pollingWhatDoesNotExistIsAnErrorInTheEvent() {
        var board = run(new WasiCalls().words(512, 9, 0, 1, 0, 5)
                .call("poll_oneoff", 512, 700, 1, 600));
        assertThat(board.result(0)).isEqualTo(Errno.SUCCESS);
        assertThat(board.memory().get(708)).isEqualTo((byte) Errno.BADF);
    }

    @Test
    void theGuestsOwnExitCodeHaltsTheBoard() {
        var module = new TinyModule();
        int exit = module.importFunction(WasiPreview1.MODULE, "proc_exit",
                new byte[]{TinyModule.I32}, new byte[0]);
        module.export("_start", new byte[0], new byte[0],
                TinyModule.join(TinyModule.i32(42), TinyModule.call(exit)));
        assertThat(TestBoard.run(module.bytes()).end()).isEqualTo(new BoardState.Halted(42));
    }
}
