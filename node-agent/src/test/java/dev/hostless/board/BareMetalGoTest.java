package dev.hostless.board;

import dev.hostless.board.files.VolumeSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The bare-metal port: one program that does what its first argument says. */
class BareMetalGoTest {
    private static final Path PROGRAMS = Path.of("src/test/go-programs").toAbsolutePath();
    private static final BoardSpec SPEC = BoardSpec.of("go-32m", 32 << 20, 200_000_000,
            12_000_000, Map.of("COLOUR", "deep blue"));

    @TempDir
    private static Path directory;
    private static Firmware firmware;

    @BeforeAll
    static void build() throws IOException {
        assumeTrue(GoToolchain.release().startsWith("go1.26"), "no Go 1.26 here");
        // Without a name section: nothing may depend on it.
        firmware = TestBoard.load(BareMetalGo.build(PROGRAMS, "./bare-metal", "-ldflags=-s"));
    }

    private static TestBoard run(String what) {
        return run(SPEC, what, board -> board.injectAt(0, new InputEvent.InputEnd()));
    }

    private static TestBoard run(BoardSpec spec, String what, Consumer<Board> prepare) {
        return TestBoard.run(spec.withArguments(List.of(what, "two words")), firmware, board -> {
            board.stopAt(4_000_000_000L);
            prepare.accept(board);
        });
    }

