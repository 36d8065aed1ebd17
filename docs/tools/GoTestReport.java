import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects the events of {@code go test -json}. */
final class GoTestReport {

    enum Outcome {
        PASS, FAIL, SKIP
    }

    /** @param failures by test: the reason, one line */
    record Result(String name, Map<String, Outcome> outcomes, Map<String, String> failures,
            double seconds) {

        int count(Outcome outcome) {
            return (int) outcomes.values().stream().filter(outcome::equals).count();
        }
    }

    /** What a board does not have. A failure that says so is still one, with this as its reason. */
    private static final Pattern MISSING = Pattern.compile(
            "no such file|not implemented|not supported on|operation not (supported|permitted)|"
                    + "bad file|capabilities insufficient|not a directory|socket|dial |listen |"
                    + "cannot find .*zone|unknown time zone|executable file not found",
            Pattern.CASE_INSENSITIVE);

    /** What the go command says around the output of a test. */
    private static final Pattern NOISE =
            Pattern.compile("===|---|#|(PASS|FAIL|ok)\\b|exit status|$");

    /** In lines, for each test: a test that fails in a loop must not fill the memory. */
    private static final int LONGEST_OUTPUT = 5_000;

    private static final String WHOLE_PACKAGE = "(package)";

    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private final Set<String> running = new LinkedHashSet<>();
    private final Map<String, List<String>> output = new LinkedHashMap<>();
    private double seconds;

    void accept(String line) {
        Map<String, String> event = Json.fields(line);
        String action = event.getOrDefault("Action", line.startsWith("{") ? "" : "output");
        String subtest = event.getOrDefault("Test", WHOLE_PACKAGE);
        String test = subtest.split("/", 2)[0];
        boolean whole = subtest.equals(WHOLE_PACKAGE);
        boolean top = test.equals(subtest) && !whole;
        switch (action) {
            case "run" -> running.add(test);
            case "output", "build-output" ->
                remember(output.computeIfAbsent(test, _ -> new ArrayList<>()),
                        event.getOrDefault("Output", line).strip());
            case "pass", "fail", "skip" -> {
                if (top) {
                    running.remove(test);
                    outcomes.put(test, Outcome.valueOf(action.toUpperCase(Locale.ROOT)));
                } else if (whole) {
                    seconds = Double.parseDouble(event.getOrDefault("Elapsed", "0"));
                }
            }
            default -> {
                // start, pause, cont, bench, attr: nothing to count.
            }
        }
    }

    private static void remember(List<String> lines, String line) {
        if (lines.size() < LONGEST_OUTPUT) {
            lines.add(line);
        }
    }

    /** All that was said, for a file beside the report. */
    List<String> everything() {
        return output.entrySet().stream()
                .flatMap(test -> test.getValue().stream()
                        .map(line -> test.getKey() + ": " + line))
                .toList();
    }

    Result result(String name, BoundedCommand.Result end) {
        int exitCode = end.exitCode();
        var failures = new LinkedHashMap<String, String>();
        outcomes.forEach((test, outcome) -> {
            if (outcome == Outcome.FAIL) {
                failures.put(test, reason(output.getOrDefault(test, List.of())));
            }
        });
        // The output of a process that died is the package's or the running test's, as it came.
        running.forEach(test -> {
            var lines = new ArrayList<>(output.getOrDefault(test, List.of()));
            lines.addAll(output.getOrDefault(WHOLE_PACKAGE, List.of()));
            failures.put(test, "never ended: " + reason(lines));
        });
        if (end.late()) {
            failures.put(WHOLE_PACKAGE, "stopped at the limit of host time");
        } else if (exitCode != 0 && failures.isEmpty()) {
            failures.put(WHOLE_PACKAGE, "exit code " + exitCode + ": "
                    + reason(output.getOrDefault(WHOLE_PACKAGE, List.of())));
        }
        return new Result(name, outcomes, failures, seconds);
    }

    /** The line that names something missing, else the first one that a test has logged. */
    private static String reason(List<String> lines) {
        List<String> telling = lines.stream()
                .filter(line -> !NOISE.matcher(line).lookingAt())
                .toList();
        return telling.stream()
                .filter(line -> MISSING.matcher(line).find())
                .findFirst()
                .map(line -> "not on a board: " + shortened(line))
                .orElseGet(() -> telling.isEmpty()
                        ? "it said nothing"
                        : shortened(telling.getFirst()));
    }

    private static String shortened(String line) {
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    /** As much of JSON as {@code go test -json} writes: an object of strings and numbers a line. */
    private static final class Json {

        private static final Pattern FIELD = Pattern
                .compile("\"(\\w+)\":(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([-+.\\w]+))");
        private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

        static Map<String, String> fields(String line) {
            var fields = new LinkedHashMap<String, String>();
            if (line.startsWith("{\"")) {
                var matcher = FIELD.matcher(line);
                while (matcher.find()) {
                    fields.put(matcher.group(1),
                            matcher.group(2) == null ? matcher.group(3) : text(matcher.group(2)));
                }
            }
            return fields;
        }

        private static String text(String escaped) {
            return ESCAPE.matcher(escaped).replaceAll(found -> {
                String character = found.group(1) != null
                        ? String.valueOf((char) Integer.parseInt(found.group(1), 16))
                        : switch (found.group(2)) {
                            case "n" -> "\n";
                            case "t" -> "\t";
                            case "r" -> "\r";
                            case "b" -> "\b";
                            case "f" -> "\f";
                            default -> found.group(2);
                        };
                return Matcher.quoteReplacement(character);
            });
        }
    }
}
