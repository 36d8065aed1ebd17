package dev.hostless.cli;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.CoreSpec;
import dev.hostless.board.Firmware;
import dev.hostless.board.HeapPolicy;
import dev.hostless.board.Quantities;
import dev.hostless.board.RamPolicy;
import dev.hostless.board.files.VolumeSpec;
import dev.hostless.boardfile.BoardFile;
import dev.hostless.boardfile.BoardFileProblem;
import dev.hostless.preset.Preset;
import dev.hostless.preset.Presets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options that say what board a guest runs on: of {@code run} and of {@code go}. */
final class BoardOptions {
    /** What Go's tests are given: they were written for machines with memory to spare. */
    private static final String TEST_PRESET = "go-512m";

    static final String BOARD = "--board";
    private static final String HEAP = "--heap";
    private static final List<String> HEAPS = List.of("auto", "guest", "hosted");
    private static final boolean HOSTED_BY_DEFAULT = true;

    private @Nullable String presetName;
    private @Nullable String ram;
    private @Nullable String hz;
    private String heap = "auto";
    private @Nullable Path boardPath;
    private @Nullable BoardFile boardFile;
    /** What single options say of the board, in their order. */
    private final List<UnaryOperator<BoardSpec>> changes = new ArrayList<>();
    private final List<String> variables = new ArrayList<>();
    private final List<VolumeSpec> volumes = new ArrayList<>();

    Options declare(Options options) {
        return options.value("--preset", "NAME", """
                The kind of board: go-64m; for go and with --exec go-512m.
                An unknown name lists them.""", value -> presetName = value)
                .value(BOARD, "FILE", """
                        The board that a file describes; other options win over it.
                        """, value -> boardPath = Path.of(value))
                .value("--ram", "SIZE", """
                        RAM instead of the preset's, 64KiB to 2097088KiB.""",
                        value -> ram = value)
                .value("--hz", "HZ", """
                        Clock instead of the preset's, 1kHz to 9GHz.""", value -> hz = value)
                .value(HEAP, "WHERE", """
                        Where Go's heap is kept: in the guest, or hosted by the node.
                        go builds for it, auto is hosted; run takes what the firmware
                        has.""",
                        value -> heap = value)
                .value("--gc", "KIND", """
                        Collector of a hosted heap: stw, incremental (the standard) or
                        greentea.""",
                        value -> heap(choice("--gc", HeapPolicy.Collector.values(), value),
                                HeapPolicy::withCollector))
                .flag("--gc-check", """
                        Poison what a hosted heap frees, and mark everything a second
                        time after each collection and compare. Slow.""",
                        () -> heap(true, HeapPolicy::withCheck))
                .value("--gc-test", "CALLS[:BYTES]", """
                        For tests of a hosted heap: start a collection at every so many
                        allocations, and mark in slices of so many bytes, 1 for one
                        object.""",
                        this::gcTest)
                .number("--seed", "N", """
                        Seed of the random number generator, 64 bits; 1 when nothing
                        is said.""", value -> changes.add(spec -> spec.withSeed(value)))
                .flag("--gctrace", """
                        Show Go's line for each garbage collection on standard error.""",
                        () -> changes.add(
                                spec -> spec.withGcTrace(BoardSpec.GcTraceUse.SHOW)))
                .value("--pages", "KIND", """
                        How the board hands out pages of RAM: bitmap (the standard),
                        buddy or freelist.""",
                        value -> ram(choice("--pages", RamPolicy.Pages.values(), value),
                                (pages, old) -> new RamPolicy(pages, old.madvise())))
                .value("--madvise", "POLICY", """
                        What becomes of memory that a runtime keeps and does not use:
                        ignore (the standard) or reclaim.""",
                        value -> ram(choice("--madvise", RamPolicy.Madvise.values(), value),
                                (madvise, old) -> new RamPolicy(old.pages(), madvise)))
                .value("--cores", "N[:CYCLES]", """
                        Cores that share the memory of a program that starts them, 1 to
                        8; 1 when nothing is said. CYCLES is how far one may run ahead of
                        the others, 1000 when nothing is said.""", this::cores)
                .value("--env", "NAME=VALUE", """
                        Set a variable of the guest; may be repeated. It sees these,
                        the preset's and PWD.""", variables::add)
                .value("--volume", "HOST:GUEST[:ro]", """
                        Show the guest a folder of this machine, read-only, as GUEST;
                        may be repeated.""", value -> volumes.add(Volumes.folder(value)))
                .value("--ramdisk", "GUEST=SIZE", """
                        An empty disk that is forgotten at the end; may be repeated.""",
                        value -> volumes.add(Volumes.ramDisk(value)));
    }

