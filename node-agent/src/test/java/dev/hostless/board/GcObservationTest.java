package dev.hostless.board;

import dev.hostless.board.BoardSpec.GcTraceUse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a board sees of the collections inside a stock Go program. */
class GcObservationTest {
    private static final List<String> TREES_ONLY = List.of("-rounds", "1", "-trees", "900",
            "-maps", "0", "-channels", "0", "-strings", "0", "-slices", "0", "-graph", "0");
    private static final Path SOURCE = Path.of("../deploy/firmware/gc-torture");
    private static byte[] module;

    @BeforeAll
    static void read() throws IOException {
        module = Files.readAllBytes(SOURCE.resolve("firmware.wasm"));
    }

    private static TestBoard run(byte[] bytes, GcTraceUse use) {
        var spec = BoardSpec.of("go-16m", 16 << 20, 200_000_000, 3_000_000, Map.of())
                .withArguments(TREES_ONLY).withGcTrace(use);
        return TestBoard.run(spec, TestBoard.load(bytes), _ -> {});
    }

    /** The same module without its name section, as {@code -ldflags=-s} would leave it. */
    private static byte[] withoutNames() {
        var out = new ByteArrayOutputStream();
        out.write(module, 0, 8);
        int at = 8;
        while (at < module.length) {
            int start = at;
            int id = module[at++];
            int size = 0;
            int shift = 0;
            int octet;
            do {
                octet = module[at++];
                size |= (octet & 0x7f) << shift;
                shift += 7;
            } while (octet < 0);
            boolean names = id == 0 && module[at] == 4 && module[at + 1] == 'n'
                    && module[at + 2] == 'a';
            at += size;
            if (!names) {
                out.write(module, start, at - start);
            }
        }
        return out.toByteArray();
    }

    @Test
    void everyCollectionHasTwoPausesAndGosOwnFigures() {
        var board = run(module, GcTraceUse.OBSERVE);
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.figures().gc()).isInstanceOfSatisfying(GcFigures.Observed.class, gc -> {
            assertThat(gc.cycles()).isGreaterThan(1).isEqualTo(board.collections().size());
            assertThat(gc.pauses().count()).isGreaterThanOrEqualTo(2 * gc.cycles());
            assertThat(gc.pauses().p50Cycles()).isPositive()
                    .isLessThanOrEqualTo(gc.pauses().maxCycles());
            assertThat(gc.pauses().maxCycles()).isBetween(1_000L, 10_000_000L);
            assertThat(gc.heapLiveMb()).isPresent();
            assertThat(gc.heapGoalMb().orElseThrow()).isPositive();
        });
        assertThat(board.collections()).allSatisfy(gc -> {
            assertThat(gc.sweepTerminationPauseCycles()).isPositive();
            assertThat(gc.markTerminationPauseCycles()).isPositive();
            assertThat(gc.markStartCycle())
                    .isEqualTo(gc.startCycle() + gc.sweepTerminationPauseCycles());
            assertThat(gc.markTerminationCycle()).isGreaterThanOrEqualTo(gc.markStartCycle())
                    .isGreaterThanOrEqualTo(gc.endCycle() - gc.markTerminationPauseCycles());
            assertThat(gc.endCycle()).isGreaterThan(gc.markTerminationCycle());
            assertThat(gc.heap()).isPresent();
        });
        assertThat(board.collections().getFirst().number()).isEqualTo(1);
    }

    @Test
    void theBareMetalPortIsObservedAsWell() throws IOException {
        assumeTrue(GoToolchain.release().startsWith("go1.26"), "no Go 1.26 here");
        var bare = BareMetalGo.build(SOURCE, ".");
        var board = run(bare, GcTraceUse.OBSERVE);
        assertThat(board.end()).as(board.err()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.err()).doesNotContain("gc 1 @");
        assertThat(board.collections()).isNotEmpty().allSatisfy(gc -> {
            assertThat(gc.sweepTerminationPauseCycles()).isPositive();
            assertThat(gc.markTerminationPauseCycles()).isPositive();
            assertThat(gc.heap()).isPresent();
        });
    }

    @Test
    void theBoardsOwnTraceLinesStayOutOfTheConsole() {
        assertThat(run(module, GcTraceUse.OBSERVE).err()).doesNotContain("gc 1 @");
        assertThat(run(module, GcTraceUse.SHOW).err()).contains("gc 1 @");
    }

    @Test
    void withoutTraceLinesThereArePausesAndNoHeapFigures() {
        var board = run(module, GcTraceUse.OFF);
        assertThat(board.figures().gc()).isInstanceOfSatisfying(GcFigures.Observed.class, gc -> {
            assertThat(gc.cycles()).isPositive();
            assertThat(gc.heapLiveMb()).isEmpty();
        });
        assertThat(board.collections()).isNotEmpty()
                .allSatisfy(gc -> assertThat(gc.heap()).isEmpty());
    }

    @Test
    void aStrippedModuleIsNotObservedAndSaysWhy() {
        var board = run(withoutNames(), GcTraceUse.OBSERVE);
        assertThat(board.end()).isEqualTo(new BoardState.Halted(0));
        assertThat(board.figures().gc())
                .isEqualTo(new GcFigures.NotObserved("no name section"));
        assertThat(board.collections()).isEmpty();
    }
}
