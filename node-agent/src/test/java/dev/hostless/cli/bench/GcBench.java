package dev.hostless.cli.bench;

import dev.hostless.board.HeapPolicy.Collector;
import dev.hostless.board.RamPolicy.Pages;
import dev.hostless.cli.bench.GcBenchOptions.Part;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code ./hostless bench gc}; {@link GcBenchOptions} has what may follow. */
public final class GcBench {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 64;
    /** Enough of them that one in a thousand is some. */
    private static final int PAUSE_ROUNDS = 300;
    private static final int QUICK_PAUSE_ROUNDS = 60;
    private static final List<String> HEAP_BENCHMARKS = List.of("dev.hostless.gogc.HeapBenchmark",
            "dev.hostless.gogc.PageBenchmark");

    private final Path home;
    private final GcBenchOptions options;
    private final GcReport report = new GcReport();

    private GcBench(Path home, GcBenchOptions options) {
        this.home = home;
        this.options = options;
    }

    public static void main(String[] arguments) throws IOException {
        GcBenchOptions options;
        try {
            options = GcBenchOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + GcBenchOptions.USAGE);
            System.exit(EXIT_USAGE);
            return;
        }
        if (options.help()) {
            System.out.print(GcBenchOptions.USAGE);
            return;
        }
        var home = Path.of(System.getProperty("hostless.home", ".")).toAbsolutePath();
        System.out.println(GcMachine.here(home));
        var bench = new GcBench(home, options);
        bench.measure();
        System.exit(bench.report.isGood() ? 0 : EXIT_FAILED);
    }

    private void measure() {
        var parts = options.parts();
        if (parts.contains(Part.PROGRAMS)) {
            programs();
        }
        if (parts.contains(Part.PAUSES)) {
            pauses();
        }
        if (parts.contains(Part.PAGES)) {
            pages();
        }
        if (parts.contains(Part.HEAP)) {
            heap();
        }
    }

    private void programs() {
        System.out.print(GcReport.programHeader());
        for (var program : options.programs()) {
            System.err.println(program.word() + ": building and warming up");
            var race = new Race<Contestant>();
            var times = race.run(starts(options.contestants(),
                    each -> RoundWorker.start(each, program, home)), length());
            System.out.print(report.add(program, times, race.differences()));
        }
        System.out.print(report.summary());
    }

    private void pauses() {
        System.out.print(GcReport.pauseHeader());
        int rounds = options.quick() ? QUICK_PAUSE_ROUNDS : PAUSE_ROUNDS;
        for (var contestant : List.of(Contestant.GUEST, Contestant.STW, Contestant.INCREMENTAL,
                Contestant.GREENTEA)) {
            System.err.println("pauses: " + contestant.word());
            try {
                System.out.print(
                        report.add(contestant, Pauses.measure(contestant, home, rounds)));
            } catch (IOException failed) {
                System.out.print(report.addFailure(contestant.word(), failed));
            }
        }
    }

    private void pages() {
        System.out.print(GcReport.pageHeader());
        System.err.println("pages: building and warming up");
        try {
            var file = Build.HOSTED.make(GcProgram.CACHE, home);
            var race = new Race<Pages>();
            var times = race.run(starts(List.of(Pages.values()),
                    each -> RoundWorker.onBoard(file, Collector.INCREMENTAL, each)), length());
            System.out.print(report.addPages(times, race.differences()));
        } catch (IOException failed) {
            System.out.print(report.addFailure("pages", failed));
        }
    }

    /** In processes of their own, which print as they go. */
    private void heap() {
        System.out.print(GcReport.heapHeader());
        var modules = home.resolve("go-gc/target");
        var classPath = modules.resolve("classes") + File.pathSeparator
                + modules.resolve("test-classes");
        for (var main : HEAP_BENCHMARKS) {
            try {
                var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
                var process = new ProcessBuilder(java, "-XX:+UseSerialGC", "-Xmx3g", "-cp",
                        classPath, main).inheritIO().start();
                if (process.waitFor() != 0) {
                    throw new IOException("exit code " + process.exitValue());
                }
            } catch (IOException failed) {
                System.out.print(report.addFailure(main, failed));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Race.Length length() {
        return options.quick() ? Race.Length.QUICK : Race.Length.FULL;
    }

    private interface Starter<C> {
        RoundWorker start(C contestant) throws IOException;
    }

    private static <C> Map<C, Race.Start> starts(List<C> all, Starter<C> starter) {
        return all.stream().collect(Collectors.toMap(Function.identity(),
                each -> () -> starter.start(each), (_, second) -> second, LinkedHashMap::new));
    }
}
