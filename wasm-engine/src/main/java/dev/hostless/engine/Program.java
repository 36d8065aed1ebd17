package dev.hostless.engine;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** A module that was checked and can run: immutable, shared by any number of guests. */
public final class Program {
    Program() {
    }

    public ProgramDigest digest() {
        throw new UnsupportedOperationException();
    }

    public List<ImportType> imports() {
        throw new UnsupportedOperationException();
    }

    public List<ExportType> exports() {
        throw new UnsupportedOperationException();
    }

    /** Initial size of memory 0 in pages; 0 if there is no memory. */
    public int initialMemoryPages() {
        throw new UnsupportedOperationException();
    }

    /** Declared maximum of memory 0 in pages, if there is one. */
    public OptionalInt maximumMemoryPages() {
        throw new UnsupportedOperationException();
    }

    /** Functions, imported ones included. */
    public int functionCount() {
        throw new UnsupportedOperationException();
    }

    public boolean hasNameSection() {
        throw new UnsupportedOperationException();
    }

    /** From the name section, else from an import or export, else {@code func[index]}. */
    public String functionName(int function) {
        throw new UnsupportedOperationException();
    }

    /** Index of a function by its name in the name section. */
    public OptionalInt functionIndex(String name) {
        throw new UnsupportedOperationException();
    }

    /** Names of the custom sections in the module's order. */
    public List<String> customSections() {
        throw new UnsupportedOperationException();
    }

    /** What the module uses beyond WebAssembly 1.0. */
    public Set<Feature> features() {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes a guest and runs its start function.
     *
     * @throws UnresolvedImport naming every import that is missing or has another type
     * @throws LimitExceeded if the memory limit is below the module's initial memory
     * @throws Trap if a segment does not fit or the start function traps
     */
    public Guest instantiate(Imports imports, GuestOptions options) {
        throw new UnsupportedOperationException();
    }
}
