package dev.hostless.board;

import dev.hostless.board.HeapPolicy.Collector;
import dev.hostless.board.RamPolicy.Madvise;
import dev.hostless.board.RamPolicy.Pages;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.gogc.GcTrace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Go programs whose heap is in the node do what they do natively, whatever collects them. */
class HostedHeapTest {
    private static final Path PROGRAMS = Path.of("src/test/hosted-programs").toAbsolutePath();
    private static final List<String> CHECKED = List.of("specials", "figures", "profile", "stacks",
            "objects");
    private static final BoardSpec SPEC = BoardSpec.of("go-64m", 64 << 20, 200_000_000,
            12_000_000, Map.of());
    private static final HeapPolicy CHECKS = HeapPolicy.DEFAULT.withCheck(true);
    /** Far beyond what any of them needs. */
    private static final long LAST_CYCLE = 100_000_000_000L;

    @TempDir
    private static Path directory;
    private static Path hosted = Path.of("");
    private static Path natively = Path.of("");
    private static final Map<String, Firmware> FIRMWARE = new HashMap<>();

    @BeforeAll
    static void build() throws IOException {
        assumeTrue(GoToolchain.release().startsWith("go1.26"), "no Go 1.26 here");
        hosted = GoBuild.all(GoBuild.Way.HOSTED, PROGRAMS, directory);
        natively = GoBuild.all(GoBuild.Way.NATIVE, PROGRAMS, directory);
    }

    private static Firmware firmware(String program) throws IOException {
        var known = FIRMWARE.get(program);
        if (known == null) {
            known = load(program, Firmware.OPTIONS);
            FIRMWARE.put(program, known);
        }
        return known;
    }

    private static Firmware load(String program, EngineOptions options) throws IOException {
        return TestBoard.load(Files.readAllBytes(hosted.resolve(program)), options);
    }

    private static TestBoard run(BoardSpec spec, String program, String... arguments)
            throws IOException {
        return run(spec, firmware(program), arguments);
    }

    private static TestBoard run(BoardSpec spec, Firmware firmware, String... arguments) {
        return TestBoard.run(spec.withArguments(List.of(arguments)), firmware, board -> {
            board.stopAt(LAST_CYCLE);
            board.injectAt(0, new InputEvent.InputEnd());
        });
    }