    /**
     * The board that was asked for.
     *
     * @param test whether what runs is one of Go's tests, which sets another standard preset
     * @throws UsageProblem when there is no such board
     */
    BoardSpec spec(boolean test, List<String> arguments) {
        requireHeap();
        try {
            var spec = base(test).withArguments(arguments).withEnvironment(environment());
            spec = spec.withVolumes(volumesOver(spec.volumes()));
            if (ram != null) {
                spec = spec.withRamBytes(Amounts.bytes("--ram", ram));
            }
            if (hz != null) {
                spec = spec.withClockHz(Amounts.hertz("--hz", hz));
            }
            for (var change : changes) {
                spec = change.apply(spec);
            }
            return spec;
        } catch (IllegalArgumentException | BoardFileProblem e) {
            throw new UsageProblem(String.valueOf(e.getMessage()));
        }
    }

    /** The file that {@link #spec} has read. */
    Optional<BoardFile> boardFile() {
        return Optional.ofNullable(boardFile);
    }

    private BoardSpec base(boolean test) {
        var path = boardPath;
        if (path == null) {
            return preset(test).spec();
        }
        if (presetName != null) {
            throw new UsageProblem("--board and --preset: wanted one of them, got both");
        }
        var file = BoardFile.read(path);
        boardFile = file;
        return file.spec();
    }

    /** A volume of the command line takes the place of one of the file. */
    private List<VolumeSpec> volumesOver(List<VolumeSpec> ofFile) {
        var places = volumes.stream().map(VolumeSpec::guestPath).toList();
        return Stream.concat(ofFile.stream().filter(one -> !places.contains(one.guestPath())),
                volumes.stream()).toList();
    }

    private <V> void heap(V value, BiFunction<HeapPolicy, V, HeapPolicy> change) {
        changes.add(spec -> spec.withHeap(change.apply(spec.heap(), value)));
    }

    private <V> void ram(V value, BiFunction<V, RamPolicy, RamPolicy> change) {
        changes.add(spec -> spec.withRam(change.apply(value, spec.ram())));
    }

    private void requireHeap() {
        if (!HEAPS.contains(heap)) {
            throw new UsageProblem("--heap: wanted " + String.join(", ", HEAPS) + ", got '" + heap
                    + "'");
        }
    }

    /** Whether programs are built with their heap in the node. */
    boolean heapIsHosted() {
        return heap.equals("auto") ? HOSTED_BY_DEFAULT : heap.equals("hosted");
    }

    /** Refuses a firmware that was built for another heap than was asked for. */
    void requireHeapOf(Firmware firmware) {
        if (!heap.equals("auto") && heapIsHosted() != firmware.isHosted()) {
            throw new UsageProblem("--heap: wanted " + heap + ", but the firmware is built for the "
                    + (firmware.isHosted() ? "hosted" : "guest")
                    + " heap; build it with hostless go --heap " + heap + " build");
        }
    }

    private void gcTest(String value) {
        var parts = value.split(":", 2);
        try {
            long calls = Long.parseLong(parts[0]);
            long bytes = parts.length == 1 ? 0 : Long.parseLong(parts[1]);
            HeapPolicy.DEFAULT.withTest(calls, bytes);
            changes.add(spec -> spec.withHeap(spec.heap().withTest(calls, bytes)));
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--gc-test: wanted CALLS[:BYTES], numbers from 0 on, got '"
                    + value + "'");
        }
    }

    private void cores(String value) {
        var parts = value.split(":", 2);
        try {
            var cores = new CoreSpec(Integer.parseInt(parts[0]), parts.length == 1
                    ? CoreSpec.QUANTUM_DEFAULT
                    : Integer.parseInt(parts[1]));
            changes.add(spec -> spec.withCores(cores));
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--cores: wanted N or N:CYCLES, 1 to " + CoreSpec.COUNT_MAX
                    + " and 1 to " + CoreSpec.QUANTUM_MAX + ", got '" + value + "'");
        }
    }

    private static <E extends Enum<E>> E choice(String option, E[] all, String value) {
        try {
            return Quantities.oneOf(all, value);
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(option + ": " + e.getMessage());
        }
    }

    /** What decides how a program is built is of no use to the board that runs it. */
    static List<String> withoutHeap(List<String> options) {
        var others = new ArrayList<String>();
        for (int at = 0; at < options.size(); at++) {
            if (options.get(at).equals(HEAP)) {
                at++;
            } else if (!options.get(at).startsWith(HEAP + "=")) {
                others.add(options.get(at));
            }
        }
        return others;
    }

    private Preset preset(boolean test) {
        var presets = Presets.load();
        if (presetName != null) {
            return presets.named(presetName);
        }
        return test ? presets.named(TEST_PRESET) : presets.standard();
    }

    private TreeMap<String, String> environment() {
        var environment = new TreeMap<String, String>();
        for (var variable : variables) {
            int equals = variable.indexOf('=');
            if (equals < 1) {
                throw new UsageProblem(
                        "--env: wanted NAME=VALUE such as GOGC=50, got '" + variable + "'");
            }
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return environment;
    }
}
