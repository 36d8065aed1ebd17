package dev.hostless.engine.fuzz;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.ExternKind;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.ImportType;
import dev.hostless.engine.Imports;
import dev.hostless.engine.LinearMemory;
import dev.hostless.engine.Program;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.Bytes;
import dev.hostless.engine.differential.MixHost;
import dev.hostless.engine.differential.ModuleWriter;
import dev.hostless.engine.differential.ModuleWriter.Kind;
import dev.hostless.engine.differential.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives a program what it imports: {@code env.mix} from a host module, other functions from a guest
 * whose functions answer zeros, globals of zero, and the memory. Tables stay unresolved.
 */
final class StubHost {
    private static final Pattern FUNCTION = Pattern.compile("\\[(.*)] -> \\[(.*)]");
    private static final Pattern GLOBAL = Pattern.compile("global (mut )?(\\w+)");
    private static final Pattern MEMORY = Pattern.compile("memory of (\\d+)(?: to (\\d+))? pages");

    private StubHost() {
    }

    static Imports of(Program program, EngineOptions options, GuestOptions guest) {
        Imports imports = Imports.of(new MixHost());
        ModuleWriter stubs = new ModuleWriter();
        List<ImportType> wanted = program.imports();
        boolean needed = false;
        for (int i = 0; i < wanted.size(); i++) {
            needed |= isStubbed(wanted.get(i)) && export(stubs, "stub" + i, wanted.get(i));
        }
        if (needed) {
            Guest offering = new Engine(options).load(stubs.toArray())
                    .instantiate(Imports.of(), guest);
            for (int i = 0; i < wanted.size(); i++) {
                if (offering.hasExport("stub" + i)) {
                    imports = imports.with(wanted.get(i).module(), wanted.get(i).name(),
                            offering.export("stub" + i));
                }
            }
        }
        for (ImportType memory : wanted) {
            Matcher limits = MEMORY.matcher(memory.description());
            if (memory.kind() == ExternKind.MEMORY && limits.matches()) {
                int maximum = limits.group(2) == null ? -1 : Integer.parseInt(limits.group(2));
                imports = imports.with(memory.module(), memory.name(),
                        new LinearMemory(Integer.parseInt(limits.group(1)), maximum));
            }
        }
        return imports;
    }

    private static boolean isStubbed(ImportType wanted) {
        return !wanted.module().equals("env") || !wanted.name().equals("mix");
    }

    private static boolean export(ModuleWriter stubs, String name, ImportType wanted) {
        Matcher function = FUNCTION.matcher(wanted.description());
        Matcher global = GLOBAL.matcher(wanted.description());
        if (wanted.kind() == ExternKind.FUNCTION && function.matches()) {
            Signature signature = new Signature(types(function.group(1)), types(function.group(2)));
            Bytes code = new Bytes();
            signature.results().forEach(type -> code.append(zero(type)));
            stubs.export(name, Kind.FUNCTION,
                    stubs.function(signature, List.of(), code.raw(0x0b)));
            return true;
        }
        if (wanted.kind() == ExternKind.GLOBAL && global.matches()) {
            ValueType type = types(global.group(2)).getFirst();
            stubs.export(name, Kind.GLOBAL,
                    stubs.global(type, global.group(1) != null, zero(type)));
            return true;
        }
        return false;
    }

    private static List<ValueType> types(String list) {
        return list.isEmpty()
                ? List.of()
                : Arrays.stream(list.split(", "))
                        .map(word -> ValueType.valueOf(word.toUpperCase(Locale.ROOT))).toList();
    }

    private static Bytes zero(ValueType type) {
        return switch (type) {
            case I32 -> new Bytes().raw(0x41, 0);
            case I64 -> new Bytes().raw(0x42, 0);
            case F32 -> new Bytes().raw(0x43).littleEndian(0, 4);
            case F64 -> new Bytes().raw(0x44).littleEndian(0, 8);
            case FUNCREF, EXTERNREF -> new Bytes().raw(0xd0, type.code());
        };
    }
}
