import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A program of GOROOT's {@code test} folder that is marked {@code // run}.
 *
 * @param name its path in that folder, without {@code .go}: {@code chan/select3}
 * @param expected what it must print
 */
record GoTestProgram(String name, List<Path> sources, String text, Recipe recipe,
        String expected) {

    /**
     * What stands behind {@code // run}.
     *
     * @param flags of the build
     */
    record Recipe(List<String> flags, List<String> arguments, Optional<String> experiment,
            Optional<String> debug, List<String> extraSources) {
    }

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|[^\\s'\"]+"
            + "(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])*");
    private static final Pattern IMPORT = Pattern.compile(
            "^(?:import\\s+|\\s+)(?:[\\w.]+\\s+)?\"([\\w./]+)\"", Pattern.MULTILINE);

    /** Nothing, if the file is none of those. */
    static Optional<GoTestProgram> read(Path root, Path file) throws IOException {
        // A few files have bytes that are no UTF-8, which is what they test.
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        var first = text.lines()
                .filter(line -> !line.isBlank() && !BuildConstraint.isConstraint(line))
                .findFirst().orElse("").strip();
        if (!first.equals("// run") && !first.startsWith("// run ")) {
            return Optional.empty();
        }
        var recipe = recipe(first.substring("// run".length()));
        var sources = new ArrayList<>(List.of(file));
        recipe.extraSources().forEach(more -> sources.add(file.resolveSibling(more)));
        var name = root.relativize(file).toString().replaceFirst("\\.go$", "");
        var output = root.resolve(name + ".out");
        return Optional.of(new GoTestProgram(name, List.copyOf(sources), text, recipe,
                Files.exists(output) ? Files.readString(output) : ""));
    }

    private static Recipe recipe(String line) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group().replaceAll("['\"]", ""));
        }
        var flags = new ArrayList<String>();
        var experiment = Optional.<String>empty();
        var debug = Optional.<String>empty();
        while (!words.isEmpty() && words.getFirst().startsWith("-")) {
            String flag = words.removeFirst();
            switch (flag) {
                case "-goexperiment" -> experiment = Optional.of(words.removeFirst());
                case "-godebug" -> debug = Optional.of(words.removeFirst());
                case "-t" -> words.removeFirst();
                default -> flags.add(flag);
            }
        }
        var extra = words.stream().filter(word -> word.endsWith(".go")).toList();
        words.removeAll(extra);
        return new Recipe(flags, words, experiment, debug, extra);
    }

    /** Why no board can be asked, by what the program itself says. */
    Optional<String> unfit(Predicate<String> tags) {
        for (String line : text.lines().takeWhile(line -> !line.startsWith("package ")).toList()) {
            if (BuildConstraint.isConstraint(line) && !BuildConstraint.holds(line, tags)) {
                return Optional.of("not for wasip1: its build constraint");
            }
        }
        if (recipe.flags().contains("-race")) {
            return Optional.of("wants the race detector");
        }
        if (recipe.flags().stream().anyMatch(flag -> flag.contains("checkptr"))) {
            return Optional.of("checkptr changes the whole library, a build of minutes");
        }
        var matcher = IMPORT.matcher(text);
        while (matcher.find()) {
            String path = matcher.group(1);
            if (path.equals("C")) {
                return Optional.of("wants cgo");
            }
            if (path.equals("os/exec") || path.equals("net") || path.startsWith("net/http")) {
                return Optional.of("wants processes or sockets");
            }
            if (path.startsWith("internal/") || path.startsWith("runtime/internal/")) {
                return Optional.of("imports what only the library may");
            }
        }
        return Optional.empty();
    }

    /** Of all that the program's end depends on. */
    String digest() {
        var sum = new CRC32C();
        sum.update((text + recipe + expected).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    /** A name for its folder and its binary. */
    String key() {
        return name.replace('/', '_');
    }
}
