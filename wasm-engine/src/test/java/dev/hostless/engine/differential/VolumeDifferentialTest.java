package dev.hostless.engine.differential;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.EngineOptions.Tiers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Many small random modules: both tiers against V8, a sample also against Endive. Endive rounds
 * some unsigned i64 wrongly to floats, so where it alone differs V8 decides; without {@code node}
 * there is nothing to be learned here. {@code -Dseed=} is the first seed, {@code -Dmodules=} how
 * many follow.
 */
class VolumeDifferentialTest {
    private static final long FIRST_SEED = Long.getLong("seed", 1);
    private static final Path FAILED = Path.of("target", "differential");
    private static final long STACK_BYTES = 1L << 29;
    /** One module in so many also goes to Endive, which takes as long as all else together. */
    private static final int ENDIVE_SAMPLE = 4;
    private static final int COMPILER_SAMPLE = 48;

    private final HostlessContender ours = new HostlessContender(EngineOptions.defaults());
    private final HostlessContender interpreted = new HostlessContender(
            EngineOptions.defaults().withTiers(Tiers.INTERPRETED));
    private int judgedByEndive;
    private int judgedByCompiler;
    private int judgedByV8;
    private int onlyEndiveDiffers;

    /** A module that V8 has been asked about, and what else was found out. */
    private record Pending(RandomModule module, List<String> report, boolean endiveDiffers) {
    }

    @Test
    void smallModulesRunAlikeInAllEngines() throws Exception {
        compare(Integer.getInteger("modules", 500));
    }

    @Test
    @Tag("slow")
    void manySmallModulesRunAlikeInAllEngines() throws Exception {
        compare(Integer.getInteger("modules", 3_000));
    }

    private void compare(int modules) throws Exception {
        assumeTrue(V8Contender.isPresent(), "no node to start");
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(null, () -> run(modules), "volume", STACK_BYTES);
        thread.setUncaughtExceptionHandler((_, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();
        if (failure.get() != null) {
            throw new AssertionError("see the cause", failure.get());
        }
        System.out.printf("volume: seeds %d to %d, judged by V8 %d, by Endive's interpreter %d, by"
                + " its compiler %d, of which Endive alone differed on %d%n", FIRST_SEED,
                FIRST_SEED + modules - 1, judgedByV8, judgedByEndive, judgedByCompiler,
                onlyEndiveDiffers);
        assertThat(judgedByEndive).as("modules that Endive judged").isGreaterThan(modules / 10);
        assertThat(onlyEndiveDiffers).as("modules on which Endive alone differs")
                .isLessThanOrEqualTo(1 + judgedByEndive / 50);
    }

    private void run(int modules) {
        try (V8Contender v8 = V8Contender.open().orElseThrow()) {
            Queue<Pending> pending = new ArrayDeque<>();
            for (long seed = FIRST_SEED; seed < FIRST_SEED + modules; seed++) {
                RandomModule module = ModuleGenerator.generateSmall(seed);
                v8.send(module);
                pending.add(compareHere(module));
                if (pending.size() == V8Contender.TRIALS_MAX) {
                    compare(v8, pending.remove());
                }
            }
            pending.forEach(one -> compare(v8, one));
        }
    }

    /** Endive's interpreter goes wrong on some blocks with parameters: V8 judges those alone. */
    private Pending compareHere(RandomModule module) {
        List<String> report = report(ours, module);
        check(module, "Hostless interpreted", report, report(interpreted, module));
        boolean differs = false;
        if (module.seed() % ENDIVE_SAMPLE == 0 && !module.hasBlockParameters()) {
            differs = !report.equals(report(EndiveContender.interpreted(), module));
            judgedByEndive++;
            if (module.seed() % COMPILER_SAMPLE == 0) {
                differs |= compilerDiffers(module, report);
            }
        }
        return new Pending(module, report, differs);
    }

    /** Endive's compiler fails on some modules without saying what it wants. */
    private boolean compilerDiffers(RandomModule module, List<String> report) {
        try {
            EndiveContender.compiled().start(module.bytes());
        } catch (RuntimeException | LinkageError refused) {
            return false;
        }
        judgedByCompiler++;
        return !report.equals(report(EndiveContender.compiled(), module));
    }

    private void compare(V8Contender v8, Pending pending) {
        RandomModule module = pending.module();
        check(module, v8.toString(), Trial.coarse(pending.report()), v8.receive(module));
        judgedByV8++;
        onlyEndiveDiffers += pending.endiveDiffers() ? 1 : 0;
    }

    private static List<String> report(Contender contender, RandomModule module) {
        try {
            return Trial.run(contender.start(module.bytes()), module);
        } catch (RuntimeException | LinkageError | StackOverflowError broken) {
            throw new AssertionError("%s broke on seed %d, see %s".formatted(contender,
                    module.seed(), keep(module)), broken);
        }
    }

    private static void check(RandomModule module, String other, List<String> ours,
            List<String> theirs) {
        if (!ours.equals(theirs)) {
            assertThat(ours).as("seed %d against %s, see %s", module.seed(), other, keep(module))
                    .isEqualTo(theirs);
        }
    }

    /** Writes the module down, so that the failure can be looked at. */
    private static Path keep(RandomModule module) {
        try {
            Path file = Files.createDirectories(FAILED).resolve("small-" + module.seed() + ".wasm");
            return Files.write(file, module.bytes()).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
