package dev.hostless.engine.spec;

import dev.hostless.engine.spec.ScriptFault.Stage;
import dev.hostless.engine.spec.ScriptValue.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.CallResult;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.Store;
import run.endive.wasm.InvalidException;
import run.endive.wasm.MalformedException;
import run.endive.wasm.Parser;
import run.endive.wasm.UnlinkableException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ValType;
import run.endive.wasm.types.Value;

/** Endive's interpreter: what it passes tells whether the runner is right. */
final class EndiveScriptEngine implements ScriptEngine {
    @Override
    public Instance spectest() {
        return instantiate(Spectest.complete(), Map.of());
    }

    @Override
    public Instance instantiate(byte[] bytes, Map<String, Instance> registered) {
        return faults(() -> {
            WasmModule module = Parser.parse(bytes);
            Store store = new Store();
            registered.forEach((name, other) -> {
                if (other instanceof EndiveInstance instance) {
                    store.register(name, instance.instance);
                }
            });
            return new EndiveInstance(run.endive.runtime.Instance.builder(module)
                    .withImportValues(store.toImportValues()).build());
        });
    }

    private static <T> T faults(Supplier<T> action) {
        try {
            return action.get();
        } catch (MalformedException | InvalidException rejected) {
            throw new ScriptFault(Stage.REJECTED, rejected.getMessage(), rejected);
        } catch (UnlinkableException unlinkable) {
            throw new ScriptFault(Stage.UNLINKABLE, unlinkable.getMessage(), unlinkable);
        } catch (WasmEngineException trap) {
            throw new ScriptFault(Stage.TRAPPED, specificationWords(trap), trap);
        }
    }

    private static final class EndiveInstance implements Instance {
        private final run.endive.runtime.Instance instance;

        EndiveInstance(run.endive.runtime.Instance instance) {
            this.instance = instance;
        }

        @Override
        public List<ScriptValue> invoke(String function, List<ScriptValue> arguments) {
            long[] raw = arguments.stream().mapToLong(EndiveInstance::raw).toArray();
            Object[] references = arguments.stream().map(EndiveInstance::reference).toArray();
            CallResult results = faults(
                    () -> instance.export(function).applyWithRefs(raw, references));
            List<ValType> types = instance.exportType(function).returns();
            List<ScriptValue> values = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                values.add(types.get(i).isObjectRef()
                        ? externalReference(results.refResult(i))
                        : value(types.get(i), results.longResult(i)));
            }
            return values;
        }

        @Override
        public ScriptValue global(String name) {
            GlobalInstance global = instance.exports().global(name);
            return value(global.getType(), global.getValue());
        }

        private static long raw(ScriptValue argument) {
            return argument.isNull() ? Value.REF_NULL_VALUE : argument.bits();
        }

        private static @Nullable Object reference(ScriptValue argument) {
            boolean external = argument.kind() == Kind.EXTERNREF && !argument.isNull();
            return external ? argument.bits() : null;
        }

        private static ScriptValue externalReference(@Nullable Object reference) {
            return reference == null
                    ? ScriptValue.nullReference(Kind.EXTERNREF)
                    : ScriptValue.reference(Kind.EXTERNREF, (Long) reference);
        }

        private static ScriptValue value(ValType type, long raw) {
            if (type.isReference()) {
                return raw == Value.REF_NULL_VALUE
                        ? ScriptValue.nullReference(Kind.FUNCREF)
                        : ScriptValue.reference(Kind.FUNCREF, raw);
            }
            return ScriptValue.number(Kind.named(type.name().toLowerCase(Locale.ROOT)), raw);
        }
    }

    /** Endive words one trap differently from the scripts. */
    private static @Nullable String specificationWords(WasmEngineException trap) {
        String message = trap.getMessage();
        return "Trapped on unreachable instruction".equals(message) ? "unreachable" : message;
    }
}
