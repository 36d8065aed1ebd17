package dev.hostless.engine.compiler;

import dev.hostless.engine.ExternKind;
import dev.hostless.engine.Feature;
import dev.hostless.engine.FunctionType;
import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a module says, decoded except for its function bodies. Imported things come first. */
public final class ModuleImage {
    /** No declared maximum. */
    public static final int NO_MAXIMUM = -1;

    /** Size limits: elements of a table, or pages of a memory; unsigned. */
    public record Limits(int minimum, long maximum, boolean shared) {
        @Override
        public String toString() {
            return Integer.toUnsignedLong(minimum)
                    + (maximum == NO_MAXIMUM ? "" : " to " + maximum);
        }
    }

    public record TableType(ValueType element, Limits limits) {
        @Override
        public String toString() {
            return "table of %s %s".formatted(limits, element);
        }
    }

    public record GlobalType(ValueType type, boolean mutable) {
        @Override
        public String toString() {
            return "global %s%s".formatted(mutable ? "mut " : "", type);
        }
    }

    /** One import; {@code type} is an index, or the record that fits the kind. */
    public record Import(String module, String name, ExternKind kind, Object type) {
    }

    public record Export(String name, ExternKind kind, int index) {
    }

    /** A constant expression: its one instruction, with the constant's bits or the index. */
    public record Constant(int opcode, long bits) {
    }

    /** How a segment is used. */
    public enum Mode {
        ACTIVE, PASSIVE, DECLARATIVE
    }

    public record ElementSegment(Mode mode, ValueType type, int table, Constant offset,
            List<Constant> items) {
    }

    public record DataSegment(Mode mode, Constant offset, int start, int length) {
    }

    public final byte[] bytes;
    public final List<FunctionType> types = new ArrayList<>();
    public final List<Import> imports = new ArrayList<>();
    /** Index into {@link #types} of each function. */
    public int[] functions = new int[0];
    public int importedFunctions;
    /** Where each function's own code begins (at its local declarations) and ends. */
    public int[] bodyStart = new int[0];
    public int[] bodyEnd = new int[0];
    public final List<TableType> tables = new ArrayList<>();
    public int importedTables;
    public final List<Limits> memories = new ArrayList<>();
    public int importedMemories;
    public final List<GlobalType> globals = new ArrayList<>();
    public final List<Constant> globalValues = new ArrayList<>();
    public int importedGlobals;
    public final List<Export> exports = new ArrayList<>();
    /** The start function, or -1. */
    public int start = -1;
    public final List<ElementSegment> elements = new ArrayList<>();
    /** What the data count section says, or -1. */
    public int dataCount = -1;
    public final List<DataSegment> data = new ArrayList<>();
    public final List<String> customSections = new ArrayList<>();
    /** Whether any body has a {@code memory.grow}. */
    public boolean growsMemory;
    public final Set<Feature> features = EnumSet.noneOf(Feature.class);

    /** Whether Go's linker made it. */
    boolean isFromGo() {
        return customSections.contains("go:buildid");
    }

    /** Bounds of the name section's contents, or 0. */
    public int nameStart;
    public int nameEnd;

    ModuleImage(byte[] bytes) {
        this.bytes = bytes;
    }

    public BodyFacts bodyFacts() {
        return new BodyFacts(features, growsMemory);
    }

    /** Whether threads may share memory 0. */
    public boolean hasSharedMemory() {
        return !memories.isEmpty() && memories.getFirst().shared();
    }

    /** A memory's type in words. */
    public static String describe(Limits memory) {
        return "%smemory of %s pages".formatted(memory.shared() ? "shared " : "", memory);
    }

    /** Whether the memory stays in its place: a shared one, or one that starts at its maximum. */
    private boolean isMemoryFixed() {
        if (memories.isEmpty() || hasSharedMemory()) {
            return true;
        }
        var limits = memories.getFirst();
        return limits.maximum() == Integer.toUnsignedLong(limits.minimum());
    }

    /**
     * Whether the memory may be another array after a safepoint: its handler may call a guest that
     * grows it. A handler cannot grow the memory of a module for which the answer is no; see
     * {@code LinearMemory.grow}.
     */
    boolean movesMemoryAtSafepoints() {
        return !isMemoryFixed() && (growsMemory || importedMemories > 0);
    }

    /**
     * Whether the memory may be another array after a call: code of the host or of another module
     * may have grown it. Such code comes in as an imported function or through a table.
     */
    boolean movesMemoryInCalls() {
        return movesMemoryAtSafepoints() || !isMemoryFixed()
                && (importedFunctions > 0 || importedTables > 0 || exportsTable());
    }

    private boolean exportsTable() {
        return exports.stream().anyMatch(export -> export.kind() == ExternKind.TABLE);
    }

    public FunctionType functionType(int function) {
        return types.get(functions[function]);
    }

    public boolean isImported(int function) {
        return function < importedFunctions;
    }
}
