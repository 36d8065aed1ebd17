package dev.hostless.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides the arguments of {@code run} between {@code run} and the guest. Options of {@code run}
 * stand before or after FIRMWARE. The guest gets everything from the first argument after FIRMWARE
 * that {@code run} does not know, and everything after {@code --}; with {@code --exec} everything
 * after FIRMWARE.
 *
 * @param own options, their values and FIRMWARE
 * @param guest what the guest finds behind its name
 */
record RunArguments(List<String> own, List<String> guest) {
    private static final String EXEC = "--exec";
    private static final String END = "--";

    static int execute(Terminal terminal, String... arguments) {
        var command = new RunCommand(terminal);
        try {
            var divided = divide(command.options(), List.of(arguments));
            command.guestArguments(divided.guest());
            return Hostless.execute(command, terminal, divided.own().toArray(String[]::new));
        } catch (UsageProblem problem) {
            terminal.complain(problem.getMessage() + "; see --help");
            return ExitCode.USAGE;
        }
    }

    static RunArguments divide(Options options, List<String> arguments) {
        var own = new ArrayList<String>();
        boolean firmwareSeen = false;
        int at = 0;
        while (at < arguments.size()) {
            var argument = arguments.get(at);
            if (firmwareSeen && argument.equals(END)) {
                at++;
                break;
            }
            int length = options.length(argument);
            if (length > 0) {
                int end = Math.min(at + length, arguments.size());
                own.addAll(arguments.subList(at, end));
                at = end;
            } else if (firmwareSeen) {
                break;
            } else {
                if (argument.startsWith("-")) {
                    throw new UsageProblem("unknown option '" + argument + "' before FIRMWARE");
                }
                own.add(argument);
                firmwareSeen = true;
                at++;
                if (own.contains(EXEC)) {
                    break;
                }
            }
        }
        return new RunArguments(own, List.copyOf(arguments.subList(at, arguments.size())));
    }
}
