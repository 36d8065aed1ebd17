package dev.hostless.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The arguments of {@code hostless go}, divided: the board's options stand before the subcommand,
 * everything after it is the go command's.
 *
 * @param board options of the board and their values, empty when help is wanted without more
 * @param folder {@code -C} and its value, which the go command wants first, or nothing
 * @param rest what follows the subcommand and {@code folder}
 */
record GoArguments(List<String> board, String subcommand, List<String> folder,
        List<String> rest) {
    /** What runs programs, and so gets {@code -exec}. */
    private static final Set<String> RUNNING = Set.of("run", "test");
    private static final Set<String> SUBCOMMANDS = Set.of("build", "run", "test", "vet");
    private static final String WANTED = "wanted build, run, test or vet";

    static GoArguments divide(Options options, List<String> arguments) {
        int at = 0;
        while (at < arguments.size()) {
            int length = options.length(arguments.get(at));
            if (length == 0) {
                break;
            }
            at = Math.min(at + length, arguments.size());
        }
        var board = List.copyOf(arguments.subList(0, at));
        if (at == arguments.size()) {
            return new GoArguments(board, "", List.of(), List.of());
        }
        var subcommand = arguments.get(at);
        if (!SUBCOMMANDS.contains(subcommand)) {
            throw new UsageProblem(subcommand.startsWith("-")
                    ? "unknown option '" + subcommand + "' before the subcommand"
                    : WANTED + ", got '" + subcommand + "'");
        }
        var rest = arguments.subList(at + 1, arguments.size());
        int folder = folderLength(rest);
        return new GoArguments(board, subcommand, List.copyOf(rest.subList(0, folder)),
                List.copyOf(rest.subList(folder, rest.size())));
    }

    private static int folderLength(List<String> rest) {
        if (rest.isEmpty()) {
            return 0;
        }
        var first = rest.getFirst();
        if (first.startsWith("-C=") || first.startsWith("--C=")) {
            return 1;
        }
        return first.equals("-C") || first.equals("--C") ? Math.min(2, rest.size()) : 0;
    }

    void requireSubcommand() {
        if (subcommand.isEmpty()) {
            throw new UsageProblem(WANTED + ", got no subcommand");
        }
    }

    /** The folder that the go command works in. */
    Path directory() {
        return folder.isEmpty()
                ? Path.of("").toAbsolutePath()
                : Path.of("").toAbsolutePath()
                        .resolve(folder.getLast().substring(folder.getLast().indexOf('=') + 1));
    }

    /**
     * The whole command.
     *
     * @param target flags that every subcommand gets
     * @param exec the value of {@code -exec}; the user's own stands later and wins
     * @param others what the user wrote, apart from what is in {@code target}
     */
    List<String> command(String go, List<String> target, String exec, List<String> others) {
        var command = new ArrayList<>(List.of(go, subcommand));
        command.addAll(folder);
        command.addAll(target);
        if (RUNNING.contains(subcommand)) {
            command.add("-exec=" + exec);
        }
        command.addAll(others);
        return command;
    }

    /**
     * Words as the value of {@code -exec}, which knows single and double quotes and no way to
     * quote either.
     */
    static String quoted(List<String> words) {
        var text = new StringBuilder();
        for (var word : words) {
            if (!text.isEmpty()) {
                text.append(' ');
            }
            boolean plain = !word.isEmpty() && word.chars().noneMatch(
                    character -> Character.isWhitespace(character) || character == '\''
                            || character == '"');
            char quote = word.indexOf('\'') < 0 ? '\'' : '"';
            if (!plain && word.indexOf(quote) >= 0) {
                throw new UsageProblem("the go command cannot pass on a value with both kinds of"
                        + " quotes: " + word);
            }
            text.append(plain ? word : quote + word + quote);
        }
        return text.toString();
    }
}
