import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Says whether a {@code //go:build} line holds: tags, {@code !}, {@code &&}, {@code ||} and
 * parentheses.
 */
final class BuildConstraint {

    private static final String PREFIX = "//go:build ";
    private static final Pattern TOKEN = Pattern.compile("\\s*(&&|\\|\\||[!()]|[\\w.]+)");

    private final Deque<String> tokens;
    private final Predicate<String> tags;

    private BuildConstraint(Deque<String> tokens, Predicate<String> tags) {
        this.tokens = tokens;
        this.tags = tags;
    }

    static boolean isConstraint(String line) {
        return line.startsWith(PREFIX);
    }

    static boolean holds(String line, Predicate<String> tags) {
        var parser = new BuildConstraint(new ArrayDeque<>(tokens(line)), tags);
        boolean value = parser.or();
        if (!parser.tokens.isEmpty()) {
            throw new IllegalArgumentException("wanted the end, got " + parser.tokens.peek()
                    + " in \"" + line + "\"");
        }
        return value;
    }

    private static List<String> tokens(String line) {
        var found = new ArrayList<String>();
        var matcher = TOKEN.matcher(line.substring(PREFIX.length()).strip());
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            found.add(matcher.group(1));
            end = matcher.end();
        }
        return found;
    }

    private boolean or() {
        boolean value = and();
        while ("||".equals(tokens.peek())) {
            tokens.remove();
            value |= and();
        }
        return value;
    }

    private boolean and() {
        boolean value = not();
        while ("&&".equals(tokens.peek())) {
            tokens.remove();
            value &= not();
        }
        return value;
    }

    private boolean not() {
        String token = tokens.isEmpty() ? "" : tokens.remove();
        return switch (token) {
            case "!" -> !not();
            case "(" -> {
                boolean value = or();
                if (!")".equals(tokens.poll())) {
                    throw new IllegalArgumentException("wanted )");
                }
                yield value;
            }
            case "", ")", "&&", "||" -> throw new IllegalArgumentException("wanted a tag");
            default -> tags.test(token);
        };
    }
}
