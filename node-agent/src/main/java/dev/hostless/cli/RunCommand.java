package dev.hostless.cli;

import dev.hostless.board.Board;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.BoardState;
import dev.hostless.board.BoardThreads;
import dev.hostless.board.FirmwareLoader;
import dev.hostless.board.Pace;
import dev.hostless.preset.Preset;
import dev.hostless.preset.Presets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hostless run}: one firmware on one board, its console on this terminal. */
@Command(name = "run", sortOptions = false, usageHelpAutoWidth = true, synopsisHeading = """
        usage:\s""", customSynopsis = """
        hostless run [OPTIONS] FIRMWARE [OPTIONS] [-- ARGUMENTS]""", description = """
        Runs a firmware on one board. UART0 is this terminal.%n""", footer = """

        SIZE is bytes or KiB, MiB, GiB: 512KiB. HZ is a number or kHz, MHz, GHz: 168MHz.
        TIME is cycles or ns, us, ms, s, m, h of board time: 250ms.
        LINE is uart0, rtc, trng, gpio0 or 0..31.

        The guest gets what stands after --, and everything from the first argument
        after FIRMWARE that is no option of run.

        exit codes: the guest's own; 0 when --for or --until was reached, or when the
        guest waits for what cannot come; 64 wrong arguments or no firmware; 70 a bug
        of Hostless; 130 interrupted; 134 the guest trapped; 141 standard output was
        closed.
        """)
final class RunCommand implements Callable<Integer> {
    private static final String TEST_PRESET = "go-512m";

    private final Terminal terminal;
    private List<String> guestArguments = List.of();

    @Parameters(index = "0", arity = "1", paramLabel = "FIRMWARE", description = """
            A WebAssembly module.""")
    private String firmwareName = "";

    @Option(names = "--preset", paramLabel = "NAME", description = """
            The kind of board: go-64m, with --exec go-512m. An unknown name lists them.""")
    private @Nullable String presetName;

    @Option(names = "--ram", paramLabel = "SIZE", description = """
            RAM instead of the preset's, 64KiB to 2097088KiB.""")
    private @Nullable String ram;

    @Option(names = "--hz", paramLabel = "HZ", description = """
            Clock instead of the preset's, 1kHz to 9GHz.""")
    private @Nullable String hz;

    @Option(names = "--heap", paramLabel = "WHERE", description = """
            Where Go's heap is kept: auto or guest, the same in this version.""")
    private String heap = "auto";

    @Option(names = "--seed", paramLabel = "N", description = """
            Seed of the random number generator, 64 bits; 1 when nothing is said.""")
    private long seed = 1;

    @Option(names = "--for", paramLabel = "TIME", description = """
            Stop after so much board time.""")
    private @Nullable String duration;

    @Option(names = "--until", paramLabel = "CYCLE", description = """
            Stop at this cycle.""")
    private @Nullable Long untilCycle;

    @Option(names = "--pace", paramLabel = "PACE", description = """
            max: as fast as possible, the standard. real: one second in one second.""")
    private String pace = "max";

    @Option(names = "--irq", paramLabel = "LINE@TIME", description = """
            Pulse an interrupt line; may be repeated.""")
    private List<String> interrupts = new ArrayList<>();

    @Option(names = "--uart-in", paramLabel = "FILE", description = """
            UART0 receives this file from cycle 0 on, not standard input.""")
    private @Nullable Path uartInput;

    @Option(names = "--gctrace", description = """
            Show Go's line for each garbage collection on standard error.""")
    private boolean gcTrace;

