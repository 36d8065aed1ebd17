package dev.hostless.cli.bench;

import dev.hostless.board.FirmwareLoader;
import dev.hostless.cli.bench.BoardBenchOptions.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./hostless bench board}; {@link BoardBenchOptions} has what may follow. */
public final class BoardBench {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 64;
    private static final int MANY_BOARDS = 1_000;

    private final BoardBenchOptions options;
    private final BenchBoards metal;
    private final BenchBoards go;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    private BoardBench(BoardBenchOptions options, BenchBoards metal, BenchBoards go) {
        this.options = options;
        this.metal = metal;
        this.go = go;
    }

    public static void main(String[] arguments) throws Exception {
        BoardBenchOptions options;
        try {
            options = BoardBenchOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + BoardBenchOptions.USAGE);
            System.exit(EXIT_USAGE);
            return;
        }
        if (options.help()) {
            System.out.print(BoardBenchOptions.USAGE);
            return;
        }
        var home = Path.of(System.getProperty("hostless.home", ".")).toAbsolutePath();
        var machine = GcMachine.here(home);
        System.out.println(machine);
        try {
            var loader = FirmwareLoader.withoutCache();
            var c = loader.load(Files.readAllBytes(
                    GcProgram.folder(home).resolve("metal/metal.wasm")));
            var idle = loader.load(Files.readAllBytes(Build.HOSTED.make("idle", home)));
            var bench = new BoardBench(options, new BenchBoards("C, 64 KiB", c, 64 << 10,
                    List.of("i", "0")), new BenchBoards("Go, 8 MiB", idle, 8 << 20, List.of()));
            bench.measure(machine);
            System.exit(0);
        } catch (IOException failed) {
            System.err.println("bench board: " + failed.getMessage());
            System.exit(EXIT_FAILED);
        }
    }

    private void measure(GcMachine machine) throws IOException, InterruptedException {
        figures.put("machine", machine);
        figures.put("heapBytesMax", Runtime.getRuntime().maxMemory());
        for (var part : Part.values()) {
            if (options.parts().contains(part)) {
                switch (part) {
                    case DENSITY -> density();
                    case BOOTS -> boots();
                    case IDLE -> idle();
                    case COSTS -> costs();
                    case THREADS -> threads();
                }
            }
        }
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), JsonMapper.builder().build()
                    .writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
        }
    }

    private void density() throws InterruptedException {
        System.out.printf("%nBoards that rest (heap of up to %,d MiB); the last columns are what"
                + " 16 GiB would have%n%-12s %8s %12s %12s %12s %12s %8s %9s %9s %9s%n",
                Runtime.getRuntime().maxMemory() >> 20, "", "boards", "bytes each", "its memory",
                "beside it", "frozen", "threads", "start ms", "resting", "frozen");
        var rows = List.of(BoardDensity.measure(metal, options.metalBoards()),
                BoardDensity.measure(go, options.goBoards()));
        for (var row : rows) {
            System.out.printf("%-12s %,8d %,12d %,12d %,12d %,12d %8d %9.2f %,9d %,9d%n",
                    row.word(), row.boards(), row.bytes(), row.memoryBytes(), row.besideBytes(),
                    row.frozenBytes(), row.threads(), row.startMillis(),
                    row.restingOfLargeHeap(), row.frozenOfLargeHeap());
        }
        figures.put("density", rows);
    }

    private void boots() {
        int boots = options.quick() ? 100 : 500;
        System.out.printf(
                "%nBoots, of a program that is loaded%n%-12s %8s %10s %10s %10s %10s %10s%n",
                "", "boots", "first ms", "median ms", "longest ms", "CPU ms", "per second");
        var rows = List.of(BoardBoots.measure(metal, boots), BoardBoots.measure(go, boots));
        for (var row : rows) {
            System.out.printf("%-12s %8d %10.2f %10.2f %10.2f %10.2f %10.0f%n", row.word(),
                    row.boots(), row.firstMillis(), row.medianMillis(), row.longestMillis(),
                    row.processorMillis(), row.perSecond());
        }
        figures.put("boots", rows);
    }

    private void idle() {
        int seconds = options.quick() ? 3_600 : 36_000;
        var row = BoardIdle.measure(go, 1, 1, seconds);
        System.out.printf("%nA Go board that sleeps for a second again and again: %,.0f s of its"
                + " time in %.2f s of the processor, factor %,.0f%n", row.virtualSeconds(),
                row.processorSeconds(), row.factor());
        figures.put("idle", row);
    }

    private void costs() {
        int count = options.quick() ? 300_000 : 3_000_000;
        System.out.printf("%n%-22s %10s %10s%n", "Costs", "CPU ns", "cycles");
        var rows = BoardCosts.measure(metal, count);
        for (var row : rows) {
            System.out.printf("%-22s %10.1f %10.1f%n", row.word(), row.nanos(), row.cycles());
        }
        figures.put("costs", rows);
    }

    private void threads() {
        int boards = options.quick() ? MANY_BOARDS / 10 : MANY_BOARDS;
        int seconds = options.quick() ? 10 : 60;
        BoardIdle.measure(go, boards / 10, 2, seconds);
        var one = BoardIdle.measure(go, boards, 1, seconds);
        var two = BoardIdle.measure(go, boards, 2, seconds);
        System.out.printf("%n%,d Go boards that boot and sleep for %d s of their time: %.1f s with"
                + " one thread, %.1f s with two, %.2f times as fast%n", boards, seconds,
                one.hostSeconds(), two.hostSeconds(), one.hostSeconds() / two.hostSeconds());
        figures.put("threads", List.of(one, two));
    }
}
