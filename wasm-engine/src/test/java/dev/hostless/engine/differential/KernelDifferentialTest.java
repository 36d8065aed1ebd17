package dev.hostless.engine.differential;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.Contender.Outcome;
import dev.hostless.engine.differential.Contender.Running;
import dev.hostless.engine.differential.HostlessContender.HostlessRunning;
import dev.hostless.engine.differential.RandomModule.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.types.OpCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The benchmark kernels give the checksums that their README states, which are those of the same C
 * code compiled for the host, and leave the same memory in all engines.
 */
class KernelDifferentialTest {
    private static final Path PROGRAMS = Path.of("src", "bench-programs");
    private static final Pattern ROW = Pattern
            .compile("\\| `(\\w+)` \\|[^|]*\\| (-?\\d+) \\| (-?\\d+) \\|");
    /** What the cost table names as free: no processor executes them. */
    private static final Set<OpCode> FREE = EnumSet.of(OpCode.BLOCK, OpCode.LOOP, OpCode.ELSE,
            OpCode.END, OpCode.NOP);
    private static final Entry RUN = new Entry("run",
            Signature.of(List.of(ValueType.I32), ValueType.I32));

    @TestFactory
    Stream<DynamicTest> everyKernelGivesItsChecksums() throws IOException {
        return ROW.matcher(Files.readString(PROGRAMS.resolve("README.md"))).results()
                .map(row -> DynamicTest.dynamicTest(row.group(1), () -> compare(row.group(1),
                        Integer.parseInt(row.group(2)), Integer.parseInt(row.group(3)))));
    }

    /** Bulk instructions cost by length too, so the kernels that fill and copy are left out. */
    @ParameterizedTest
    @ValueSource(strings = {"list", "matrix", "state", "crc", "fib"})
    void cyclesAreTheInstructionsThatRan(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(PROGRAMS.resolve("c").resolve(name + ".wasm"));
        HostlessRunning ours = new HostlessContender(EngineOptions.defaults()).start(bytes);
        run(ours, 1);
        long[] counted = new long[1];
        Instance.builder(Parser.parse(bytes))
                .withUnsafeExecutionListener((instruction, _) -> counted[0] += FREE
                        .contains(instruction.opcode()) ? 0 : 1)
                .build().export("run").apply(1);
        assertThat(ours.cycles()).isEqualTo(counted[0]);
    }

    private static void compare(String name, int afterOne, int afterHundred) throws IOException {
        byte[] bytes = Files.readAllBytes(PROGRAMS.resolve("c").resolve(name + ".wasm"));
        Running ours = new HostlessContender(EngineOptions.defaults()).start(bytes);
        Running unmetered = new HostlessContender(EngineOptions.defaults().withMetered(false))
                .start(bytes);
        Running compiled = EndiveContender.compiled().start(bytes);
        Running interpreted = EndiveContender.interpreted().start(bytes);
        for (Running running : List.of(ours, unmetered, compiled, interpreted)) {
            assertThat(run(running, 1)).isEqualTo(afterOne);
        }
        assertThat(ours.memory()).isEqualTo(compiled.memory()).isEqualTo(interpreted.memory())
                .isEqualTo(unmetered.memory());
        for (Running running : List.of(ours, unmetered, compiled)) {
            assertThat(run(running, 100)).isEqualTo(afterHundred);
        }
        assertThat(ours.memory()).isEqualTo(compiled.memory()).isEqualTo(unmetered.memory());
    }

    private static int run(Running running, int iterations) {
        if (running.call(RUN, iterations) instanceof Outcome.Returned returned) {
            return returned.bits().getFirst().intValue();
        }
        throw new IllegalStateException("a kernel trapped");
    }
}
