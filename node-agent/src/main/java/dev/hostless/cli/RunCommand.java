package dev.hostless.cli;

import dev.hostless.board.Board;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.BoardState;
import dev.hostless.board.BoardThreads;
import dev.hostless.board.FaultPlan;
import dev.hostless.board.FirmwareLoader;
import dev.hostless.board.Pace;
import dev.hostless.board.TrapCore;
import dev.hostless.boardfile.BoardFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code hostless run}: one firmware on one board, its console on this terminal. */
final class RunCommand implements Command {
    private final Terminal terminal;
    private List<String> guestArguments = List.of();

    private static final String HEAD = """
            usage: hostless run [OPTIONS] FIRMWARE [OPTIONS] [-- ARGUMENTS]

            Runs a firmware, a WebAssembly module, on one board. UART0 is this terminal.
            """;
    private static final String FOOT = """

            SIZE is bytes or KiB, MiB, GiB: 512KiB. HZ is a number or kHz, MHz, GHz: 168MHz.
            TIME is cycles or ns, us, ms, s, m, h of board time: 250ms.
            LINE is a device such as gpio0, uart1, timer0 or rtc, or 0..31.

            The guest gets what stands after --, and everything from the first argument
            after FIRMWARE that is no option of run.

            exit codes: the guest's own; 0 when --for or --until was reached, or when the
            guest waits for what cannot come; 64 wrong arguments or no firmware; 65 a replay
            differs; 70 a bug of Hostless; 74 a recording cannot be written; 130 interrupted;
            134 the guest trapped; 141 standard output was closed.
            """;

