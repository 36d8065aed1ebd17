package dev.hostless.controlplane.node;

import dev.hostless.controlplane.node.Selector.Requirement;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads label selectors in Kubernetes' grammar: {@code site=lab}, {@code site==lab}, {@code
 * site!=lab}, {@code preset in (go-64m,go-16m)}, {@code preset notin (…)}, {@code site}, {@code
 * !site}, separated by commas. The empty selector means every node.
 */
final class SelectorParser {

    private static final int MAX_LENGTH = 4096;
    private static final int MAX_REQUIREMENTS = 32;
    private static final int MAX_VALUES = 256;

    private final String text;
    private int position;

    SelectorParser(String text) {
        this.text = text;
    }

    Selector parse() {
        if (text.length() > MAX_LENGTH) {
            throw wrong(MAX_LENGTH, "at most " + MAX_LENGTH + " characters");
        }
        var requirements = new ArrayList<Requirement>();
        skipSpace();
        if (atEnd()) {
            return new Selector(List.of());
        }
        while (true) {
            if (requirements.size() == MAX_REQUIREMENTS) {
                throw wrong(position, "at most " + MAX_REQUIREMENTS + " requirements");
            }
            requirements.add(requirement());
            skipSpace();
            if (atEnd()) {
                return new Selector(List.copyOf(requirements));
            }
            expect(',', "',' or the end");
        }
    }

    private Requirement requirement() {
        skipSpace();
        if (take('!')) {
            skipSpace();
            return new Requirement.Absent(word("a key"));
        }
        var key = word("a key");
        skipSpace();
        if (atEnd() || peek() == ',') {
            return new Requirement.Exists(key);
        }
        if (take('=')) {
            take('=');
            return new Requirement.In(key, List.of(value()));
        }
        if (take('!')) {
            expect('=', "'=' after '!'");
            return new Requirement.NotIn(key, List.of(value()));
        }
        int start = position;
        return switch (wordOrEmpty()) {
            case "in" -> new Requirement.In(key, values());
            case "notin" -> new Requirement.NotIn(key, values());
            default -> throw wrong(start, "'=', '==', '!=', 'in' or 'notin'");
        };
    }

    private List<String> values() {
        skipSpace();
        expect('(', "'('");
        var values = new ArrayList<String>();
        do {
            if (values.size() == MAX_VALUES) {
                throw wrong(position, "at most " + MAX_VALUES + " values");
            }
            values.add(value());
            skipSpace();
        } while (take(','));
        expect(')', "',' or ')'");
        return List.copyOf(values);
    }

    private String value() {
        skipSpace();
        return word("a value");
    }

    private String word(String wanted) {
        int start = position;
        var word = wordOrEmpty();
        if (word.isEmpty()) {
            throw wrong(start, wanted);
        }
        return word;
    }

    private String wordOrEmpty() {
        int start = position;
        while (!atEnd() && isWordPart(peek())) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isWordPart(char letter) {
        return letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z'
                || letter >= '0' && letter <= '9' || letter == '-' || letter == '_'
                || letter == '.' || letter == '/';
    }

    private void skipSpace() {
        while (!atEnd() && peek() == ' ') {
            position++;
        }
    }

    private boolean take(char letter) {
        if (atEnd() || peek() != letter) {
            return false;
        }
        position++;
        return true;
    }

    private void expect(char letter, String wanted) {
        if (!take(letter)) {
            throw wrong(position, wanted);
        }
    }

    private char peek() {
        return text.charAt(position);
    }

    private boolean atEnd() {
        return position >= text.length();
    }

    private ProblemException wrong(int where, String wanted) {
        var found = where >= text.length() ? "the end" : "'" + text.charAt(where) + "'";
        return new ProblemException(
                ErrorCode.MALFORMED_SELECTOR,
                "selector: wanted " + wanted + " at position " + where + ", found " + found,
                Map.of("position", where));
    }
}