    @Option(names = "--report", paramLabel = "FILE", description = """
            Write a JSON report at the end.""")
    private @Nullable Path report;

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = """
            Set a variable of the guest; may be repeated. It sees these, the preset's and PWD.""")
    private List<String> variables = new ArrayList<>();

    @Option(names = "--cache", paramLabel = "DIR", description = """
            Keep generated code here: a folder of your own with mode 0700. Without this in
            $XDG_CACHE_HOME/hostless or ~/.cache/hostless.""")
    private @Nullable Path cache;

    @Option(names = "--no-cache", description = "Generate all code anew and keep none.")
    private boolean noCache;

    @Option(names = "--exec", description = """
            Everything after FIRMWARE is the guest's: for go test -exec.""")
    private boolean exec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this and exit.")
    private boolean help;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    void guestArguments(List<String> arguments) {
        guestArguments = arguments;
    }

    @Override
    public Integer call() {
        var spec = spec();
        var pacing = pace();
        var plan = RunPlan.of(spec.clockHz(), duration, untilCycle, interrupts);
        var firmware = FirmwareFile.load(firmwareName, loader());
        firmware.problemOn(spec).ifPresent(problem -> {
            throw new UsageProblem(firmwareName + ": " + problem);
        });
        var console = new TerminalConsole(terminal);
        var board = new Board(spec, firmware, console, pacing, System::nanoTime);
        console.stopWhenClosed(board);
        plan.applyTo(board);
        var interruption = Interruption.install(board);
        var input = new StandardInput(terminal.in());
        if (uartInput != null) {
            input.planFile(board, uartInput);
        } else if (terminal.inputIsFixed()) {
            input.planAll(board);
        } else {
            input.follow(board);
        }
        var end = new BoardThreads(1, 1).start("board", board).join();
        var path = report;
        if (path != null) {
            RunReport.write(path, board.report());
        }
        int code = explain(end, board, console, interruption.happened());
        firmware.keepCode();
        interruption.done();
        return code;
    }

    /** A cache that cannot be used is said and done without. */
    private FirmwareLoader loader() {
        if (noCache && cache != null) {
            throw new UsageProblem("--cache and --no-cache: wanted one of them, got both");
        }
        var folder = noCache
                ? Optional.<Path>empty()
                : Optional.ofNullable(cache).or(() -> CodeCache.folder(System.getenv()));
        try {
            return folder.isEmpty()
                    ? FirmwareLoader.withoutCache()
                    : FirmwareLoader.withCache(folder.get(), CodeCache.BYTES_MAX,
                            InstantSource.system());
        } catch (IOException refused) {
            terminal.complain("no code is kept: " + refused.getMessage());
            return FirmwareLoader.withoutCache();
        }
    }

    private BoardSpec spec() {
        if (!heap.equals("auto") && !heap.equals("guest")) {
            throw new UsageProblem(heap.equals("hosted")
                    ? "--heap: the hosted heap is not in this version; wanted auto or guest"
                    : "--heap: wanted auto or guest, got '" + heap + "'");
        }
        try {
            var spec = preset().spec().withArguments(guestArguments).withSeed(seed)
                    .withEnvironment(environment());
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

    private Preset preset() {
        var presets = Presets.load();
        if (presetName != null) {
            return presets.named(presetName);
        }
        return exec ? presets.named(TEST_PRESET) : presets.standard();
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

    private Pace pace() {
        return switch (pace) {
            case "max" -> Pace.MAX;
            case "real" -> Pace.realTime(System::nanoTime, 1);
            default -> throw new UsageProblem("--pace: wanted max or real, got '" + pace + "'");
        };
    }

    private int explain(BoardState end, Board board, TerminalConsole console,
            boolean interrupted) {
        var figures = board.snapshot();
        var when = "cycle %d, %.6f s of board time".formatted(figures.cycle(),
                figures.virtualNanos() / 1e9);
        if (console.closed()) {
            return ExitCode.BROKEN_PIPE;
        }
        return switch (end) {
            case BoardState.Halted halted -> halted.code() & 0xff;
            case BoardState.Trapped trapped -> {
                terminal.complain("the guest trapped at " + when + ": " + trapped.trap());
                trapped.frames().forEach(frame -> terminal.complain("    in " + frame));
                yield ExitCode.TRAP;
            }
            case BoardState.Faulted faulted -> {
                terminal.complain("a bug of Hostless at " + when + ": " + faulted.bug());
                yield ExitCode.FAULT;
            }
            case BoardState.Off _,BoardState.Running _,BoardState.Waiting _ -> {
                terminal.complain((interrupted ? "interrupted" : "stopped") + " at " + when
                        + ", while the guest was " + end.name().toLowerCase(Locale.ROOT));
                yield interrupted ? ExitCode.INTERRUPTED : ExitCode.OK;
            }
        };
    }
}
