package dev.hostless.controlplane.firmware;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a module.
 *
 * @param interfaces which parts of a board it uses: wasip1, board, env
 * @param memory null when it has none
 * @param functionCount functions with a body
 * @param hasNameSection whether functions have names; without them a board cannot observe Go's GC
 * @param fits presets whose RAM holds the initial memory
 */
public record Inspection(
        List<String> interfaces, List<ImportedFunction> imports, List<Exported> exports,
        @Nullable MemorySize memory, int functionCount, boolean hasNameSection,
        List<String> fits) {

    /** An import; {@code type} is for instance {@code (i32, i32) -> i32}. */
    public record ImportedFunction(String module, String name, String kind, String type) {
    }

    public record Exported(String name, String kind) {
    }

    /**
     * Pages of 64 KiB.
     *
     * @param maximumPages null when the module names no maximum
     */
    public record MemorySize(int initialPages, @Nullable Integer maximumPages, boolean shared) {

        public static final int PAGE_BYTES = 65_536;

        long initialBytes() {
            return (long) initialPages * PAGE_BYTES;
        }
    }
}
