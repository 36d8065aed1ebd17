package dev.hostless.engine.spec;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestFunction;
import dev.hostless.engine.GuestGlobal;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.Imports;
import dev.hostless.engine.LinearMemory;
import dev.hostless.engine.Program;
import dev.hostless.engine.ProgramRejected;
import dev.hostless.engine.Trap;
import dev.hostless.engine.UnresolvedImport;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.spec.ScriptFault.Stage;
import dev.hostless.engine.spec.ScriptValue.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Our engine under the scripts. All guests share one CPU, since they call each other. */
final class HostlessScriptEngine implements ScriptEngine {
    /** An empty custom section of that name. */
    private static final byte[] GO_SECTION = "\0\13\12go:buildid"
            .getBytes(StandardCharsets.ISO_8859_1);

    private final Engine engine;
    private final GuestOptions options = GuestOptions.defaults();
    private final LinearMemory sharedMemory = LinearMemory.shared(1, 2, LinearMemory.MAX_BYTES);

    HostlessScriptEngine(Tiers tiers) {
        engine = new Engine(EngineOptions.defaults().withTiers(tiers));
    }

    @Override
    public Instance spectest() {
        return instantiate(Spectest.stateOnly(), Map.of());
    }

    @Override
    public Instance instantiate(byte[] bytes, Map<String, Instance> registered) {
        return faults(() -> {
            Program program = load(bytes);
            Imports imports = Imports.of(new SpectestPrints()).with("spectest", "shared_memory",
                    sharedMemory);
            for (Map.Entry<String, Instance> entry : registered.entrySet()) {
                if (entry.getValue() instanceof GuestInstance instance) {
                    imports = imports.withGuest(entry.getKey(), instance.guest);
                }
            }
            return new GuestInstance(program.instantiate(imports, options));
        });
    }

    /** Mixed, a module also gets the mark of Go's linker, without which it is only compiled. */
    private Program load(byte[] bytes) {
        Program program = engine.load(bytes);
        if (engine.options().tiers() != Tiers.MIXED) {
            return program;
        }
        byte[] marked = Arrays.copyOf(bytes, bytes.length + GO_SECTION.length);
        System.arraycopy(GO_SECTION, 0, marked, bytes.length, GO_SECTION.length);
        return engine.load(marked);
    }

    private static <T> T faults(Supplier<T> action) {
        try {
            return action.get();
        } catch (UnresolvedImport unlinkable) {
            throw new ScriptFault(Stage.UNLINKABLE, unlinkable.getMessage(), unlinkable);
        } catch (ProgramRejected rejected) {
            throw new ScriptFault(Stage.REJECTED, rejected.getMessage(), rejected);
        } catch (Trap trap) {
            throw new ScriptFault(Stage.TRAPPED, trap.getMessage(), trap);
        }
    }

    private record GuestInstance(Guest guest) implements Instance {
        @Override
        public List<ScriptValue> invoke(String function, List<ScriptValue> arguments) {
            GuestFunction called = guest.function(function);
            long[] raw = arguments.stream().mapToLong(GuestInstance::raw).toArray();
            long[] results = faults(() -> called.call(raw));
            List<ValueType> types = called.type().results();
            if (results.length != types.size()) {
                throw new IllegalStateException("%d results instead of %d"
                        .formatted(results.length, types.size()));
            }
            List<ScriptValue> values = new ArrayList<>();
            for (int i = 0; i < results.length; i++) {
                values.add(value(types.get(i), results[i]));
            }
            return values;
        }

        @Override
        public ScriptValue global(String name) {
            if (guest.export(name) instanceof GuestGlobal global) {
                return value(global.type(), global.bits());
            }
            throw new IllegalStateException("not a global: " + name);
        }

        private static long raw(ScriptValue argument) {
            return argument.isNull() ? Guest.NULL_REFERENCE : argument.bits();
        }

        private static ScriptValue value(ValueType type, long raw) {
            Kind kind = Kind.named(type.toString());
            if (!kind.isReference()) {
                return ScriptValue.number(kind, raw);
            }
            return raw == Guest.NULL_REFERENCE
                    ? ScriptValue.nullReference(kind)
                    : ScriptValue.reference(kind, raw);
        }
    }
}
