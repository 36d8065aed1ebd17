package dev.hostless.cli;

import dev.hostless.cli.recording.RecordingProblem;
import java.util.Arrays;
import java.util.List;

/** The command line's door: picks the command, and only that command's class is loaded. */
public final class Hostless {
    private static final String USAGE = """
            Hostless: a fleet lab for Go on bare-metal WebAssembly.

            usage: hostless COMMAND [ARGUMENTS]

              up       control plane, one agent and the sample firmware on this machine
              run      run a firmware on one board
              go       your own go command, with a board as its target
              inspect  imports, exports and memory of a firmware, and the boards that it fits

            hostless COMMAND --help tells the options of a command.
            """;

    private Hostless() {
    }

    public static void main(String[] arguments) {
        System.exit(execute(Terminal.system(), arguments));
    }

    /** Runs one command and answers its exit code. */
    static int execute(Terminal terminal, String... arguments) {
        try {
            return dispatch(terminal, arguments);
        } catch (OutputClosed _) {
            return ExitCode.BROKEN_PIPE;
        }
    }

    private static int dispatch(Terminal terminal, String... arguments) {
        if (arguments.length == 0 || arguments[0].equals("--help") || arguments[0].equals("-h")
                || arguments[0].equals("help")) {
            terminal.print(USAGE);
            return arguments.length == 0 ? ExitCode.USAGE : ExitCode.OK;
        }
        var rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        return switch (arguments[0]) {
            case "up" -> execute(new UpCommand(terminal), terminal, rest);
            case "run" -> RunArguments.execute(terminal, rest);
            case "go" -> GoCommand.execute(terminal, rest);
            case "inspect" -> execute(new InspectCommand(terminal), terminal, rest);
            default -> {
                terminal.complain("unknown command '" + arguments[0] + "'; commands are up,"
                        + " run, go and inspect");
                yield ExitCode.USAGE;
            }
        };
    }

    /** Reads the command's own arguments and runs it; what is wrong is said in one line. */
    static int execute(Command command, Terminal terminal, String... arguments) {
        List<String> operands;
        try {
            var options = command.options();
            operands = options.read(List.of(arguments));
            if (options.helpWanted()) {
                terminal.print(options.help());
                return ExitCode.OK;
            }
        } catch (UsageProblem problem) {
            terminal.complain(problem.getMessage() + "; see --help");
            return ExitCode.USAGE;
        }
        try {
            return command.run(operands);
        } catch (UsageProblem problem) {
            terminal.complain(problem.getMessage());
            return ExitCode.USAGE;
        } catch (RecordingProblem problem) {
            terminal.complain("--replay: " + problem.getMessage());
            return ExitCode.DATA;
        } catch (OutputClosed nobodyReads) {
            throw nobodyReads;
        } catch (Exception bug) {
            terminal.complain("a bug of Hostless: " + bug);
            bug.printStackTrace(terminal.errorWriter());
            return ExitCode.FAULT;
        }
    }
}
