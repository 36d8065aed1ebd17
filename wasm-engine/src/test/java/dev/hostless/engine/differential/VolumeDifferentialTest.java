package dev.hostless.engine.differential;

import dev.hostless.engine.differential.Jury.Tally;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Very many small random modules, by a worker for each processor. Without {@code node} there is
 * nobody to decide what Endive gets wrong, so nothing is run. {@code -Dseed=} is the first seed,
 * {@code -Dmodules=} how many follow; what comes of a seed does not depend on the others.
 */
class VolumeDifferentialTest {
    private static final long FIRST_SEED = Long.getLong("seed", 1);
    private static final int WORKERS_MAX = 8;

    @Test
    void smallModulesRunAlikeInAllEngines() throws Exception {
        compare(Integer.getInteger("modules", 2_000));
    }

    @Test
    @Tag("slow")
    void manySmallModulesRunAlikeInAllEngines() throws Exception {
        compare(Integer.getInteger("modules", 100_000));
    }

    private static void compare(int modules) throws Exception {
        assumeTrue(V8Process.isPresent(), "no node to start");
        int count = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, WORKERS_MAX);
        Tally tally = new Tally();
        List<VolumeWorker> workers = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                workers.add(VolumeWorker.start(FIRST_SEED + i, count, FIRST_SEED + modules));
            }
            for (VolumeWorker worker : workers) {
                tally.add(worker.await());
            }
        } finally {
            workers.forEach(VolumeWorker::stop);
        }
        System.out.printf("volume: seeds %d to %d, %s%n", FIRST_SEED, FIRST_SEED + modules - 1,
                tally);
        assertThat(tally.v8).as("modules that V8 judged").isEqualTo(modules);
        assertThat(tally.endive).as("modules that Endive judged").isGreaterThan(modules / 2);
        assertThat(tally.endiveCompiled).as("modules that Endive could compile")
                .isGreaterThan(modules / 2);
        assertThat(tally.onlyEndiveDiffers).as("modules on which Endive alone differs")
                .isLessThanOrEqualTo(1 + modules / 100);
    }
}
