package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.ExternKind;
import dev.hostless.engine.Feature;
import dev.hostless.engine.FunctionType;
import dev.hostless.engine.LimitExceeded;
import dev.hostless.engine.MalformedProgram;
import dev.hostless.engine.UnsupportedFeature;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.compiler.ModuleImage.Constant;
import dev.hostless.engine.compiler.ModuleImage.GlobalType;
import dev.hostless.engine.compiler.ModuleImage.Limits;
import dev.hostless.engine.compiler.ModuleImage.TableType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decodes a module's sections and holds it against the limits and the features of this engine.
 * Nothing is allocated for a count before the count was checked against the bytes that are left.
 */
public final class ModuleDecoder {
    private static final int MAGIC = 0x6d736100;
    private static final int LARGEST_MEMORY_PAGES = 1 << 16;

    private final EngineOptions options;
    private final boolean checksBodies;
    private final ModuleImage image;
    private WasmReader reader;

    private ModuleDecoder(byte[] module, EngineOptions options, boolean checksBodies) {
        this.options = options;
        this.checksBodies = checksBodies;
        this.image = new ModuleImage(module);
        this.reader = new WasmReader(module, 0, module.length);
    }

    /** Decodes and validates bodies; {@link ModuleRules} has the rules for what is outside. */
    public static ModuleImage decode(byte[] module, EngineOptions options) {
        if (module.length > options.moduleBytes()) {
            throw new LimitExceeded("module bytes", module.length, options.moduleBytes(),
                    "the whole module");
        }
        return new ModuleDecoder(module, options, true).decode();
    }

    /**
     * Decodes bytes that were validated once, by this engine with these options, without looking
     * into bodies again.
     *
     * @param facts that were found then
     */
    public static ModuleImage decodeValidated(byte[] module, EngineOptions options,
            BodyFacts facts) {
        var image = new ModuleDecoder(module, options, false).decode();
        image.features.addAll(facts.features());
        image.growsMemory = facts.growsMemory();
        return image;
    }

    private ModuleImage decode() {
        if (reader.fixed32() != MAGIC) {
            reader.position(0);
            throw reader.malformed("magic header not detected");
        }
        int version = reader.fixed32();
        if (version != 1) {
            Refusals.version(version, 4);
            reader.position(4);
            throw reader.malformed("unknown binary version");
        }
        var whole = reader;
        int last = 0;
        while (!whole.atEnd()) {
            int id = whole.u8();
            int size = whole.u32();
            int start = whole.position();
            whole.skip(size);
            reader = new WasmReader(image.bytes, start, start + size);
            int rank = rank(id);
            if (rank != 0 && rank <= last) {
                throw reader.malformed("unexpected content after last section");
            }
            last = Math.max(last, rank);
            section(id, start);
            if (!reader.atEnd()) {
                throw reader.malformed("section size mismatch");
            }
        }
        if (image.bodyStart.length != image.functions.length - image.importedFunctions) {
            throw whole.malformed("function and code section have inconsistent lengths");
        }
        if (image.dataCount >= 0 && image.dataCount != image.data.size()) {
            throw whole.malformed("data count and data section have inconsistent lengths");
        }
        return image;
    }

    /** Sections come in this order, custom sections anywhere; the data count is before the code. */
    private static int rank(int id) {
        return switch (id) {
            case 10, 11 -> id + 1;
            case 12 -> 10;
            default -> id > 12 ? 0 : id;
        };
    }

    private void section(int id, int start) {
        switch (id) {
            case 0 -> customSection();
            case 1 -> typeSection();
            case 2 -> importSection();
            case 3 -> functionSection();
            case 4 -> tableSection();
            case 5 -> memorySection();
            case 6 -> globalSection();
            case 7 -> exportSection();
            case 8 -> image.start = reader.u32();
            case 9 -> new SegmentDecoder(reader, image, this).elements();
            case 10 -> codeSection();
            case 11 -> new SegmentDecoder(reader, image, this).data();
            case 12 -> {
                image.dataCount = reader.u32();
                image.features.add(Feature.BULK_MEMORY);
            }
            case 13 -> throw new UnsupportedFeature("exception-handling", "tag section", start);
            default -> throw reader.malformed("malformed section id " + id);
        }
    }

    private void customSection() {
        String name = reader.name();
        image.customSections.add(name);
        if (name.equals("name")) {
            image.nameStart = reader.position();
            image.nameEnd = reader.end();
        }
        reader.position(reader.end());
    }

