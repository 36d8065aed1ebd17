package dev.hostless.cli;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.files.VolumeSpec;
import dev.hostless.preset.Preset;
import dev.hostless.preset.Presets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The options that say what board a guest runs on: of {@code run} and of {@code go}. */
final class BoardOptions {
    /** What Go's tests are given: they were written for machines with memory to spare. */
    private static final String TEST_PRESET = "go-512m";

    private @Nullable String presetName;
    private @Nullable String ram;
    private @Nullable String hz;
    private String heap = "auto";
    private long seed = 1;
    private boolean gcTrace;
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
                .value("--heap", "WHERE", """
                        Where Go's heap is kept: auto or guest, the same in this
                        version.""", value -> heap = value).number("--seed", "N", """
                        Seed of the random number generator, 64 bits; 1 when nothing
                        is said.""", value -> seed = value).flag("--gctrace", """
                        Show Go's line for each garbage collection on standard error.""",
                        () -> gcTrace = true)
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
                    .withEnvironment(environment()).withVolumes(volumes);
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
        if (!heap.equals("auto") && !heap.equals("guest")) {
            throw new UsageProblem(heap.equals("hosted")
                    ? "--heap: this version has the guest heap only, not the hosted one;"
                            + " wanted auto or guest"
                    : "--heap: wanted auto or guest, got '" + heap + "'");
        }
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
