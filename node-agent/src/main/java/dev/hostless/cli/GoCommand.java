package dev.hostless.cli;

import dev.hostless.cli.overlay.BoardModule;
import dev.hostless.cli.overlay.Overlay;
import dev.hostless.cli.overlay.OverlayFolder;
import dev.hostless.cli.overlay.OverlayProblem;
import dev.hostless.cli.overlay.UserOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code hostless go}: the user's own go command with a board as its target. What it builds is for
 * the bare-metal port, an overlay on wasip1, and what it runs, it runs through
 * {@code hostless run --exec}. All the rest is the go command's: flags, output, exit code.
 */
final class GoCommand implements Command {
    private static final String GO = "go";
    private static final String HEAD = """
            usage: hostless go [OPTIONS] build|run|test|vet [ARGUMENTS]

            Your own go command, 1.26, with a board as its target. OPTIONS are the board's;
            all that follows the subcommand is the go command's.
            """;
    private static final String FOOT = """

            hostless go test ./...
            hostless go --ram 16MiB --env GOGC=25 test -run Parser -v ./...

            exit codes: the go command's own; 64 wrong arguments or no Go 1.26.
            """;
    /** After Ctrl-C the go command ends by itself; after another signal it must be told. */
    private static final long FAREWELL_SECONDS = 5;

    private final BoardOptions board = new BoardOptions();
    private GoArguments arguments = new GoArguments(List.of(), "", List.of(), List.of());

    static int execute(Terminal terminal, String... arguments) {
        var command = new GoCommand();
        try {
            var divided = GoArguments.divide(command.options(), List.of(arguments));
            command.arguments = divided;
            return Hostless.execute(command, terminal, divided.board().toArray(String[]::new));
        } catch (UsageProblem problem) {
            terminal.complain(problem.getMessage() + "; see --help");
            return ExitCode.USAGE;
        }
    }

    @Override
    public Options options() {
        return board.declare(new Options(0, HEAD, FOOT));
    }

    @Override
    public int run(List<String> operands) throws IOException, InterruptedException {
        try {
            return runGo();
        } catch (OverlayProblem problem) {
            throw new UsageProblem(String.valueOf(problem.getMessage()));
        }
    }

    private int runGo() throws IOException, InterruptedException {
        arguments.requireSubcommand();
        // A wrong option is said here and once, not by every test.
        board.spec(true, List.of());
        var release = GoRelease.of(GO, arguments.folder());
        var flags = GoFlags.divide(arguments.subcommand(), arguments.rest(), release.flags());
        var overlay = Overlay.of(release.installation(), board.heapIsHosted());
        var own = flags.overlay().map(file -> UserOverlay.read(arguments.directory(), file))
                .orElse(Map.of());
        var module = new BoardModule(launcher().resolveSibling("device-drivers").resolve("go"));
        var file = overlayFolder().keep(release.installation(), overlay, own,
                module.additionTo(new BoardModule.Setting(arguments.directory(), release.goWork(),
                        flags.modFile(), flags.mod()), own));
        var target = List.of("-tags=" + Overlay.tags(flags.tags()), "-overlay=" + file);
        var builder = new ProcessBuilder(
                arguments.command(GO, target, exec(), flags.others())).inheritIO();
        builder.environment()
                .putAll(Map.of("GOOS", "wasip1", "GOARCH", "wasm", "CGO_ENABLED", "0",
                        "GOEXPERIMENT", overlay.experiments(release.experiments())));
        var process = builder.start();
        var farewell = new Thread(() -> end(process));
        Runtime.getRuntime().addShutdownHook(farewell);
        return process.waitFor();
    }

    private static OverlayFolder overlayFolder() {
        return new OverlayFolder(CodeCache.folders(System.getenv())
                .orElseThrow(() -> new UsageProblem("wanted a folder to keep the port's files in:"
                        + " set XDG_CACHE_HOME or HOME"))
                .resolve("go-port"));
    }

    /** What runs one program on a board; the go command adds the program and its arguments. */
    private String exec() {
        var words = new ArrayList<>(List.of(launcher().toString(), "run", "--exec"));
        words.addAll(BoardOptions
                .withoutHeap(Volumes.withAbsoluteFolders(arguments.board())));
        return GoArguments.quoted(words);
    }

    /** From the launcher's environment variable HOSTLESS_HOME. */
    private static Path launcher() {
        var home = System.getenv("HOSTLESS_HOME");
        var launcher = Path.of(home == null ? "" : home, "hostless").toAbsolutePath();
        if (!Files.isExecutable(launcher)) {
            throw new UsageProblem("wanted the launcher at " + launcher
                    + ", there is none; set HOSTLESS_HOME");
        }
        return launcher;
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
