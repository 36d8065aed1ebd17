package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import java.util.List;

/**
 * A module that a seed stands for.
 *
 * @param entries exported functions, called in this order
 * @param globals types of the exported globals {@code g0}, {@code g1}, …
 * @param hasBlockParameters whether blocks and loops take parameters
 */
public record RandomModule(long seed, byte[] bytes, List<Entry> entries, List<ValueType> globals,
        boolean hasBlockParameters) {
    public record Entry(String name, Signature signature) {
    }
}
