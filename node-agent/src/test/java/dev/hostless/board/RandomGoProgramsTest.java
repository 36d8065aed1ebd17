package dev.hostless.board;

import dev.hostless.board.GoBuild.Way;
import dev.hostless.board.HeapPolicy.Collector;
import dev.hostless.board.RamPolicy.Madvise;
import dev.hostless.board.RamPolicy.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Random operations on object graphs in Go print on a board what they print natively, whoever keeps
 * the heap and however it is collected; see go-random/README.md.
 */
class RandomGoProgramsTest {
    private static final Path SOURCES = Path.of("src/test/go-random").toAbsolutePath();
    private static final String PROGRAM = "churn";
    /** Board time is no matter here; an endless run must end all the same. */
    private static final long LAST_CYCLE = 2_000_000_000_000L;
    private static final long SEED = Long.getLong("seed", new SplittableRandom().nextLong() >>> 1);

    @TempDir
    private static Path built;

    private static Path binary = Path.of("");
    private static Firmware guest;
    private static Firmware hosted;

    @BeforeAll
    static void build() throws IOException {
        assumeThat(GoToolchain.release()).as("Go on this machine").startsWith("go1.26");
        System.out.println("RandomGoProgramsTest: -Dseed=" + SEED);
        binary = GoBuild.all(Way.NATIVE, SOURCES, built).resolve(PROGRAM);
        guest = load(Way.GUEST);
        hosted = load(Way.HOSTED);
    }

    private static Firmware load(Way way) throws IOException {
        return TestBoard.load(
                Files.readAllBytes(GoBuild.all(way, SOURCES, built).resolve(PROGRAM)));
    }

    @Test
    void aHostedHeapChangesNothingInAnyCollectorWithAnyPages() throws IOException {
        var random = new Random(SEED);
        for (var collector : Collector.values()) {
            for (var pages : Pages.values()) {
                check(hosted, random.nextInt(1_000_000), 40,
                        HeapPolicy.DEFAULT.withCollector(collector).withCheck(true), pages);
            }
        }
    }

    @Test
    void aHostedHeapMayBeCollectedAnywhereAndInTheSmallestSlices() throws IOException {
        var random = new Random(SEED + 1);
        for (var collector : Collector.values()) {
            check(hosted, random.nextInt(1_000_000), 20, HeapPolicy.DEFAULT
                    .withCollector(collector).withCheck(true).withTest(997, 1), Pages.BITMAP);
        }
    }

    @Test
    void aGuestHeapChangesNothing() throws IOException {
        var random = new Random(SEED + 2);
        for (var pages : Pages.values()) {
            check(guest, random.nextInt(1_000_000), 40, HeapPolicy.DEFAULT, pages);
        }
    }

    @Test
    @Tag("slow")
    void manyRandomProgramsAreTheSameInEveryWay() throws IOException {
        var random = new Random(SEED + 3);
        for (int i = 0; i < Integer.getInteger("rounds", 60); i++) {
            int seed = random.nextInt(1_000_000);
            var pages = Pages.values()[random.nextInt(Pages.values().length)];
            for (var collector : Collector.values()) {
                var policy = HeapPolicy.DEFAULT.withCollector(collector)
                        .withCheck(random.nextInt(3) > 0);
                check(hosted, seed, 100, random.nextBoolean()
                        ? policy
                        : policy.withTest(1 + random.nextInt(3_000), random.nextInt(5_000)),
                        pages);
            }
        }
    }

    private static void check(Firmware firmware, int seed, int rounds, HeapPolicy heap,
            Pages pages) throws IOException {
        var arguments = List.of(Integer.toString(seed), Integer.toString(rounds));
        var truth = GoToolchain.run(built, Map.of(), binary.toString(), arguments.get(0),
                arguments.get(1));
        var spec = BoardSpec.of("go-64m", 64 << 20, 200_000_000, 12_000_000, Map.of())
                .withArguments(arguments).withRam(new RamPolicy(pages, Madvise.IGNORE))
                .withHeap(heap);
        var board = TestBoard.run(spec, firmware, made -> {
            made.stopAt(LAST_CYCLE);
            made.injectAt(0, new InputEvent.InputEnd());
        });
        var what = "churn %d %d, %s, %s, %s: %s%s".formatted(seed, rounds,
                firmware.isHosted() ? "hosted" : "guest", heap, pages, board.out(), board.err());
        assertThat(truth.exitCode()).as(what).isZero();
        assertThat(board.end()).as(what).isEqualTo(new BoardState.Halted(0));
        assertThat(board.out()).as(what).isEqualTo(truth.out());
    }
}
