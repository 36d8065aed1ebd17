package dev.hostless.engine.differential;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.Program;
import dev.hostless.engine.differential.HostlessContender.HostlessRunning;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our engine against others on random modules: results, traps, memory and globals. {@code -Dseed=}
 * is the first seed, {@code -Dmodules=} how many follow.
 */
class EngineDifferentialTest {
    private static final long FIRST_SEED = Long.getLong("seed", 1);

    private final HostlessContender ours = new HostlessContender(EngineOptions.defaults());
    private final HostlessContender unmetered = new HostlessContender(
            EngineOptions.defaults().withMetered(false));

    @Test
    void randomModulesRunAlikeInAllEngines() throws Exception {
        compare(Integer.getInteger("modules", 100), ModuleGenerator::generate);
    }

    @Test
    @Tag("slow")
    void aThousandRandomModulesRunAlikeInAllEngines() throws Exception {
        compare(Integer.getInteger("modules", 1_000), ModuleGenerator::generate);
    }

    @Test
    @Tag("slow")
    void largeFunctionsRunAlikeInAllEngines() throws Exception {
        compare(Integer.getInteger("modules", 100), ModuleGenerator::generateHuge);
    }

    @Test
    void cyclesAreEqualInEveryRun() throws Exception {
        forEachSeed(Integer.getInteger("modules", 20), seed -> {
            RandomModule module = ModuleGenerator.generate(seed);
            Program program = ours.engine().load(module.bytes());
            long cold = cycles(program, module);
            for (int i = 0; i < 10; i++) {
                Trial.warm(ours.start(program), module);
            }
            assertThat(cycles(program, module)).as("seed %d, warm", seed).isEqualTo(cold);
            Program fresh = new HostlessContender(EngineOptions.defaults()).engine()
                    .load(module.bytes());
            assertThat(cycles(fresh, module)).as("seed %d, loaded again", seed).isEqualTo(cold);
            assertThat(cold).as("seed %d", seed).isPositive();
        });
    }

    @Test
    void protectionWithoutRangesChangesNothing() throws Exception {
        var protectedOnes = new HostlessContender(
                EngineOptions.defaults().withMemoryProtection(true));
        forEachSeed(Integer.getInteger("modules", 40), seed -> {
            RandomModule module = ModuleGenerator.generate(seed);
            Jury.expect(module, "with protection", Jury.report(protectedOnes, module),
                    Jury.report(ours, module));
            assertThat(cycles(protectedOnes.engine().load(module.bytes()), module))
                    .as("seed %d", seed)
                    .isEqualTo(cycles(ours.engine().load(module.bytes()), module));
        });
    }

    private static long cycles(HostlessContender contender, RandomModule module) {
        return cycles(contender.engine().load(module.bytes()), module);
    }

    private static long cycles(Program program, RandomModule module) {
        HostlessRunning running = new HostlessContender(EngineOptions.defaults()).start(program);
        Trial.warm(running, module);
        return running.cycles();
    }

    private void compare(int modules, LongFunction<RandomModule> generator) throws Exception {
        Jury jury = new Jury();
        Optional<V8Process> v8 = V8Process.open();
        try {
            forEachSeed(modules, seed -> compare(jury, generator.apply(seed), v8));
        } finally {
            v8.ifPresent(V8Process::close);
        }
        System.out.printf("differential: seeds %d to %d, %s%n", FIRST_SEED,
                FIRST_SEED + modules - 1, jury.tally());
        assertThat(jury.tally().endive).as("modules that Endive judged").isGreaterThan(modules / 3);
        assertThat(jury.tally().onlyEndiveDiffers).as("modules on which Endive alone differs")
                .isLessThanOrEqualTo(2 + modules / 50);
        assertThat(jury.tally().endiveCompiled).as("modules that Endive could compile")
                .isGreaterThan(modules / 4);
    }

    private void compare(Jury jury, RandomModule module, Optional<V8Process> v8) {
        Jury.Pending pending = jury.hear(module);
        Jury.expect(module, unmetered, Jury.report(unmetered, module), pending.report());
        if (v8.isPresent()) {
            v8.get().send(module);
            jury.settle(pending, v8.get().receive(module));
        } else {
            jury.settle(pending);
        }
    }

    private static void forEachSeed(int modules, LongConsumer action) throws Exception {
        System.out.println("differential: first seed " + FIRST_SEED);
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(null, () -> {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + modules; seed++) {
                action.accept(seed);
            }
        }, "differential", 1L << 29);
        thread.setUncaughtExceptionHandler((_, failure) -> thrown[0] = failure);
        thread.start();
        thread.join();
        switch (thrown[0]) {
            case null -> {
            }
            case AssertionError failed -> throw failed;
            default -> throw new IllegalStateException(thrown[0]);
        }
    }
}
