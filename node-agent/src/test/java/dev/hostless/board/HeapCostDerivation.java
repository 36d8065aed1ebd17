package dev.hostless.board;

import dev.hostless.board.CostRun.Workload;
import dev.hostless.engine.Program;
import dev.hostless.engine.ProgramRejected;
import dev.hostless.gogc.PageAllocator;
import dev.hostless.gogc.PagePolicy;
import dev.hostless.gogc.Step;
import dev.hostless.gogc.StepCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts what Go's runtime retires for each step of the heap and writes it as the data that
 * HeapCosts reads. From the root of the repository, with Go 1.26 installed:
 *
 * <pre>
 * mvn -pl node-agent -am test-compile
 * java -cp CLASSES dev.hostless.board.HeapCostDerivation node-agent/src/test/go-costs OUTPUT
 * </pre>
 */
final class HeapCostDerivation {
    private static final Map<String, String> FOR_BOARDS = Map.of("GOOS", "wasip1", "GOARCH",
            "wasm", "CGO_ENABLED", "0", "GOWORK", "off", "GOFLAGS", "", "GOEXPERIMENT", "");
    private static final int POINTERS = 8;
    /** Go 1.26: 68 size classes, with and without pointers. */
    private static final int SPAN_CLASSES = 136;
    /** Pointers in a slice that is no small object, and in one for which the rest hardly counts. */
    private static final int FEW = 200;
    private static final int MANY = 1_000;
    private static final int PAGES_LIMIT = 1 << 14;
    private static final int CHUNK_PAGES = 64;

    /** What a step costs, and how that is known. */
    record Price(Step step, double cycles, String evidence) {
        int rounded() {
            return (int) Math.max(1, Math.round(cycles));
        }
    }

    private final Program program;
    private final int scale;
    private final Map<Workload, Map<Integer, CostRun>> runs = new EnumMap<>(Workload.class);

    /** @param scale how often each thing is done */
    HeapCostDerivation(Program program, int scale) {
        this.program = program;
        this.scale = scale;
    }

    static void main(String[] arguments) throws IOException, ProgramRejected {
        var module = Files.createTempFile("heap-costs", ".wasm");
        try {
            var derivation = new HeapCostDerivation(build(Path.of(arguments[0]), module), 300);
            Files.writeString(Path.of(arguments[1]), derivation.lines());
        } finally {
            Files.deleteIfExists(module);
        }
    }

    static Program build(Path sources, Path module) throws IOException, ProgramRejected {
        var built = GoToolchain.run(sources, FOR_BOARDS, "go", "build", "-o", module.toString(),
                ".");
        if (built.exitCode() != 0) {
            throw new IOException(built.err());
        }
        return CostRun.load(Files.readAllBytes(module));
    }

    private String lines() throws ProgramRejected {
        var text = new StringBuilder("# Cycles of each step of the heap: what the runtime of "
                + GoToolchain.release() + "\n# (wasip1, Green Tea) retires for it. Written by "
                + "HeapCostDerivation; docs/gc.md explains it.\n");
        for (var price : all()) {
            text.append("\n# ").append(price.evidence()).append('\n')
                    .append(price.step()).append('=').append(price.rounded()).append('\n');
        }
        return text.toString();
    }

    List<Price> all() throws ProgramRejected {
        var prices = new ArrayList<Price>();
        prices.addAll(pages());
        prices.addAll(spans());
        prices.addAll(objects());
        prices.addAll(marking());
        prices.addAll(roots());
        prices.addAll(rest());
        return prices;
    }

    private CostRun run(Workload workload, int count) throws ProgramRejected {
        var counted = runs.computeIfAbsent(workload, _ -> new HashMap<>());
        var run = counted.get(count);
        if (run == null) {
            run = CostRun.of(program, workload, count);
            counted.put(count, run);
        }
        return run;
    }

    /** The same requests, put to our bitmap: Go's cycles over our looks at summaries. */
    private List<Price> pages() throws ProgramRejected {
        long cycles = 0;
        var steps = new StepCounts();
        for (var run : List.of(run(Workload.NOSCAN_512, scale), run(Workload.SCAN_1024, scale),
                run(Workload.DROP, 20))) {
            cycles += run.cycles(RuntimeWork.PAGES);
            replay(run.pages(), steps);
        }
        long looks = steps.of(Step.PAGE_SEARCH);
        return List.of(price(Step.PAGE_SEARCH, (double) cycles / looks,
                "%d cycles in pageAlloc and pageCache; for the same requests ours looks %d times",
                cycles, looks));
    }

