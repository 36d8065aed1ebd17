package dev.hostless.cli.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directives of a go.mod or go.work, each as its words: {@code [require, example.com/a, v1]}.
 * Blocks in parentheses are resolved, comments are dropped, quotes are taken off.
 */
record GoDirectives(List<List<String>> all) {

    static GoDirectives parse(String text) {
        var all = new ArrayList<List<String>>();
        var verb = "";
        for (var line : text.split("\\R")) {
            var words = words(line);
            if (words.isEmpty()) {
                continue;
            }
            if (!verb.isEmpty()) {
                if (words.getFirst().equals(")")) {
                    verb = "";
                } else {
                    words.addFirst(verb);
                    all.add(List.copyOf(words));
                }
            } else if (words.size() == 2 && words.get(1).equals("(")) {
                verb = words.getFirst();
            } else {
                all.add(List.copyOf(words));
            }
        }
        return new GoDirectives(List.copyOf(all));
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        int at = 0;
        while (at < line.length()) {
            char first = line.charAt(at);
            if (Character.isWhitespace(first)) {
                at++;
                continue;
            }
            if (line.startsWith("//", at)) {
                break;
            }
            boolean quoted = first == '"' || first == '`';
            int end = quoted ? line.indexOf(first, at + 1) : at;
            if (quoted && end > 0) {
                words.add(line.substring(at + 1, end));
                at = end + 1;
                continue;
            }
            end = at;
            while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
                end++;
            }
            words.add(line.substring(at, end));
            at = end;
        }
        return words;
    }

    /** The first word behind a verb that stands alone, such as {@code module} and {@code go}. */
    Optional<String> value(String verb) {
        return all.stream().filter(words -> words.getFirst().equals(verb) && words.size() > 1)
                .map(words -> words.get(1)).findFirst();
    }

    /** The first word behind each of a verb's directives. */
    List<String> values(String verb) {
        return all.stream().filter(words -> words.getFirst().equals(verb) && words.size() > 1)
                .map(words -> words.get(1)).toList();
    }

    /** A word as it may stand in such a file. */
    static String quoted(String word) {
        return word.matches("[\\w./@:+~-]+")
                ? word
                : '"' + word.replace("\\", "\\\\")
                        .replace("\"", "\\\"") + '"';
    }
}
