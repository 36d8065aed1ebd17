package dev.hostless.cli;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.CoreSpec;
import dev.hostless.board.Firmware;
import dev.hostless.board.HeapPolicy;
import dev.hostless.board.RamPolicy;
import dev.hostless.board.files.VolumeSpec;
import dev.hostless.preset.Preset;
import dev.hostless.preset.Presets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options that say what board a guest runs on: of {@code run} and of {@code go}. */
final class BoardOptions {
    /** What Go's tests are given: they were written for machines with memory to spare. */
    private static final String TEST_PRESET = "go-512m";

    private static final String HEAP = "--heap";
    private static final List<String> HEAPS = List.of("auto", "guest", "hosted");
    private static final boolean HOSTED_BY_DEFAULT = true;

    private @Nullable String presetName;
    private @Nullable String ram;
    private @Nullable String hz;
    private String heap = "auto";
    private long seed = 1;
    private boolean gcTrace;
    private RamPolicy ramPolicy = RamPolicy.DEFAULT;
    private HeapPolicy heapPolicy = HeapPolicy.DEFAULT;
    private CoreSpec cores = CoreSpec.ONE;
    private final List<String> variables = new ArrayList<>();
    private final List<VolumeSpec> volumes = new ArrayList<>();

    Options declare(Options options) {
        return options.value("--preset", "NAME", """
                The kind of board: go-64m; for go and with --exec go-512m.
                An unknown name lists them.""", value -> presetName = value)
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
                        value -> heapPolicy = heapPolicy.withCollector(
                                choice("--gc", HeapPolicy.Collector.values(), value)))
                .flag("--gc-check", """
                        Poison what a hosted heap frees, and mark everything a second
                        time after each collection and compare. Slow.""",
                        () -> heapPolicy = heapPolicy.withCheck(true))
                .value("--gc-test", "CALLS[:BYTES]", """
                        For tests of a hosted heap: start a collection at every so many
                        allocations, and mark in slices of so many bytes, 1 for one
                        object.""",
                        value -> heapPolicy = gcTest(value))
                .number("--seed", "N", """
                        Seed of the random number generator, 64 bits; 1 when nothing
                        is said.""", value -> seed = value).flag("--gctrace", """
                        Show Go's line for each garbage collection on standard error.""",
                        () -> gcTrace = true)
                .value("--pages", "KIND", """
                        How the board hands out pages of RAM: bitmap (the standard),
                        buddy or freelist.""",
                        value -> ramPolicy = new RamPolicy(
                                choice("--pages", RamPolicy.Pages.values(), value),
                                ramPolicy.madvise()))
                .value("--madvise", "POLICY", """
                        What becomes of memory that a runtime keeps and does not use:
                        ignore (the standard) or reclaim.""",
                        value -> ramPolicy = new RamPolicy(ramPolicy.pages(),
                                choice("--madvise", RamPolicy.Madvise.values(), value)))
                .value("--cores", "N[:CYCLES]", """
                        Cores that share the memory of a program that starts them, 1 to
                        8; 1 when nothing is said. CYCLES is how far one may run ahead of
                        the others, 1000 when nothing is said.""", value -> cores = cores(value))
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
            var spec = preset(test).spec().withArguments(arguments).withSeed(seed)
                    .withEnvironment(environment()).withVolumes(volumes)
                    .withRam(ramPolicy).withHeap(heapPolicy).withCores(cores);
            if (ram != null) {
                spec = spec.withRamBytes(Amounts.bytes("--ram", ram));
            }
            if (hz != null) {
                spec = spec.withClockHz(Amounts.hertz("--hz", hz));
            }
            return gcTrace ? spec.withGcTrace(BoardSpec.GcTraceUse.SHOW) : spec;
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(String.valueOf(e.getMessage()));
        }
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

    private HeapPolicy gcTest(String value) {
        var parts = value.split(":", 2);
        try {
            return heapPolicy.withTest(Long.parseLong(parts[0]),
                    parts.length == 1 ? 0 : Long.parseLong(parts[1]));
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--gc-test: wanted CALLS[:BYTES], numbers from 0 on, got '"
                    + value + "'");
        }
    }

    private static CoreSpec cores(String value) {
        var parts = value.split(":", 2);
        try {
            return new CoreSpec(Integer.parseInt(parts[0]), parts.length == 1
                    ? CoreSpec.QUANTUM_DEFAULT
                    : Integer.parseInt(parts[1]));
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--cores: wanted N or N:CYCLES, 1 to " + CoreSpec.COUNT_MAX
                    + " and 1 to " + CoreSpec.QUANTUM_MAX + ", got '" + value + "'");
        }
    }

    private static <E extends Enum<E>> E choice(String option, E[] all, String value) {
        for (var one : all) {
            if (word(one).equals(value)) {
                return one;
            }
        }
        throw new UsageProblem(option + ": wanted " + Stream.of(all).map(BoardOptions::word)
                .collect(Collectors.joining(", ")) + ", got '" + value + "'");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
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