    private final BoardOptions boardOptions = new BoardOptions();
    private final RunRecording recording = new RunRecording();
    private final InterruptSweep sweep;
    private final PeerBoard peer;
    private @Nullable Options declared;
    private List<String> boardNames = List.of();
    private String firmwareName = "";
    private @Nullable String duration;
    private @Nullable Long untilCycle;
    private String pace = "max";
    private final List<String> interrupts = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable Path uartInput;
    private @Nullable Path report;
    private @Nullable Path core;
    private @Nullable Path cache;
    private boolean noCache;
    private boolean exec;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
        this.sweep = new InterruptSweep(terminal);
        this.peer = new PeerBoard(terminal);
    }

    void guestArguments(List<String> arguments) {
        guestArguments = arguments;
    }

    @Override
    public Options options() {
        var options = boardOptions.declare(new Options(1, HEAD, FOOT));
        boardNames = options.names();
        declared = options;
        return peer.declare(sweep.declare(recording.declare(runOptions(options))));
    }

    private Options runOptions(Options options) {
        return options.value("--for", "TIME", """
                Stop after so much board time.""", value -> duration = value)
                .number("--until", "CYCLE", """
                        Stop at this cycle.""", value -> untilCycle = value)
                .value("--pace", "PACE", """
                        max: as fast as possible, the standard. real: one second in
                        one second.""", value -> pace = value)
                .value("--irq", "LINE@TIME", """
                        Pulse an interrupt line; may be repeated.""", interrupts::add)
                .value("--fault", "KIND[:DETAIL]@TIME", """
                        Break something then, or at @every:TIME on average; may be
                        repeated. An unknown kind lists them.""", faults::add)
                .value("--uart-in", "FILE", """
                        UART0 receives this file from cycle 0 on, not standard input.""",
                        value -> uartInput = Path.of(value))
                .value("--report", "FILE", """
                        Write a JSON report at the end.""", value -> report = Path.of(value))
                .value("--core", "FILE", """
                        Write a WebAssembly core dump when the guest traps.""",
                        value -> core = Path.of(value))
                .value("--cache", "DIR", """
                        Keep generated code here, a folder of your own with mode 0700;
                        else in $XDG_CACHE_HOME/hostless or ~/.cache/hostless.""",
                        value -> cache = Path.of(value))
                .flag("--no-cache", """
                        Generate all code anew and keep none.""", () -> noCache = true)
                .flag("--exec", """
                        For go test -exec: everything after FIRMWARE is the guest's. It
                        sees the module around the working folder and GOROOT, and has
                        a RAM disk at /tmp.""",
                        () -> exec = true);
    }

    @Override
    public int run(List<String> operands) {
        firmwareName = operands.getFirst();
        boolean sweeps = sweeps();
        recording.open(!interrupts.isEmpty() || !faults.isEmpty() || uartInput != null
                || peer.isWanted());
        var outputs = TestOutputs.of(exec ? guestArguments : List.of(),
                Path.of("").toAbsolutePath());
        var spec = recording.spec(() -> asked(outputs), describesABoard());
        var pacing = pace();
        var asked = RunPlan.of(spec.clockHz(), duration, untilCycle, interrupts,
                RunPlan.faults(faultsOfFile(), faults));
        var plan = asked.withStopAt(recording.stopAt(asked.stopAt()));
        plan.requireFrom(recording.inputsFrom(), spec.clockHz());
        var firmware = FirmwareFile.load(firmwareName,
                loader().forBoardsWith(spec.equipment()));
        boardOptions.requireHeapOf(firmware);
        firmware.problemOn(spec).ifPresent(problem -> {
            throw new UsageProblem(firmwareName + ": " + problem);
        });
        if (sweeps) {
            return sweep.run(spec, firmware, plan, new StandardInput(terminal.in(), 0)
                    .known(uartInput, terminal.inputIsFixed()), recording.file(), report);
        }
        var console = new TerminalConsole(terminal);
        var board = new Board(spec, firmware, console, pacing, System::nanoTime);
        console.stopWhenClosed(board);
        recording.applyTo(board, board.report(), plan.stopAt(), terminal);
        plan.applyTo(board);
        peer.join(board, spec, name -> FirmwareFile.load(name, loader()),
                pacing);
        board.onTrap(this::dump);
        outputs.fetchFrom(board, terminal);
        var interruption = Interruption.install(board);
        takeInput(board);
        var threads = new BoardThreads(peer.boards(), peer.boards());
        var running = threads.start("board", board);
        peer.start(threads);
        var end = running.join();
        peer.finish();
        var path = report;
        if (path != null) {
            RunReport.write(path, board.report(), boardOptions.boardFile());
        }
        int code = recording.finish(board.report(),
                explain(end, board, console, interruption.happened()),
                interruption.happened() || console.closed(), terminal);
        firmware.keepCode();
        interruption.done();
        return code;
    }

    private boolean sweeps() {
        if (!sweep.isWanted()) {
            return false;
        }
        if (recording.replays() || exec || peer.isWanted()) {
            throw new UsageProblem(
                    "--sweep-irq: wanted neither --replay nor --exec nor --peer with it");
        }
        sweep.check();
        return true;
    }

    private BoardSpec asked(TestOutputs outputs) {
        var spec = boardOptions.spec(exec, exec ? outputs.arguments() : guestArguments);
        return exec
                ? outputs.addDisksTo(TestFolder.addTo(spec, Path.of("").toAbsolutePath(),
                        System.getenv()))
                : spec;
    }

    /** A recording has those that came. */
    private FaultPlan faultsOfFile() {
        return recording.replays()
                ? FaultPlan.NONE
                : boardOptions.boardFile().map(BoardFile::faults).orElse(FaultPlan.NONE);
    }

    private boolean describesABoard() {
        return declared != null && declared.foundAny(boardNames) || !guestArguments.isEmpty();
    }

    private void takeInput(Board board) {
        long from = recording.inputsFrom();
        if (from == Long.MAX_VALUE) {
            return;
        }
        var input = new StandardInput(terminal.in(), from);
        if (uartInput != null) {
            input.planFile(board, uartInput);
        } else if (terminal.inputIsFixed()) {
            input.planAll(board);
        } else {
            input.follow(board);
        }
    }

    private void dump(TrapCore trapped) {
        var path = core;
        if (path == null) {
            return;
        }
        try (var out = new BufferedOutputStream(Files.newOutputStream(path))) {
            trapped.writeTo(out);
        } catch (IOException e) {
            terminal.complain("--core: " + path + " cannot be written: " + e.getMessage());
        }
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
