package dev.hostless.board;

import dev.hostless.engine.LinearMemory;
import java.util.List;
import java.util.Optional;

/**
 * What can be read off a module without running it.
 *
 * @param imports sorted by module and name
 * @param exports sorted by name
 * @param memory the one linear memory, its own or imported; absent when there is none
 * @param functions functions that the module defines itself
 * @param codeBytes size of the code section
 * @param dataBytes size of the data section
 * @param nameSection function names are there, as {@code go build} leaves them without
 *            {@code -ldflags=-s}
 */
public record ModuleFacts(List<Import> imports, List<Export> exports, Optional<Memory> memory,
        int functions, int codeBytes, int dataBytes, boolean nameSection) {
    /** An import; the kind is func, table, memory or global. */
    public record Import(String module, String name, String kind) {
    }

    /** An export; the kind is func, table, memory or global. */
    public record Export(String name, String kind) {
    }

    /**
     * Limits of a memory, in pages of 64 KiB.
     *
     * @param maximumPages absent when the module names none
     */
    public record Memory(long minimumPages, Optional<Long> maximumPages, boolean shared) {
        /** Such a memory, which grows to no more than so many bytes. */
        LinearMemory make(long ramBytes) {
            int least = (int) minimumPages;
            int most = maximumPages.map(Long::intValue).orElse(-1);
            return shared
                    ? LinearMemory.shared(least, most, ramBytes)
                    : new LinearMemory(least, most, ramBytes);
        }
    }

    public ModuleFacts {
        imports = List.copyOf(imports);
        exports = List.copyOf(exports);
    }

    boolean imports(String module) {
        return imports.stream().anyMatch(i -> i.module().equals(module));
    }

    /** Whether its memory is the board's, not its own. */
    boolean importsMemory() {
        return imports.contains(new Import(OfferedImports.MEMORY_MODULE, OfferedImports.MEMORY,
                "memory"));
    }

    /** Whether several instances of it can share a memory. */
    boolean importsSharedMemory() {
        return importsMemory() && memory.map(Memory::shared).orElse(false);
    }

    boolean importsFunction(String module, String name) {
        return imports.contains(new Import(module, name, "func"));
    }

    boolean exportsFunction(String name) {
        return exports.stream().anyMatch(e -> e.name().equals(name) && e.kind().equals("func"));
    }

    boolean exportsGlobal(String name) {
        return exports.stream().anyMatch(e -> e.name().equals(name) && e.kind().equals("global"));
    }
}