    private static GoToolchain.Result truth(String program, String... arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(natively.resolve(program).toString()));
        command.addAll(List.of(arguments));
        return GoToolchain.run(directory, Map.of(), command.toArray(String[]::new));
    }

    private static void same(BoardSpec spec, String program, String... arguments)
            throws IOException {
        var truth = truth(program, arguments);
        assertThat(truth.out()).doesNotContain("FAIL");
        var board = run(spec, program, arguments);
        assertThat(board.end()).as("%s%s", board.err(), board.out())
                .isEqualTo(new BoardState.Halted(truth.exitCode()));
        assertThat(new String(board.outBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(truth.out());
    }

    private static BoardSpec with(Collector collector) {
        return SPEC.withHeap(HeapPolicy.DEFAULT.withCollector(collector));
    }

    @TestFactory
    Stream<DynamicTest> everythingIsAsNatively() {
        return CHECKED.stream().map(program -> DynamicTest.dynamicTest(program,
                () -> same(SPEC, program)));
    }

    @TestFactory
    Stream<DynamicTest> inTheOtherCollectors() {
        return Stream.of(Collector.STW, Collector.GREENTEA).flatMap(
                collector -> Stream.of("specials", "stacks").map(program -> DynamicTest.dynamicTest(
                        program + ", " + collector, () -> same(with(collector), program))));
    }

    @TestFactory
    Stream<DynamicTest> withAnyPageAllocatorAndChecks() {
        return Stream.of(Pages.BUDDY, Pages.FREELIST).map(pages -> DynamicTest.dynamicTest(
                pages.toString(), () -> same(SPEC.withHeap(CHECKS)
                        .withRam(new RamPolicy(pages, Madvise.RECLAIM)), "objects", "1")));
    }

    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> everyProgramInEveryCombination() {
        return Stream.of(Collector.values()).flatMap(collector -> Stream.of(Pages.values())
                .flatMap(pages -> CHECKED.stream().map(program -> DynamicTest.dynamicTest(
                        "%s, %s, %s".formatted(program, collector, pages),
                        () -> same(SPEC.withHeap(CHECKS.withCollector(collector))
                                .withRam(new RamPolicy(pages, Madvise.RECLAIM)), program)))));
    }

    @TestFactory
    Stream<DynamicTest> withACycleEveryFewCallsInSlicesOfOneObject() {
        return Stream.of(Collector.values()).map(collector -> DynamicTest.dynamicTest(
                collector.toString(), () -> same(SPEC.withHeap(CHECKS.withCollector(collector)
                        .withTest(7, 1)), "small")));
    }

    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> withCyclesAndSlicesOfManySizes() {
        return Stream.of(Collector.values()).flatMap(collector -> Stream.of(1, 2, 3, 50, 997)
                .flatMap(every -> Stream.of(1, 64, 4096).map(slice -> DynamicTest.dynamicTest(
                        "%s, every %d, slices of %d".formatted(collector, every, slice),
                        () -> same(SPEC.withHeap(CHECKS.withCollector(collector)
                                .withTest(every, slice)), "small")))));
    }

    @Test
    void theSameRunHasTheSameHashInEveryTier() throws IOException {
        var spec = SPEC.withHeap(HeapPolicy.DEFAULT.withTest(200, 64));
        var first = run(spec, "small");
        assertThat(first.end()).isEqualTo(new BoardState.Halted(0));
        assertThat(run(spec, "small").hash()).isEqualTo(first.hash());
        for (var tiers : Tiers.values()) {
            var firmware = load("small", Firmware.OPTIONS.withTiers(tiers));
            assertThat(run(spec, firmware).hash()).as(tiers.toString()).isEqualTo(first.hash());
        }
        assertThat(run(spec.withHeap(CHECKS.withTest(200, 64)), "small").figures().cycle())
                .as("checks cost no cycles").isEqualTo(first.figures().cycle());
        assertThat(run(SPEC.withHeap(HeapPolicy.DEFAULT.withTest(201, 64)), "small").hash())
                .isNotEqualTo(first.hash());
    }

    @TestFactory
    Stream<DynamicTest> memoryThatIsUsedUpIsCollectedAndThenReported() {
        return Stream.of(Collector.values()).map(collector -> DynamicTest.dynamicTest(
                collector.toString(), () -> {
                    var board = run(with(collector).withRamBytes(16 << 20), "exhausted");
                    assertThat(board.end()).isEqualTo(new BoardState.Halted(2));
                    assertThat(board.err()).contains("runtime: out of memory: cannot allocate",
                            "fatal error: out of memory", "main.main()");
                    assertThat(board.out()).startsWith("garbage 173975000\nblocks 0\n")
                            .contains("blocks 2000\n");
                    assertThat(board.collections()).hasSizeGreaterThan(10);
                }));
    }

    @Test
    void theEnvironmentSetsThePercentageAndTheLimit() throws IOException {
        var plain = run(SPEC, "knobs");
        assertThat(plain.out()).startsWith("GOGC 100 GOMEMLIMIT " + Long.MAX_VALUE + "\n");
        var eager = run(SPEC.withEnvironment(Map.of("GOGC", "25")), "knobs");
        assertThat(eager.out()).startsWith("GOGC 25 GOMEMLIMIT " + Long.MAX_VALUE + "\n");
        assertThat(eager.collections().size()).isGreaterThan(2 * plain.collections().size());
        var off = run(SPEC.withEnvironment(Map.of("GOGC", "off")), "knobs");
        assertThat(off.out()).startsWith("GOGC -1 ").contains("after 1 ");
        var limited = run(SPEC.withEnvironment(Map.of("GOGC", "off", "GOMEMLIMIT", "12MiB")),
                "knobs");
        assertThat(limited.out()).startsWith("GOGC -1 GOMEMLIMIT " + (12 << 20) + "\n");
        assertThat(limited.collections()).hasSizeGreaterThan(2);
    }

    @Test
    void traceLinesAreGos() throws IOException {
        var board = run(SPEC.withGcTrace(BoardSpec.GcTraceUse.SHOW), "knobs");
        var lines = board.err().lines().filter(line -> line.startsWith("gc ")).toList();
        assertThat(lines).hasSameSizeAs(board.collections()).hasSizeGreaterThan(2);
        for (int index = 0; index < lines.size(); index++) {
            var line = GcTrace.parse(lines.get(index)).orElseThrow();
            assertThat(line.number()).isEqualTo(index + 1);
            assertThat(line.line()).isEqualTo(lines.get(index));
            var heap = board.collections().get(index).heap().orElseThrow();
            assertThat(heap.liveMb()).isEqualTo(line.heapLiveMebibytes());
            assertThat(heap.goalMb()).isEqualTo(line.goalMebibytes());
        }
        assertThat(lines.getLast()).matches("gc \\d+ @[\\d.]+s \\d+%: .* P \\(forced\\)");
    }

    @Test
    void pausesAreTheSameInEveryRun() throws IOException {
        var first = run(SPEC, "knobs").collections();
        assertThat(run(SPEC, "knobs").collections()).isEqualTo(first);
        assertThat(first).allSatisfy(cycle -> {
            assertThat(cycle.sweepTerminationPauseCycles()).isPositive();
            assertThat(cycle.markTerminationPauseCycles()).isPositive();
        });
        assertThat(first.getLast().forced()).isTrue();
    }

    /** One figure of a line of the program knobs. */
    private static long figure(String text, String before) {
        var matcher = Pattern.compile(before + " (\\d+)").matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
