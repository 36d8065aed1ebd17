package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a module in the binary format, one vector per section. It checks nothing: whether the
 * module is valid is the caller's business.
 */
public final class ModuleWriter {
    /** Kinds of imports and exports, in the order of their codes. */
    public enum Kind {
        FUNCTION, TABLE, MEMORY, GLOBAL
    }

    private final Map<Signature, Integer> types = new LinkedHashMap<>();
    private final List<Bytes> imports = new ArrayList<>();
    private final List<Bytes> functions = new ArrayList<>();
    private final List<Bytes> tables = new ArrayList<>();
    private final List<Bytes> memories = new ArrayList<>();
    private final List<Bytes> globals = new ArrayList<>();
    private final List<Bytes> exports = new ArrayList<>();
    private final List<Bytes> elements = new ArrayList<>();
    private final List<Bytes> bodies = new ArrayList<>();
    private final List<Bytes> data = new ArrayList<>();

    /** The index of a function type, which is added where it is new. */
    public int type(Signature signature) {
        return types.computeIfAbsent(signature, _ -> types.size());
    }

    /** Imports a function. Imports come before all functions of the module itself. */
    public int importFunction(String module, String name, Signature signature) {
        imports.add(new Bytes().name(module).name(name).raw(0).unsigned(type(signature)));
        return imports.size() - 1;
    }

    /** Adds a function; the code contains its closing {@code end}. */
    public int function(Signature signature, List<ValueType> locals, Bytes code) {
        functions.add(new Bytes().unsigned(type(signature)));
        Bytes body = new Bytes().unsigned(locals.size());
        for (ValueType local : locals) {
            body.unsigned(1).raw(local.code());
        }
        bodies.add(new Bytes().sized(body.append(code)));
        return imports.size() + functions.size() - 1;
    }

    public int table(ValueType type, int minimum, int maximum) {
        tables.add(limits(new Bytes().raw(type.code()), minimum, maximum));
        return tables.size() - 1;
    }

    /** Adds the memory; sizes in pages of 64 KiB. */
    public void memory(int minimum, int maximum) {
        memories.add(limits(new Bytes(), minimum, maximum));
    }

    /** Adds a global; the initial value is an expression without its {@code end}. */
    public int global(ValueType type, boolean mutable, Bytes initial) {
        globals.add(new Bytes().raw(type.code(), mutable ? 1 : 0).append(initial).raw(0x0b));
        return globals.size() - 1;
    }

    public void export(String name, Kind kind, int index) {
        exports.add(new Bytes().name(name).raw(kind.ordinal()).unsigned(index));
    }

    /** Adds an active element segment of table 0. */
    public int elements(int offset, int... functionIndices) {
        Bytes segment = new Bytes().unsigned(0).raw(0x41).signed(offset).raw(0x0b);
        elements.add(functionVector(segment, functionIndices));
        return elements.size() - 1;
    }

    /** Adds a passive element segment of functions. */
    public int passiveElements(int... functionIndices) {
        elements.add(functionVector(new Bytes().unsigned(1).raw(0), functionIndices));
        return elements.size() - 1;
    }

    /** Adds a declarative element segment, which makes {@code ref.func} valid. */
    public int declareElements(int... functionIndices) {
        elements.add(functionVector(new Bytes().unsigned(3).raw(0), functionIndices));
        return elements.size() - 1;
    }

    /** Adds an active data segment of memory 0. */
    public int data(int offset, Bytes content) {
        data.add(new Bytes().unsigned(0).raw(0x41).signed(offset).raw(0x0b).sized(content));
        return data.size() - 1;
    }

    public int passiveData(Bytes content) {
        data.add(new Bytes().unsigned(1).sized(content));
        return data.size() - 1;
    }

    /** The module. */
    public byte[] toArray() {
        List<Bytes> typeVector = new ArrayList<>();
        for (Signature signature : types.keySet()) {
            Bytes type = new Bytes().raw(0x60);
            typeVector.add(typeList(typeList(type, signature.parameters()), signature.results()));
        }
        Bytes module = new Bytes().raw(0, 'a', 's', 'm', 1, 0, 0, 0);
        section(module, 1, typeVector);
        section(module, 2, imports);
        section(module, 3, functions);
        section(module, 4, tables);
        section(module, 5, memories);
        section(module, 6, globals);
        section(module, 7, exports);
        section(module, 9, elements);
        if (!data.isEmpty()) {
            module.raw(12).sized(new Bytes().unsigned(data.size()));
        }
        section(module, 10, bodies);
        section(module, 11, data);
        return module.toArray();
    }

    private static void section(Bytes module, int id, List<Bytes> entries) {
        if (entries.isEmpty()) {
            return;
        }
        Bytes content = new Bytes().unsigned(entries.size());
        entries.forEach(content::append);
        module.raw(id).sized(content);
    }

    private static Bytes typeList(Bytes bytes, List<ValueType> types) {
        bytes.unsigned(types.size());
        types.forEach(type -> bytes.raw(type.code()));
        return bytes;
    }

    private static Bytes functionVector(Bytes bytes, int... indices) {
        bytes.unsigned(indices.length);
        for (int index : indices) {
            bytes.unsigned(index);
        }
        return bytes;
    }

    private static Bytes limits(Bytes bytes, int minimum, int maximum) {
        return bytes.raw(1).unsigned(minimum).unsigned(maximum);
    }
}
