package dev.hostless.controlplane.problem;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the cursor of the following part; null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /** Cuts a list that was read with one element more than wanted. */
    public static <T> Page<T> of(List<T> read, int limit, Function<T, String> position) {
        if (read.size() <= limit) {
            return new Page<>(read, null);
        }
        var items = List.copyOf(read.subList(0, limit));
        return new Page<>(items, Checks.toCursor(position.apply(items.getLast())));
    }
}
