package dev.hostless.controlplane.telemetry;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PauseSketchTest {

    private static final long HZ = 1_000_000_000;

    @Test
    void mergedSketchesTellTheQuantilesOfAllWithinOnePercent() {
        long seed = Long.getLong("seed", 3);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var all = new long[10_000];
        var merged = PauseSketch.empty();
        for (int node = 0; node < 100; node++) {
            var sketch = PauseSketch.empty();
            for (int index = 0; index < 100; index++) {
                long pause = 1 + (long) Math.exp(random.nextDouble() * 18);
                all[node * 100 + index] = pause;
                sketch.add(pause, HZ);
            }
            merged.merge(PauseSketch.decode(sketch.encode(), sketch.maxNanos()));
        }
        Arrays.sort(all);
        var pauses = merged.pauses();
        assertThat(pauses.count()).isEqualTo(10_000);
        assertThat(pauses.p50Nanos()).isCloseTo(all[4999], Percentage.withPercentage(1.1));
        assertThat(pauses.p99Nanos()).isCloseTo(all[9899], Percentage.withPercentage(1.1));
        assertThat(pauses.maxNanos()).isEqualTo(all[9999]);
    }

    @Test
    void withoutPausesThereAreNoFigures() {
        assertThat(PauseSketch.empty().pauses()).isNull();
        var sketch = PauseSketch.empty();
        sketch.add(null, HZ);
        assertThat(sketch.pauses()).isNull();
    }

    @Test
    void aPauseOfZeroIsAPause() {
        var sketch = PauseSketch.empty();
        sketch.add(0L, HZ);
        assertThat(sketch.pauses()).isEqualTo(new PauseSketch.Pauses(1, 0, 0, 0));
    }

    @Test
    void cyclesBecomeNanoseconds() {
        assertThat(PauseSketch.nanos(20_310, 200_000_000)).isEqualTo(101_550);
        assertThat(PauseSketch.nanos(1L << 52, 50_000_000)).isEqualTo((1L << 52) * 20);
    }
}
