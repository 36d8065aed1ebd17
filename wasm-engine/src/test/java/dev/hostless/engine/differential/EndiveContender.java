package dev.hostless.engine.differential;

import dev.hostless.engine.TrapKind;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.RandomModule.Entry;
import java.util.Arrays;
import java.util.List;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/** Endive, compiled or interpreted. */
final class EndiveContender implements Contender {
    private final boolean compiled;

    private EndiveContender(boolean compiled) {
        this.compiled = compiled;
    }

    static EndiveContender compiled() {
        return new EndiveContender(true);
    }

    static EndiveContender interpreted() {
        return new EndiveContender(false);
    }

    @Override
    public Running start(byte[] bytes) {
        WasmModule module = Parser.parse(bytes);
        Instance.Builder builder = Instance.builder(module)
                .withImportValues(ImportValues.builder().addFunction(mix()).build());
        if (compiled) {
            builder.withMachineFactory(MachineFactoryCompiler.builder(module)
                    .withInterpreterFallback(InterpreterFallback.SILENT).compile());
        }
        return new EndiveRunning(builder.build());
    }

    @Override
    public String toString() {
        return compiled ? "Endive compiled" : "Endive interpreted";
    }

    private static HostFunction mix() {
        MixHost host = new MixHost();
        FunctionType type = FunctionType.of(
                List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64), List.of(ValType.I64));
        return new HostFunction("env", "mix", type,
                (_, arguments) -> new long[]{host.mix((int) arguments[0], arguments[1],
                        Float.intBitsToFloat((int) arguments[2]),
                        Double.longBitsToDouble(arguments[3]))});
    }

    private record EndiveRunning(Instance instance) implements Running {
        @Override
        public Outcome call(Entry entry, long... arguments) {
            try {
                long[] results = instance.export(entry.name()).apply(arguments);
                int count = entry.signature().results().size();
                return new Outcome.Returned(Arrays.stream(results == null ? new long[0] : results)
                        .limit(count).boxed().toList());
            } catch (WasmEngineException trap) {
                String message = String.valueOf(trap.getMessage());
                // The one wording that is Endive's own.
                return new Outcome.Trapped(message.startsWith("Trapped on unreachable")
                        ? TrapKind.UNREACHABLE
                        : Contender.kindOf(message));
            }
        }

        @Override
        public byte[] memory() {
            Memory memory = instance.exports().memory("memory");
            return memory.readBytes(0, Memory.bytes(memory.pages()));
        }

        @Override
        public long global(String name, ValueType type) {
            return instance.exports().global(name).getValue();
        }
    }
}
