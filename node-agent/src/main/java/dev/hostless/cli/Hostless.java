package dev.hostless.cli;

import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The command line's door: picks the command, and only that command's class is loaded. */
public final class Hostless {
    private static final String USAGE = """
            Hostless: a fleet lab for Go on bare-metal WebAssembly.

            usage: hostless COMMAND [ARGUMENTS]

              up       control plane, one agent and the sample firmware on this machine
              run      run a firmware on one board
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
        if (arguments.length == 0 || arguments[0].equals("--help") || arguments[0].equals("-h")
                || arguments[0].equals("help")) {
            terminal.print(USAGE);
            return arguments.length == 0 ? ExitCode.USAGE : ExitCode.OK;
        }
        var rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        return switch (arguments[0]) {
            case "up" -> execute(new UpCommand(), terminal, rest);
            case "run" -> RunArguments.execute(terminal, rest);
            case "inspect" -> execute(new InspectCommand(terminal), terminal, rest);
            default -> {
                terminal.complain("unknown command '" + arguments[0] + "'; commands are up,"
                        + " run and inspect");
                yield ExitCode.USAGE;
            }
        };
    }

    /** Parses the command's own arguments and calls it; what is wrong is said in one line. */
    static int execute(Callable<Integer> command, Terminal terminal, String... arguments) {
        var line = new CommandLine(command);
        line.setPosixClusteredShortOptionsAllowed(false);
        line.setOut(terminal.writer());
        line.setErr(terminal.errorWriter());
        line.setParameterExceptionHandler((problem, _) -> {
            terminal.complain(problem.getMessage() + "; see --help");
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((problem, _, _) -> {
            if (problem instanceof UsageProblem) {
                terminal.complain(problem.getMessage());
                return ExitCode.USAGE;
            }
            terminal.complain("a bug of Hostless: " + problem);
            problem.printStackTrace(terminal.errorWriter());
            terminal.errorWriter().flush();
            return ExitCode.FAULT;
        });
        return line.execute(arguments);
    }
}
