package dev.hostless.engine.spec;

import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.Bytes;
import dev.hostless.engine.differential.ModuleWriter;
import dev.hostless.engine.differential.ModuleWriter.Kind;
import dev.hostless.engine.differential.Signature;
import java.util.List;
import java.util.Map;

/**
 * The {@code spectest} module of the scripts as Wasm: globals of 666, a table of 10 to 20
 * elements, a memory of 1 to 2 pages, and {@code print} functions, which print nothing.
 */
final class Spectest {
    static final Map<String, List<ValueType>> PRINTS = Map.of("print", List.of(),
            "print_i32", List.of(ValueType.I32), "print_i64", List.of(ValueType.I64),
            "print_f32", List.of(ValueType.F32), "print_f64", List.of(ValueType.F64),
            "print_i32_f32", List.of(ValueType.I32, ValueType.F32),
            "print_f64_f64", List.of(ValueType.F64, ValueType.F64));

    private Spectest() {
    }

    /** The module with its print functions. */
    static byte[] complete() {
        ModuleWriter module = new ModuleWriter();
        PRINTS.forEach((name, parameters) -> module.export(name, Kind.FUNCTION,
                module.function(Signature.of(parameters), List.of(), new Bytes().raw(0x0b))));
        addState(module);
        return module.toArray();
    }

    /** The module without its functions, for an engine whose host provides them. */
    static byte[] stateOnly() {
        ModuleWriter module = new ModuleWriter();
        addState(module);
        return module.toArray();
    }

    private static void addState(ModuleWriter module) {
        Bytes f32 = new Bytes().raw(0x43).littleEndian(Float.floatToIntBits(666.6f), 4);
        Bytes f64 = new Bytes().raw(0x44).littleEndian(Double.doubleToLongBits(666.6), 8);
        export(module, "global_i32", ValueType.I32, new Bytes().raw(0x41).signed(666));
        export(module, "global_i64", ValueType.I64, new Bytes().raw(0x42).signed(666));
        export(module, "global_f32", ValueType.F32, f32);
        export(module, "global_f64", ValueType.F64, f64);
        module.export("table", Kind.TABLE, module.table(ValueType.FUNCREF, 10, 20));
        module.memory(1, 2);
        module.export("memory", Kind.MEMORY, 0);
    }

    private static void export(ModuleWriter module, String name, ValueType type, Bytes initial) {
        module.export(name, Kind.GLOBAL, module.global(type, false, initial));
    }
}
