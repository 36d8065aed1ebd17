package dev.hostless.gogc;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PauseHistogramTest {
    @Test
    void bucketsCoverAllDurationsWithoutGaps() {
        long next = 0;
        int index = 0;
        while (next >= 0) {
            assertThat(PauseHistogram.index(next)).isEqualTo(index);
            long last = PauseHistogram.last(index);
            assertThat(PauseHistogram.index(last)).isEqualTo(index);
            assertThat(last - next).as("width").isLessThanOrEqualTo(next / 32);
            next = last + 1;
            index++;
        }
        assertThat(PauseHistogram.last(index - 1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anEmptyHistogramIsAllZero() {
        assertThat(new PauseHistogram().figures()).isEqualTo(new PauseFigures(0, 0, 0, 0, 0));
    }

    @Test
    void smallDurationsAreExact() {
        var histogram = new PauseHistogram();
        for (int cycles = 1; cycles <= 50; cycles++) {
            histogram.record(cycles);
        }
        assertThat(histogram.figures()).isEqualTo(new PauseFigures(50, 1275, 50, 25, 50));
    }

    @Test
    void aPercentileIsNeverBeyondTheMaximum() {
        var histogram = new PauseHistogram();
        histogram.record(1_000_001);
        histogram.record(Long.MAX_VALUE - 1_000_001);
        assertThat(histogram.percentile(99)).isEqualTo(Long.MAX_VALUE - 1_000_001);
        assertThat(histogram.percentile(50)).isBetween(1_000_001L, 1_031_252L);
    }

    @Test
    void percentilesStayWithinTheStatedErrorOfSortedValues() {
        long seed = Long.getLong("seed", 3L);
        System.out.println("PauseHistogramTest -Dseed=" + seed);
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            var histogram = new PauseHistogram();
            long[] values = new long[1 + random.nextInt(500)];
            int bits = 1 + random.nextInt(40);
            for (int index = 0; index < values.length; index++) {
                values[index] = random.nextLong() >>> 63 - random.nextInt(bits + 1) - 1 >>> 1;
                histogram.record(values[index]);
            }
            Arrays.sort(values);
            for (int percent : new int[]{1, 50, 90, 99, 100}) {
                long exact = values[(values.length * percent + 99) / 100 - 1];
                assertThat(histogram.percentile(percent)).isBetween(exact, exact + exact / 32);
            }
            var figures = histogram.figures();
            assertThat(figures.count()).isEqualTo(values.length);
            assertThat(figures.sumCycles()).isEqualTo(Arrays.stream(values).sum());
            assertThat(figures.maxCycles()).isEqualTo(values[values.length - 1]);
        }
    }
}
