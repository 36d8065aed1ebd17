package dev.hostless.board;

import dev.hostless.engine.ExternKind;
import dev.hostless.engine.Program;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Finds a function of a program by what a person may call it. */
final class FunctionFinder {
    private static final Pattern NUMBERED = Pattern.compile("(?:func\\[)?(\\d{1,9})\\]?");
    /** Comparing takes time by the product of the lengths. */
    private static final int COMPARED_CHARS_MAX = 100;

    private final Program program;

    FunctionFinder(Program program) {
        this.program = program;
    }

    /** By the name section, an export, or its index ({@code 12} or {@code func[12]}). */
    OptionalInt find(String name) {
        var named = program.functionIndex(name);
        if (named.isPresent()) {
            return named;
        }
        for (var export : program.exports()) {
            if (export.kind() == ExternKind.FUNCTION && export.name().equals(name)) {
                return OptionalInt.of(export.index());
            }
        }
        var numbered = NUMBERED.matcher(name);
        return numbered.matches() && Integer.parseInt(numbered.group(1)) < program.functionCount()
                ? OptionalInt.of(Integer.parseInt(numbered.group(1)))
                : OptionalInt.empty();
    }

    /** Names that resemble this one, the nearest first: those that contain it, then by spelling. */
    List<String> nearest(String name, int most) {
        var names = new LinkedHashSet<>(program.namedFunctions());
        program.exports().stream().filter(e -> e.kind() == ExternKind.FUNCTION)
                .forEach(e -> names.add(e.name()));
        var wanted = name.toLowerCase(Locale.ROOT);
        var found = containing(names, wanted);
        if (found.isEmpty()) {
            found = resembling(names, wanted);
        }
        return List.copyOf(found.subList(0, Math.min(most, found.size())));
    }

    private static List<String> containing(Collection<String> names, String wanted) {
        return names.stream().filter(n -> n.toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(Comparator.comparingInt(String::length)
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static List<String> resembling(Collection<String> names, String wanted) {
        record Scored(String name, int distance) {
        }
        int worst = Math.max(2, wanted.length() / 2);
        var scored = new ArrayList<Scored>();
        for (var name : names) {
            if (name.length() <= COMPARED_CHARS_MAX && wanted.length() <= COMPARED_CHARS_MAX
                    && Math.abs(name.length() - wanted.length()) <= worst) {
                int distance = distance(name.toLowerCase(Locale.ROOT), wanted);
                if (distance <= worst) {
                    scored.add(new Scored(name, distance));
                }
            }
        }
        scored.sort(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name));
        return scored.stream().map(Scored::name).toList();
    }

    /** How many characters must be added, dropped or replaced. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int i = 0; i < row.length; i++) {
            row[i] = i;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int k = 1; k < row.length; k++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(k - 1) ? 0 : 1);
                diagonal = row[k];
                row[k] = Math.min(replaced, Math.min(row[k], row[k - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
