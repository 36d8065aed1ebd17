package dev.hostless.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The options of one command, and its help. A value stands in the next argument or behind an
 * equals sign. Nothing is looked up by reflection: a short run of a small firmware takes half a
 * second, and a parser that did so was a third of it.
 */
final class Options {
    private static final int HELP_COLUMN = 25;

    private final String head;
    private final String foot;
    private final int operands;
    private final List<Option> all = new ArrayList<>();
    private final Set<String> found = new TreeSet<>();
    private boolean helpWanted;

    /** An option; {@code label} names its value, if it has one. */
    private record Option(String name, @Nullable String label, String text,
            Consumer<String> found) {
        boolean hasValue() {
            return label != null;
        }
    }

    /**
     * No options yet but {@code --help}.
     *
     * @param operands how many arguments that are no options the command wants
     * @param head what the help says before the options
     * @param foot what it says behind them
     */
    Options(int operands, String head, String foot) {
        this.operands = operands;
        this.head = head;
        this.foot = foot;
    }

    /** An option without a value. */
    Options flag(String name, String text, Runnable found) {
        all.add(new Option(name, null, text, _ -> found.run()));
        return this;
    }

    /** An option with a value; it may come several times. */
    Options value(String name, String label, String text, Consumer<String> found) {
        all.add(new Option(name, label, text, found));
        return this;
    }

    /** An option whose value is a whole number. */
    Options number(String name, String label, String text, Consumer<Long> found) {
        return value(name, label, text, value -> found.accept(number(name, value)));
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new UsageProblem(name + ": wanted a whole number, got '" + value + "'");
        }
    }

    private static boolean isHelp(String argument) {
        return argument.equals("--help") || argument.equals("-h");
    }

    private static String nameOf(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }

    private @Nullable Option find(String argument) {
        for (var option : all) {
            if (option.name.equals(nameOf(argument))) {
                return option;
            }
        }
        return null;
    }

    /** How many arguments an option and its value are; 0 when it is no option. */
    int length(String argument) {
        if (isHelp(argument)) {
            return 1;
        }
        var option = find(argument);
        return option == null ? 0 : option.hasValue() && argument.indexOf('=') < 0 ? 2 : 1;
    }

    /**
     * Tells the command its options; answers the other arguments.
     *
     * @throws UsageProblem saying what is wrong with an argument
     */
    List<String> read(List<String> arguments) {
        var rest = new ArrayList<String>();
        for (int at = 0; at < arguments.size();) {
            var argument = arguments.get(at);
            int length = length(argument);
            var option = find(argument);
            if (isHelp(argument)) {
                helpWanted = true;
            } else if (option != null) {
                found.add(option.name);
                found(option, arguments, at, length);
            } else if (argument.startsWith("-")) {
                throw new UsageProblem("unknown option '" + argument + "'");
            } else {
                rest.add(argument);
            }
            at += Math.max(1, length);
        }
        if (!helpWanted && rest.size() != operands) {
            throw new UsageProblem(rest.size() < operands
                    ? "wanted a FIRMWARE, got no argument"
                    : "unexpected argument '" + rest.get(operands) + "'");
        }
        return rest;
    }

    private static void found(Option option, List<String> arguments, int at, int length) {
        int equals = arguments.get(at).indexOf('=');
        if (!option.hasValue()) {
            if (equals >= 0) {
                throw new UsageProblem(option.name + ": wanted no value, got '"
                        + arguments.get(at).substring(equals + 1) + "'");
            }
            option.found.accept("");
        } else if (length == 1) {
            option.found.accept(arguments.get(at).substring(equals + 1));
        } else if (at + 1 < arguments.size()) {
            option.found.accept(arguments.get(at + 1));
        } else {
            throw new UsageProblem(option.name + ": wanted a value, " + option.label);
        }
    }

    /** The names of the options that have been declared so far. */
    List<String> names() {
        return all.stream().map(Option::name).toList();
    }

    /** Whether the arguments had one of these options. */
    boolean foundAny(List<String> names) {
        return names.stream().anyMatch(found::contains);
    }

    boolean helpWanted() {
        return helpWanted;
    }

    /** The command's help. */
    String help() {
        var text = new StringBuilder(head).append('\n');
        for (var option : all) {
            help(text, option.name + (option.hasValue() ? " " + option.label : ""), option.text);
        }
        help(text, "-h, --help", "Show this and exit.");
        return text.append(foot).toString();
    }

    private static void help(StringBuilder text, String option, String explanation) {
        int width = 2 + option.length();
        text.append("  ").append(option);
        for (var line : explanation.strip().lines().toList()) {
            if (width >= HELP_COLUMN) {
                text.append('\n');
                width = 0;
            }
            text.repeat(' ', HELP_COLUMN - width).append(line);
            width = HELP_COLUMN;
        }
        text.append('\n');
    }
}