    private static InputEvent.UartInput typed(String text) {
        return new InputEvent.UartInput(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itImportsTheBoardAndNothingElse() {
        assertThat(firmware.kind()).isEqualTo(FirmwareKind.GO_BARE);
        assertThat(firmware.facts().imports()).extracting(ModuleFacts.Import::module)
                .containsOnly("board");
    }

    @Test
    void argumentsAndVariablesAreTheBoards() {
        var board = run("surroundings");
        assertThat(board.end()).as(board.err()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.out()).isEqualTo("[firmware.wasm surroundings two words]\n"
                + "[COLOUR=deep blue PWD=/]\n");
    }

    @Test
    void aPanicEndsWithTwoAndTellsTheStack() {
        var board = run("panic");
        assertThat(board.end()).isEqualTo(new BoardState.Halted(2));
        assertThat(board.err()).contains("panic: at the disco", "goroutine 1 [running]",
                "bare-metal/main.go:");
        assertThat(board.out()).isEqualTo("before\n");
    }

    @Test
    void aNilPointerIsAPanicToo() {
        var board = run("nil");
        assertThat(board.end()).isEqualTo(new BoardState.Halted(2));
        assertThat(board.err()).contains("nil pointer dereference");
    }

    @Test
    void nothingThatCanComeIsADeadlock() {
        for (var what : List.of("deadlock", "deadlock after a sleep", "deadlock with a signal")) {
            var board = run(what);
            assertThat(board.end()).as(what).isEqualTo(new BoardState.Halted(2));
            assertThat(board.err()).as(what)
                    .contains("fatal error: all goroutines are asleep - deadlock!");
        }
    }

    @Test
    void aReaderThatGaveUpDoesNotKeepTheBoardWaiting() {
        var board = run(SPEC, "deadlock after a read that gave up", _ -> {});
        assertThat(board.out()).isEqualTo("true\n");
        assertThat(board.end()).isEqualTo(new BoardState.Halted(2));
        assertThat(board.err()).contains("deadlock!");
    }

    @Test
    void sleepsTakeBoardTimeAndIdleForIt() {
        var board = run("sleep");
        assertThat(board.end()).as(board.err()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.out()).isEqualTo("slept\n");
        assertThat(board.figures().virtualNanos()).isBetween(1_000_000_000L, 1_050_000_000L);
        assertThat(board.figures().idleCycles()).isGreaterThan(190_000_000);
    }

    @Test
    void aReaderOfStandardInputStopsNoOtherGoroutine() {
        var board = run(SPEC, "echo", made -> {
            made.injectAt(20_000_000, typed("one\n"));
            made.injectAt(40_000_000, typed("two\nth"));
            made.injectAt(60_000_000, typed("ree"));
            made.injectAt(80_000_000, new InputEvent.InputEnd());
        });
        assertThat(board.out()).isEqualTo("<one>\n<two>\n<three>\nticked\n");
    }

    @Test
    void aReaderWhoseInputNeverComesWaitsWithoutBeingADeadlock() {
        var board = run(SPEC, "echo quietly", made -> made.stopAt(400_000_000));
        assertThat(board.end()).isInstanceOf(BoardState.Waiting.class);
        assertThat(board.err()).isEmpty();
    }

    @Test
    void anInterruptWakesEveryGoroutineThatWaitsForItsLine() {
        var board = run(SPEC, "interrupts", made -> {
            made.injectAt(30_000_000, new InputEvent.Interrupt(5));
            made.injectAt(60_000_000, new InputEvent.Interrupt(6));
        });
        assertThat(board.end()).as(board.err()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.out()).isEqualTo("5\n5\n6\n");
    }

    @Test
    void interruptsOfLinesThatNobodyWaitsForCanBePolled() {
        var board = run(SPEC, "polled interrupts", made -> {
            made.injectAt(30_000_000, new InputEvent.Interrupt(6));
            made.injectAt(30_000_000, new InputEvent.Interrupt(5));
        });
        assertThat(board.end()).as(board.err()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.out()).contains("waited\n", "64\n");
    }

    @Test
    void aWaitMayBeGivenUpAndOneForADisabledLineIsADeadlock() {
        var board = run("given up");
        assertThat(board.out()).isEqualTo("i/o timeout\ncontext canceled\n");
        assertThat(board.err()).contains("deadlock!");
        assertThat(board.end()).isEqualTo(new BoardState.Halted(2));
    }

    @Test
    void aGoroutineThatNeverYieldsMakesRoomForAnInterrupt() {
        var board = run(SPEC, "busy", made -> {
            for (int n = 1; n <= 100; n++) {
                made.injectAt(50_000_000 + n * 20_000L, new InputEvent.Interrupt(5));
            }
        });
        assertThat(board.end()).as(board.err()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.out()).isEqualTo("100\n");
        var figures = board.figures().interrupts();
        assertThat(figures.delivered()).isEqualTo(100);
        assertThat(figures.coalesced() + figures.lost()).isZero();
        assertThat(figures.latencyMaxCycles()).isLessThan(20_000);
    }

    @Test
    void aLineThatNobodyQuietensKeepsNothingElseFromRunning() {
        var board = run("storm");
        assertThat(board.end()).as(board.err()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.out()).isEqualTo("ran\n");
        assertThat(board.figures().interrupts().delivered()).isGreaterThan(100);
    }

    @Test
    void anInterruptThatNeverComesLeavesTheBoardWaiting() {
        var board = run(SPEC, "interrupts", made -> made.stopAt(400_000_000));
        assertThat(board.end()).isInstanceOf(BoardState.Waiting.class);
    }

    @Test
    void filesAreThoseOfTheVolumes() throws IOException {
        var image = Files.createDirectory(directory.resolve("image"));
        Files.writeString(image.resolve("text"), "from the host");
        var volumes = SPEC.withVolumes(List.of(new VolumeSpec.HostFolder(image, "/image"),
                new VolumeSpec.RamDisk("/disk", 1 << 20)));
        var told = new ArrayList<String>();
        var board = run(volumes, "files", made -> {
            made.injectAt(0, new InputEvent.InputEnd());
            made.onEnd("/disk", (name, content) -> told.add(
                    name + "=" + new String(content, StandardCharsets.UTF_8)));
        });
        assertThat(board.end()).as(board.err()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.out()).isEqualTo("from the host <nil>\n"
                + "open /image/new: Read-only file system\n"
                + "[inner moved]\nwritten <nil>\n");
        assertThat(told).containsExactly("inner/a=written", "moved=written");
    }

    @Test
    void withoutVolumesThereAreNoFiles() {
        assertThat(run("files").err()).contains("open /image/text:");
    }

    @Test
    void memoryIsTheBoardsAndRunsOutAsOneWouldThink() {
        var board = run("exhaust");
        assertThat(board.end()).isEqualTo(new BoardState.Halted(2));
        assertThat(board.err()).contains("out of memory");
        assertThat(board.figures().memoryBytes()).isLessThanOrEqualTo(32 << 20);
    }

    @Test
    void everyPageAllocatorAndPolicyWillDo() {
        for (var pages : RamPolicy.Pages.values()) {
            for (var madvise : RamPolicy.Madvise.values()) {
                var policy = new RamPolicy(pages, madvise);
                var board = run(SPEC.withRam(policy), "churn",
                        made -> made.injectAt(0, new InputEvent.InputEnd()));
                assertThat(board.end()).as(policy + board.err())
                        .isEqualTo(new BoardState.Halted(0));
                assertThat(board.out()).as(policy.toString()).isEqualTo("true\n");
            }
        }
    }

    @Test
    void equalRunsAreEqualToTheLastCycle() {
        assertThat(run("sleep").hash()).isEqualTo(run("sleep").hash());
    }

    @Test
    void aReactorsHandlerMaySleepAndItsGoroutinesRunMeanwhile() throws IOException {
        var reactor = TestBoard.load(
                BareMetalGo.build(PROGRAMS, "./bare-reactor", "-buildmode=c-shared"));
        var board = TestBoard.run(SPEC, reactor, made -> {
            made.injectAt(30_000_000, new InputEvent.Interrupt(5));
            made.injectAt(60_000_000, new InputEvent.Interrupt(7));
            made.stopAt(90_000_000);
        });
        assertThat(board.end()).as(board.err()).isInstanceOf(BoardState.Waiting.class);
        assertThat(board.out()).isEqualTo("line 5\nslept 2ms\nline 7\nslept 2ms\n");
    }

    @Test
    void anIdleBoardHoldsNoFrameOfItsGuest() {
        var stacks = new ArrayList<List<StackTraceElement>>();
        var board = new Board(SPEC.withArguments(List.of("sleep")), firmware,
                new BoardListener() {
                    @Override
                    public void stateChanged(BoardState state, long cycle) {
                        if (state instanceof BoardState.Waiting) {
                            stacks.add(List.of(Thread.currentThread().getStackTrace()));
                        }
                    }
                }, Pace.realTime(System::nanoTime, 100), System::nanoTime);
        new BoardThreads(1, 1).start("idle board", board).join();
        assertThat(stacks).isNotEmpty();
        for (var stack : stacks) {
            assertThat(stack).extracting(StackTraceElement::getClassName)
                    .contains("dev.hostless.board.BoardRun")
                    .noneMatch(name -> name.startsWith("guest.")
                            || name.startsWith("dev.hostless.engine."));
        }
    }
}
