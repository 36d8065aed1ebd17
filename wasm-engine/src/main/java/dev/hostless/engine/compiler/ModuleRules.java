package dev.hostless.engine.compiler;

import dev.hostless.engine.ExternKind;
import dev.hostless.engine.MalformedProgram;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.compiler.ModuleImage.Constant;
import dev.hostless.engine.compiler.ModuleImage.Mode;
import java.util.BitSet;
import java.util.HashSet;

/**
 * Rules of validation (specification, 3.4) on what stands outside of function bodies: that every
 * index names something, and that constants are of the right type. The validator proper leaves
 * some of them to instantiation.
 */
public final class ModuleRules {
    private final ModuleImage image;

    private ModuleRules(ModuleImage image) {
        this.image = image;
    }

    /** Throws if a rule is broken. */
    public static void check(ModuleImage image) {
        new ModuleRules(image).check();
    }

    /** Functions that code may refer to: those that are named outside of bodies. */
    static BitSet declaredFunctions(ModuleImage image) {
        var declared = new BitSet();
        for (var export : image.exports) {
            if (export.kind() == ExternKind.FUNCTION) {
                declare(image, export.index(), declared);
            }
        }
        for (var segment : image.elements) {
            segment.items().forEach(item -> declare(image, item, declared));
        }
        image.globalValues.forEach(value -> declare(image, value, declared));
        return declared;
    }

    private static void declare(ModuleImage image, Constant constant, BitSet declared) {
        if (constant.opcode() == Opcode.REF_FUNC) {
            declare(image, (int) constant.bits(), declared);
        }
    }

    private static void declare(ModuleImage image, int function, BitSet declared) {
        if (Integer.compareUnsigned(function, image.functions.length) < 0) {
            declared.set(function);
        }
    }

    private void check() {
        if (image.memories.size() > 1) {
            throw invalid("multiple memories");
        }
        for (int i = 0; i < image.globalValues.size(); i++) {
            constant(image.globalValues.get(i),
                    image.globals.get(image.importedGlobals + i).type());
        }
        exports();
        if (image.start >= 0) {
            index("function", image.start, image.functions.length);
            var type = image.functionType(image.start);
            if (!type.parameters().isEmpty() || !type.results().isEmpty()) {
                throw invalid("start function: wanted [] -> [], found " + type);
            }
        }
        segments();
    }

    private void exports() {
        var names = new HashSet<String>();
        for (var export : image.exports) {
            if (!names.add(export.name())) {
                throw invalid("duplicate export name " + export.name());
            }
            int count = switch (export.kind()) {
                case FUNCTION -> image.functions.length;
                case TABLE -> image.tables.size();
                case MEMORY -> image.memories.size();
                case GLOBAL -> image.globals.size();
            };
            index(export.kind() == ExternKind.FUNCTION
                    ? "function"
                    : export.kind().name().toLowerCase(java.util.Locale.ROOT), export.index(),
                    count);
        }
    }

    private void segments() {
        for (var segment : image.elements) {
            if (segment.mode() == Mode.ACTIVE) {
                index("table", segment.table(), image.tables.size());
                constant(segment.offset(), ValueType.I32);
                var element = image.tables.get(segment.table()).element();
                if (element != segment.type()) {
                    throw invalid("type mismatch: element segment of %s for a table of %s"
                            .formatted(segment.type(), element));
                }
            }
            for (var item : segment.items()) {
                constant(item, segment.type());
            }
        }
        for (var data : image.data) {
            if (data.mode() == Mode.ACTIVE) {
                index("memory", 0, image.memories.size());
                constant(data.offset(), ValueType.I32);
            }
        }
    }

    private void constant(Constant constant, ValueType wanted) {
        var found = switch (constant.opcode()) {
            case Opcode.I32_CONST -> ValueType.I32;
            case Opcode.I64_CONST -> ValueType.I64;
            case Opcode.F32_CONST -> ValueType.F32;
            case Opcode.F64_CONST -> ValueType.F64;
            case Opcode.REF_NULL -> constant.bits() == ValueType.EXTERNREF.code()
                    ? ValueType.EXTERNREF
                    : ValueType.FUNCREF;
            case Opcode.REF_FUNC -> {
                index("function", (int) constant.bits(), image.functions.length);
                yield ValueType.FUNCREF;
            }
            default -> {
                index("global", (int) constant.bits(), image.importedGlobals);
                var global = image.globals.get((int) constant.bits());
                if (global.mutable()) {
                    throw invalid("constant expression required: global %d is mutable"
                            .formatted(constant.bits()));
                }
                yield global.type();
            }
        };
        if (found != wanted) {
            throw invalid("type mismatch: wanted %s, found %s".formatted(wanted, found));
        }
    }

    private static void index(String what, int index, int count) {
        if (Integer.compareUnsigned(index, count) >= 0) {
            throw invalid("unknown %s %s: there are %d".formatted(what,
                    Integer.toUnsignedString(index), count));
        }
    }

    private static MalformedProgram invalid(String message) {
        return new MalformedProgram(message, true);
    }
}