    /** What the runtime had before is one block, from which all is given back that is unknown. */
    private static void replay(List<CostRun.PageRequest> requests, StepCounts steps) {
        PageAllocator pages = PagePolicy.BITMAP.allocator(0, PAGES_LIMIT, CHUNK_PAGES,
                steps);
        var taken = new HashMap<Integer, ArrayDeque<Integer>>();
        pages.grow(CHUNK_PAGES);
        for (var request : requests) {
            var same = taken.computeIfAbsent(request.pages(), _ -> new ArrayDeque<>());
            if (!request.free() || same.isEmpty()) {
                int page = pages.allocate(request.pages(), 1);
                while (page == PageAllocator.NONE) {
                    pages.grow(CHUNK_PAGES);
                    page = pages.allocate(request.pages(), 1);
                }
                same.add(page);
            }
            if (request.free()) {
                pages.free(same.remove(), request.pages());
            }
        }
    }

    private List<Price> spans() throws ProgramRejected {
        var grown = List.of(run(Workload.NOSCAN_512, scale), run(Workload.SCAN_512, scale),
                run(Workload.SCAN_1024, scale));
        long spans = calls(grown, "(*mheap).allocSpan");
        long refills = calls(grown, "(*mcache).refill");
        var drop = run(Workload.DROP, 20);
        long freed = drop.calls("(*mheap).freeSpanLocked");
        var swept = List.of(drop, run(Workload.MARK_NOSCAN, scale),
                run(Workload.MARK_EIGHT_NIL, scale));
        long sweeps = calls(swept, "(*sweepLocked).sweep");
        var zeroing = run(Workload.SCAN_1024, scale);
        long cleared = zeroing.zeroedBytes() / Long.BYTES;
        return List.of(
                price(Step.ALLOCATE_SPAN,
                        (double) cycles(grown, RuntimeWork.ALLOCATE_SPAN) / spans,
                        "mheap.alloc without its pages, %d calls", spans),
                price(Step.FREE_SPAN, (double) drop.cycles(RuntimeWork.FREE_SPAN) / freed,
                        "mheap.freeSpan without its pages, %d calls", freed),
                price(Step.SWEEP_SPAN, (double) cycles(swept, RuntimeWork.SWEEP) / sweeps,
                        "sweepLocked.sweep, %d calls", sweeps),
                price(Step.REFILL, (double) cycles(grown, RuntimeWork.REFILL) / refills,
                        "mcache.refill without its span, %d calls", refills),
                price(Step.ZERO_WORD, (double) zeroing.cycles(RuntimeWork.ZERO) / cleared,
                        "memclrNoHeapPointers, by its length"));
    }

    List<Price> objects() throws ProgramRejected {
        var kinds = List.of(Workload.NOSCAN_16, Workload.NOSCAN_64, Workload.NOSCAN_512,
                Workload.SCAN_16, Workload.SCAN_64, Workload.SCAN_512);
        double sum = 0;
        double least = Double.MAX_VALUE;
        double most = 0;
        for (var kind : kinds) {
            double each = (double) run(kind, scale).cycles(RuntimeWork.ALLOCATE) / scale;
            sum += each;
            least = Math.min(least, each);
            most = Math.max(most, each);
        }
        double block = (double) run(Workload.NOSCAN_16, scale).cycles(RuntimeWork.ALLOCATE)
                / scale;
        // One of 16 begins a block, which is an object of its own.
        double tiny = (16.0 * run(Workload.TINY_1, 16 * scale / 2).cycles(RuntimeWork.ALLOCATE)
                / (16 * scale / 2) - block) / 15;
        return List.of(
                price(Step.ALLOCATE_OBJECT, sum / kinds.size(),
                        "mallocgc for %d kinds of small objects: %.0f to %.0f cycles",
                        kinds.size(), least, most),
                price(Step.ALLOCATE_TINY, tiny, "mallocgc for one byte within a block"));
    }

