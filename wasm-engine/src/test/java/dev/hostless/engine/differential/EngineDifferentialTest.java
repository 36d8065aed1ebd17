package dev.hostless.engine.differential;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.Program;
import dev.hostless.engine.differential.HostlessContender.HostlessRunning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Our engine against others on random modules: results, traps, memory and globals. {@code -Dseed=}
 * is the first seed, {@code -Dmodules=} how many follow.
 */
class EngineDifferentialTest {
    private static final long FIRST_SEED = Long.getLong("seed", 1);
    private static final Path FAILED = Path.of("target", "differential");

    private final HostlessContender ours = new HostlessContender(EngineOptions.defaults());
    private final HostlessContender unmetered = new HostlessContender(
            EngineOptions.defaults().withMetered(false));
    private final HostlessContender interpreted = new HostlessContender(
            EngineOptions.defaults().withTiers(Tiers.INTERPRETED));
    private int judged;
    private int judgedByCompiler;
    private int judgedByV8;
    private int onlyEndiveDiffers;

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
            expect(module, "with protection", report(protectedOnes, module),
                    report(ours, module));
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
        Optional<V8Contender> v8 = V8Contender.open();
        try {
            forEachSeed(modules, seed -> compare(generator.apply(seed), v8));
        } finally {
            v8.ifPresent(V8Contender::close);
        }
        System.out.printf("differential: seeds %d to %d, judged by Endive's interpreter %d, by its"
                + " compiler %d, by V8 %d%n", FIRST_SEED, FIRST_SEED + modules - 1, judged,
                judgedByCompiler, judgedByV8);
        assertThat(judged).as("modules that Endive judged").isGreaterThan(modules / 3);
        assertThat(onlyEndiveDiffers).as("modules on which Endive alone differs")
                .isLessThanOrEqualTo(2 + modules / 50);
        assertThat(judgedByCompiler).as("modules that Endive could compile")
                .isGreaterThan(modules / 4);
    }

    /**
     * Endive's interpreter goes wrong on some blocks with parameters: there V8 alone is the judge.
     * Where Endive alone differs (it rounds some unsigned i64 wrongly to floats) V8 decides.
     * Endive's compiler fails on some modules without saying what it wants.
     */
    private void compare(RandomModule module, Optional<V8Contender> v8) {
        List<String> report = report(ours, module);
        expect(module, "Hostless unmetered", report(unmetered, module), report);
        expect(module, "Hostless interpreted", report(interpreted, module), report);
        assertThat(cycles(interpreted, module)).as("seed %d, cycles interpreted", module.seed())
                .isEqualTo(cycles(ours, module));
        if (v8.isPresent()) {
            expect(module, "V8", report(v8.get(), module), Trial.coarse(report));
            judgedByV8++;
        }
        if (module.hasBlockParameters()) {
            return;
        }
        var endive = report(EndiveContender.interpreted(), module);
        if (v8.isPresent() && !endive.equals(report)) {
            onlyEndiveDiffers++;
            return;
        }
        expect(module, "Endive interpreted", endive, report);
        judged++;
        try {
            EndiveContender.compiled().start(module.bytes());
        } catch (RuntimeException | LinkageError refused) {
            return;
        }
        expect(module, "Endive compiled", report(EndiveContender.compiled(), module), report);
        judgedByCompiler++;
    }

    private static List<String> report(Contender contender, RandomModule module) {
        try {
            return Trial.run(contender.start(module.bytes()), module);
        } catch (RuntimeException | LinkageError | StackOverflowError broken) {
            throw new IllegalStateException("%s broke on seed %d, see %s".formatted(contender,
                    module.seed(), keep(module)), broken);
        }
    }

    private static void expect(RandomModule module, String other, List<String> expected,
            List<String> actual) {
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                fail("seed %d, see %s, line %d of %d%n%-20s %s%n%-20s %s%n%s".formatted(
                        module.seed(), keep(module), i, expected.size(), other, expected.get(i),
                        "Hostless", actual.get(i), i == 0 ? "" : "after " + actual.get(i - 1)));
            }
        }
    }

    /** Writes the module down, so that the failure can be looked at. */
    private static Path keep(RandomModule module) {
        try {
            Path file = Files.createDirectories(FAILED).resolve(module.seed() + ".wasm");
            return Files.write(file, module.bytes()).toAbsolutePath();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
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