    private void typeSection() {
        int count = reader.count("type section");
        for (int i = 0; i < count; i++) {
            int at = reader.position();
            int form = reader.u8();
            if (form != 0x60) {
                Refusals.compositeType(form, at);
                reader.position(at);
                throw reader.malformed("malformed type form %02x".formatted(form));
            }
            var type = new FunctionType(valueTypes(), valueTypes());
            if (type.results().size() > 1) {
                image.features.add(Feature.MULTI_VALUE);
            }
            image.types.add(type);
        }
    }

    private List<ValueType> valueTypes() {
        int count = reader.count("value types");
        var types = new ArrayList<ValueType>(count);
        for (int i = 0; i < count; i++) {
            types.add(valueType());
        }
        return types;
    }

    ValueType valueType() {
        return valueType(reader);
    }

    ValueType valueType(WasmReader reader) {
        int at = reader.position();
        int code = reader.u8();
        var type = ValueTypes.of(code);
        if (type != null) {
            if (type.isReference()) {
                image.features.add(Feature.REFERENCE_TYPES);
            }
            return type;
        }
        Refusals.type(code, at);
        reader.position(at);
        throw reader.malformed("malformed value type %02x".formatted(code));
    }

    private ValueType referenceType() {
        int at = reader.position();
        int code = reader.u8();
        return switch (code) {
            case 0x70 -> ValueType.FUNCREF;
            case 0x6f -> ValueType.EXTERNREF;
            case 0x40 -> throw new UnsupportedFeature("function-references",
                    "table with an initial value", at);
            default -> {
                Refusals.type(code, at);
                reader.position(at);
                throw reader.malformed("malformed reference type %02x".formatted(code));
            }
        };
    }

    private void importSection() {
        int count = reader.count("import section");
        for (int i = 0; i < count; i++) {
            String module = reader.name();
            String name = reader.name();
            int at = reader.position();
            int kind = reader.u8();
            Object type = switch (kind) {
                case 0 -> {
                    image.importedFunctions++;
                    yield reader.u32();
                }
                case 1 -> {
                    image.importedTables++;
                    yield tableType();
                }
                case 2 -> {
                    image.importedMemories++;
                    yield memoryType();
                }
                case 3 -> {
                    image.importedGlobals++;
                    yield globalType(true);
                }
                case 4 -> throw new UnsupportedFeature("exception-handling", "imported tag", at);
                default -> throw reader.malformed("malformed import kind " + kind);
            };
            // No switch: its first use takes a start's time to generate a class.
            if (type instanceof TableType table) {
                image.tables.add(table);
            } else if (type instanceof Limits memory) {
                image.memories.add(memory);
            } else if (type instanceof GlobalType global) {
                image.globals.add(global);
            }
            image.imports.add(
                    new ModuleImage.Import(module, name, ExternKind.values()[kind], type));
        }
        image.functions = new int[image.importedFunctions];
        int function = 0;
        for (var imported : image.imports) {
            if (imported.kind() == ExternKind.FUNCTION) {
                image.functions[function++] = typeIndex((Integer) imported.type());
            }
        }
    }

    private int typeIndex(int index) {
        if (Integer.compareUnsigned(index, image.types.size()) >= 0) {
            throw new MalformedProgram("unknown type " + index, true);
        }
        return index;
    }

    private void functionSection() {
        int count = reader.count("function section");
        int imported = image.functions.length;
        limit("functions", (long) imported + count, options.functions());
        image.functions = Arrays.copyOf(image.functions, imported + count);
        for (int i = 0; i < count; i++) {
            image.functions[imported + i] = typeIndex(reader.u32());
        }
    }

    private void tableSection() {
        int count = reader.count("table section");
        for (int i = 0; i < count; i++) {
            var type = tableType();
            limit("table elements", Integer.toUnsignedLong(type.limits().minimum()),
                    options.tableElements());
            image.tables.add(type);
        }
        if (image.tables.size() > 1) {
            image.features.add(Feature.REFERENCE_TYPES);
        }
    }

    private TableType tableType() {
        return new TableType(referenceType(), limits("table"));
    }

    private void memorySection() {
        int count = reader.count("memory section");
        for (int i = 0; i < count; i++) {
            image.memories.add(memoryType());
        }
    }

    private Limits memoryType() {
        var limits = limits("memory");
        long pages = Integer.toUnsignedLong(limits.minimum());
        if (pages > LARGEST_MEMORY_PAGES || limits.maximum() > LARGEST_MEMORY_PAGES) {
            throw new MalformedProgram(
                    "memory size must be at most 65536 pages (4GiB), not " + limits, true);
        }
        limit("memory pages", pages, options.memoryPages());
        return limits;
    }

