package dev.hostless.engine.fuzz;

import dev.hostless.engine.EngineOptions.Tiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is done to a module, only declared exceptions come out of it, and both tiers agree.
 * {@code -Dseed=} is the first mutant's seed, {@code -Dmutants=} how many follow; a mutant that
 * causes another exception is kept in {@code target/mutants}.
 */
class MutationFuzzTest {
    private static final long FIRST_SEED = Long.getLong("seed", 1);
    private static final Path FAILED = Path.of("target", "mutants");
    private static final long STACK_BYTES = 64 << 20;

    @Test
    void mutantsCauseNoUndeclaredException() throws Exception {
        fuzz(Corpus.standard(), Integer.getInteger("mutants", 2_000));
    }

    @Test
    @Tag("slow")
    void manyMutantsOfManyModulesCauseNoUndeclaredException() throws Exception {
        List<byte[]> corpus = new ArrayList<>(Corpus.standard());
        corpus.addAll(Corpus.specification());
        fuzz(corpus, Integer.getInteger("mutants", 10_000));
    }

    private static void fuzz(List<byte[]> corpus, int mutants) throws Exception {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(null, () -> run(corpus, mutants), "fuzz", STACK_BYTES);
        thread.setUncaughtExceptionHandler((_, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();
        if (failure.get() != null) {
            throw new AssertionError("see the cause", failure.get());
        }
    }

    private static void run(List<byte[]> corpus, int mutants) {
        Ordeal compiled = new Ordeal(Ordeal.limits().withTiers(Tiers.COMPILED));
        Ordeal interpreted = new Ordeal(Ordeal.limits().withTiers(Tiers.INTERPRETED));
        int refused = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + mutants; seed++) {
            byte[] mutant = new Mutator(corpus, new SplittableRandom(seed)).mutant();
            List<String> report = attempt(compiled, mutant, seed);
            if (Ordeal.isRefused(report)) {
                refused++;
            } else {
                List<String> other = attempt(interpreted, mutant, seed);
                assertThat(other).as("mutant of seed %d, interpreted", seed).isEqualTo(report);
            }
        }
        System.out.printf("fuzz: %d modules, mutants of seeds %d to %d, of which %d were refused%n",
                corpus.size(), FIRST_SEED, FIRST_SEED + mutants - 1, refused);
        assertThat(refused).as("refused of %d", mutants).isBetween(mutants / 20,
                mutants - mutants / 20);
    }

    private static List<String> attempt(Ordeal ordeal, byte[] mutant, long seed) {
        try {
            return ordeal.run(mutant);
        } catch (Throwable undeclared) {
            throw new AssertionError("mutant of seed %d, see %s".formatted(seed,
                    keep(mutant, seed)), undeclared);
        }
    }

    private static Path keep(byte[] mutant, long seed) {
        try {
            Path file = Files.createDirectories(FAILED).resolve(seed + ".wasm");
            return Files.write(file, mutant).toAbsolutePath();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
