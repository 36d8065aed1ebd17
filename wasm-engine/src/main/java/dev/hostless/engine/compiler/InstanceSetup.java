package dev.hostless.engine.compiler;

import dev.hostless.engine.LinearMemory;
import dev.hostless.engine.StepHandler;
import dev.hostless.engine.WaitQueue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an instance is made of.
 *
 * @param probes told of probed functions
 * @param functions imported functions that are other guests' functions, by index
 * @param globals imported globals by index
 * @param waits where the guest waits for others
 * @param steps told before each instruction, or null
 */
public record InstanceSetup(ProgramCode code, Meter meter, Table[] tables,
        @Nullable LinearMemory memory, ProbeSink probes,
        Map<Integer, FunctionReference> functions, Map<Integer, GlobalCell> globals,
        WaitQueue waits, @Nullable StepHandler steps) {
    /** Told of the entry of a probed function. */
    public interface ProbeSink {
        void accept(int probe, long firstArgument);
    }

    @Nullable
    FunctionReference imported(int function) {
        return functions.get(function);
    }

    @Nullable
    GlobalCell importedGlobal(int global) {
        return globals.get(global);
    }
}