    private Limits limits(String what) {
        int at = reader.position();
        int flags = reader.u8();
        boolean memory = what.equals("memory");
        switch (flags) {
            case 0, 1 -> {
            }
            case 2, 3 -> {
                if (!memory) {
                    throw new UnsupportedFeature("shared-everything-threads", "shared " + what, at);
                }
                if (flags == 2) {
                    throw new MalformedProgram(
                            "shared memory must have maximum, at byte 0x%x".formatted(at), true);
                }
                image.features.add(Feature.THREADS);
            }
            case 4, 5, 6, 7 -> throw new UnsupportedFeature("memory64", "64-bit " + what, at);
            case 8, 9, 10, 11 -> throw new UnsupportedFeature("custom-page-sizes",
                    what + " with a page size", at);
            default -> {
                reader.position(at);
                throw reader.malformed("malformed limits flags %02x".formatted(flags));
            }
        }
        int minimum = reader.u32();
        boolean bounded = (flags & 1) != 0;
        long maximum = bounded ? Integer.toUnsignedLong(reader.u32()) : ModuleImage.NO_MAXIMUM;
        if (bounded && Integer.toUnsignedLong(minimum) > maximum) {
            throw new MalformedProgram(
                    "size minimum must not be greater than maximum: %s of %s to %d"
                            .formatted(what, Integer.toUnsignedString(minimum), maximum),
                    true);
        }
        return new Limits(minimum, maximum, flags == 3);
    }

    private GlobalType globalType(boolean imported) {
        var type = valueType();
        int mutability = reader.u8();
        if (mutability > 1) {
            throw reader.malformed("malformed mutability");
        }
        if (imported && mutability == 1) {
            image.features.add(Feature.MUTABLE_GLOBALS);
        }
        return new GlobalType(type, mutability == 1);
    }

    private void globalSection() {
        int count = reader.count("global section");
        for (int i = 0; i < count; i++) {
            image.globals.add(globalType(false));
            image.globalValues.add(constant());
        }
    }

    Constant constant() {
        int start = reader.position();
        var body = new BodyReader(image.bytes, start, reader.end());
        Constant result = null;
        boolean extended = false;
        while (body.next() != Opcode.END) {
            extended |= result != null;
            result = switch (body.opcode) {
                case Opcode.I32_CONST, Opcode.I64_CONST, Opcode.F32_CONST, Opcode.F64_CONST ->
                    new Constant(
                            body.opcode, body.immediate);
                case Opcode.GLOBAL_GET, Opcode.REF_FUNC -> new Constant(body.opcode, body.index);
                case Opcode.REF_NULL -> new Constant(body.opcode, body.index);
                case Opcode.I32_ADD, Opcode.I32_SUB, Opcode.I32_MUL, Opcode.I64_ADD, Opcode.I64_SUB,
                        Opcode.I64_MUL ->
                    throw new UnsupportedFeature(
                            "extended-const", "arithmetic in a constant expression", body.offset);
                default -> throw notConstant(body.offset);
            };
        }
        if (result == null || extended) {
            throw notConstant(start);
        }
        reader.position(body.position());
        return result;
    }

    private static MalformedProgram notConstant(int offset) {
        return new MalformedProgram(
                "constant expression required, one instruction, at byte 0x%x".formatted(offset),
                true);
    }

    private void exportSection() {
        int count = reader.count("export section");
        for (int i = 0; i < count; i++) {
            String name = reader.name();
            int at = reader.position();
            int kind = reader.u8();
            if (kind == 4) {
                throw new UnsupportedFeature("exception-handling", "exported tag", at);
            }
            if (kind > 3) {
                throw reader.malformed("malformed export kind " + kind);
            }
            var export = new ModuleImage.Export(name, ExternKind.values()[kind], reader.u32());
            image.exports.add(export);
            if (kind == 3 && Integer.compareUnsigned(export.index(), image.globals.size()) < 0
                    && image.globals.get(export.index()).mutable()) {
                image.features.add(Feature.MUTABLE_GLOBALS);
            }
        }
    }

    private void codeSection() {
        int count = reader.count("code section");
        if (count != image.functions.length - image.importedFunctions) {
            throw reader.malformed("function and code section have inconsistent lengths");
        }
        var declared = ModuleRules.declaredFunctions(image);
        image.bodyStart = new int[count];
        image.bodyEnd = new int[count];
        for (int i = 0; i < count; i++) {
            int size = reader.u32();
            int start = reader.position();
            reader.skip(size);
            limit("body bytes of function " + (image.importedFunctions + i), size,
                    options.bodyBytes());
            image.bodyStart[i] = start;
            image.bodyEnd[i] = start + size;
            if (checksBodies) {
                new BodyCheck(this, image, options, image.importedFunctions + i).run(declared);
            }
        }
    }

    private void limit(String what, long wanted, long limit) {
        if (wanted > limit) {
            throw new LimitExceeded(what, wanted, limit,
                    "at byte 0x%x".formatted(reader.position()));
        }
    }
}
