package dev.hostless.engine.differential;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.Imports;
import dev.hostless.engine.Program;
import dev.hostless.engine.differential.HostlessContender.HostlessRunning;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Stepping changes nothing: random modules give the same results and cycles with a handler. */
class SteppedRunsTest {
    private static final long FIRST_SEED = Long.getLong("seed", 1);
    private static final int MODULES = Integer.getInteger("modules", 40);
    private static final long STACK_BYTES = 1L << 29;

    private long steps;

    private HostlessRunning start(Program program, boolean stepped) {
        GuestOptions options = GuestOptions.defaults();
        return new HostlessRunning(program.instantiate(Imports.of(new MixHost()),
                stepped ? options.withSteps(_ -> steps++) : options));
    }

    private void compare(long seed) {
        RandomModule module = ModuleGenerator.generate(seed);
        Program program = new Engine(EngineOptions.defaults().withTiers(Tiers.INTERPRETED))
                .load(module.bytes());
        HostlessRunning plain = start(program, false);
        HostlessRunning stepped = start(program, true);
        assertThat(Trial.run(stepped, module)).as("seed %d", seed)
                .isEqualTo(Trial.run(plain, module));
        assertThat(stepped.cycles()).as("seed %d", seed).isEqualTo(plain.cycles());
    }

    @Test
    void aSteppedRunIsTheSameRun() throws InterruptedException {
        var failures = new java.util.concurrent.ConcurrentLinkedQueue<Throwable>();
        Thread thread = new Thread(null, () -> {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + MODULES; seed++) {
                compare(seed);
            }
        }, "stepped", STACK_BYTES);
        thread.setUncaughtExceptionHandler((_, thrown) -> failures.add(thrown));
        thread.start();
        thread.join();
        assertThat(failures).isEmpty();
        assertThat(steps).isPositive();
    }
}