    /** Differences between heaps of as many objects, of which one thing differs. */
    List<Price> marking() throws ProgramRejected {
        var few = run(Workload.MARK_NOSCAN, FEW);
        var many = run(Workload.MARK_NOSCAN, MANY);
        var noscan = run(Workload.MARK_NOSCAN, scale);
        var one = run(Workload.MARK_ONE_NIL, scale);
        var nil = run(Workload.MARK_EIGHT_NIL, scale);
        var shared = run(Workload.MARK_EIGHT_SHARED, scale);
        double newNoscan = difference(RuntimeWork.SHADE, many, few, MANY - FEW);
        double newScan = newNoscan + difference(RuntimeWork.SHADE, one, noscan, scale);
        double known = difference(RuntimeWork.SHADE, shared, nil, POINTERS * scale);
        double follow = difference(RuntimeWork.DRAIN, shared, nil, POINTERS * scale);
        double largeWord = difference(RuntimeWork.DRAIN, many, few, MANY - FEW) - follow;
        double word = difference(RuntimeWork.DRAIN, nil, one, (POINTERS - 1) * scale);
        long spans = one.calls("scanSpan");
        double span = (double) one.selfCycles("scanSpan", "spanSetScans", "(*spanQueue).put",
                "(*gcWork).tryGetSpan", "(*gcWork).tryGetSpanFast") / spans;
        double object = difference(RuntimeWork.DRAIN, one, noscan, scale) - word
                - span * (spans - noscan.calls("scanSpan")) / scale;
        return List.of(
                price(Step.FIND_OBJECT, known + follow,
                        "a pointer to a marked object: %.0f to find it, %.0f more than for nil",
                        known, follow),
                price(Step.MARK_OBJECT, (newNoscan + newScan) / 2 - known,
                        "beyond finding it: %.0f without pointers, %.0f with",
                        newNoscan - known, newScan - known),
                price(Step.SCAN_OBJECT, object, "scanObjectsSmall, for each object"),
                price(Step.SCAN_WORD, word, "scanObjectsSmall, for each word that is nil"),
                price(Step.SCAN_LARGE_WORD, largeWord,
                        "scanObject, for each word of a slice of pointers"),
                price(Step.SCAN_SPAN, span, "scanSpan without what it scans, %d calls", spans));
    }

    private List<Price> roots() throws ProgramRejected {
        var globals = run(Workload.MARK_NOSCAN, scale);
        var shallow = run(Workload.DESCEND, 10);
        var deep = run(Workload.DESCEND, 60);
        long frames = deep.calls("scanframeworker") - shallow.calls("scanframeworker");
        return List.of(
                price(Step.SCAN_ROOT,
                        (double) globals.cycles(RuntimeWork.BLOCK) / globals.blockWords(),
                        "scanblock, for each of %d words that a mask calls pointers",
                        globals.blockWords()),
                price(Step.SCAN_FRAME, difference(RuntimeWork.FRAME, deep, shallow, frames),
                        "scanstack without its words, for each of %d frames", frames));
    }

    private List<Price> rest() throws ProgramRejected {
        var rewrite = run(Workload.REWRITE, 2_000);
        var specials = run(Workload.SPECIALS, 100);
        var collection = run(Workload.MARK_NOSCAN, FEW);
        long words = rewrite.barrierWords();
        var prices = new ArrayList<Price>();
        prices.add(price(Step.BARRIER_WORD,
                (double) rewrite.cycles(RuntimeWork.BARRIER) / words,
                "wbBufFlush without finding objects, %d words", words));
        prices.add(price(Step.SPECIAL, specials.cycles(RuntimeWork.SPECIAL) / 200.0,
                "addspecial and markrootSpans for 100 cleanups, each looked at twice"));
        prices.add(price(Step.START, collection.cycles(RuntimeWork.START),
                "gcStart, nearly all of it finishsweep_m, which empties the lists of spans"));
        prices.add(price(Step.WORKERS, collection.cycles(RuntimeWork.WORKERS),
                "gcBgMarkWorker, markroot and gcMarkDone without what is scanned"));
        prices.add(price(Step.FINISH, collection.cycles(RuntimeWork.FINISH),
                "gcMarkTermination and gcSweep"));
        prices.add(price(Step.SWEEP_LIST,
                (double) collection.cycles(RuntimeWork.SWEEP_LISTS) / SPAN_CLASSES,
                "sweepone and bgsweep without spans, for each of %d span classes",
                SPAN_CLASSES));
        prices.add(price(Step.FREE_OBJECT, freeing(), "Go has none: an object is found and "
                + "its mark changed"));
        return prices;
    }

    private double freeing() throws ProgramRejected {
        return marking().stream()
                .filter(price -> price.step() == Step.FIND_OBJECT
                        || price.step() == Step.MARK_OBJECT)
                .mapToDouble(Price::cycles).sum();
    }

    private static double difference(RuntimeWork work, CostRun more, CostRun less, long units) {
        return (double) (more.cycles(work) - less.cycles(work)) / units;
    }

    private static long cycles(List<CostRun> runs, RuntimeWork work) {
        return runs.stream().mapToLong(run -> run.cycles(work)).sum();
    }

    private static long calls(List<CostRun> runs, String function) {
        return runs.stream().mapToLong(run -> run.calls(function)).sum();
    }

    private static Price price(Step step, double cycles, String evidence, Object... figures) {
        return new Price(step, cycles, String.format(Locale.ROOT, evidence, figures));
    }
}
