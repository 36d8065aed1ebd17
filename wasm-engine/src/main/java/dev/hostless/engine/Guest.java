package dev.hostless.engine;

import dev.hostless.engine.compiler.FunctionReference;
import dev.hostless.engine.compiler.Instance;
import dev.hostless.engine.compiler.ModuleImage;
import dev.hostless.engine.compiler.References;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One running instance of a program. A guest belongs to one thread at a time; a thread that calls
 * it wants {@link EngineOptions#threadStackBytes()} of stack.
 */
public final class Guest {
    /** The raw bits of a null reference where references cross as {@code long}. */
    public static final long NULL_REFERENCE = References.NULL;

    private final Program program;
    private final Cpu cpu;
    private final Instance instance;
    private final @Nullable LinearMemory memory;
    private final List<GuestTable> tables;
    private final Map<String, ModuleImage.Export> exports;

    Guest(Program program, Cpu cpu, Instance instance, @Nullable LinearMemory memory,
            List<GuestTable> tables, Map<String, ModuleImage.Export> exports) {
        this.program = program;
        this.cpu = cpu;
        this.instance = instance;
        this.memory = memory;
        this.tables = tables;
        this.exports = exports;
    }

    /**
     * Calls an exported function; see {@link GuestFunction#call}.
     *
     * @throws Trap the guest's fault
     * @throws GuestExit a host function ended the run
     * @throws GuestCancelled the run was ended from outside
     */
    public long[] call(String export, long... arguments) {
        return function(export).call(arguments);
    }

    /** The exported function of that name. */
    public GuestFunction function(String export) {
        if (export(export) instanceof GuestFunction function) {
            return function;
        }
        throw new IllegalArgumentException("the export " + export + " is not a function");
    }

    /** Memory 0. */
    public LinearMemory memory() {
        if (memory == null) {
            throw new IllegalStateException("the guest has no memory");
        }
        return memory;
    }

    public boolean hasExport(String name) {
        return exports.containsKey(name);
    }

    public Extern export(String name) {
        var export = exports.get(name);
        if (export == null) {
            throw new IllegalArgumentException("the guest does not export " + name);
        }
        return switch (export.kind()) {
            case FUNCTION -> internal(export.index());
            case TABLE -> tables.get(export.index());
            case MEMORY -> memory();
            case GLOBAL -> internalGlobal(export.index());
        };
    }

    /** Raw bits of a global by its index in the module, exported or not. */
    public long global(int index) {
        return internalGlobal(index).bits();
    }

    /**
     * The function in an element of a table, by the table's index in the module.
     *
     * @throws Trap if there is no function of this guest
     */
    public GuestFunction element(int table, int index) {
        if (table < 0 || table >= tables.size() || index < 0
                || index >= tables.get(table).size()) {
            throw new Trap(TrapKind.UNDEFINED_ELEMENT, "%s: %d of table %d".formatted(
                    TrapKind.UNDEFINED_ELEMENT.wording(), index, table));
        }
        if (tables.get(table).table().get(index) instanceof FunctionReference reference
                && reference.instance() == instance) {
            return internal(reference.index());
        }
        throw new Trap(TrapKind.UNINITIALIZED_ELEMENT, "%s: %d of table %d".formatted(
                TrapKind.UNINITIALIZED_ELEMENT.wording(), index, table));
    }

    /**
     * Writes what the guest is, so that {@link Program#restore} makes one that goes on from here.
     * What it imports is not its own and not written, except the memory's bytes.
     *
     * @throws IllegalStateException if a call of a function is under way: its frame would be lost
     * @throws IOException if it holds a reference to a function of another guest
     */
    public void save(DataOutput out) throws IOException {
        if (cpu.meter().entered()) {
            throw new IllegalStateException("a guest with a frame on the stack cannot be saved");
        }
        new GuestState(this, instance).save(out);
    }

    void restore(DataInput in) throws IOException {
        new GuestState(this, instance).restore(in);
    }

    public Cpu cpu() {
        return cpu;
    }

    public Program program() {
        return program;
    }

    GuestFunction internal(int function) {
        return new GuestFunction(program.code().image().functionType(function),
                instance.functionReference(function));
    }

    private GuestGlobal internalGlobal(int index) {
        var type = program.code().image().globals.get(index);
        return new GuestGlobal(type.type(), type.mutable(), instance.cell(index));
    }
}
