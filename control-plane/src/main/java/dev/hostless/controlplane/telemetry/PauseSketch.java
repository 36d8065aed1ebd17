package dev.hostless.controlplane.telemetry;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * How pauses are distributed: a DDSketch, so that the sketches of many nodes merge into one of all,
 * and quantiles keep a relative error of at most 1 %. The maximum is kept beside it, exactly.
 */
final class PauseSketch {

    private static final double RELATIVE_ERROR = 0.01;
    /** 2048 bins of 1 % span 17 decades: from a nanosecond to years. */
    private static final int MAX_BINS = 2048;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final DDSketch sketch;
    private long maxNanos;

    private PauseSketch(DDSketch sketch, long maxNanos) {
        this.sketch = sketch;
        this.maxNanos = maxNanos;
    }

    static PauseSketch empty() {
        return new PauseSketch(
                DDSketches.logarithmicCollapsingLowestDense(RELATIVE_ERROR, MAX_BINS), 0);
    }

    static PauseSketch decode(byte[] bytes, long maxNanos) {
        try {
            return new PauseSketch(
                    DDSketch.decode(
                            ByteArrayInput.wrap(bytes),
                            () -> new CollapsingLowestDenseStore(MAX_BINS)),
                    maxNanos);
        } catch (IOException torn) {
            throw new UncheckedIOException("a stored sketch cannot be read", torn);
        }
    }

    byte[] encode() {
        var output = GrowingByteArrayOutput.withDefaultInitialCapacity();
        try {
            sketch.encode(output, false);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return output.trimmedCopy();
    }

    void add(@Nullable Long pauseCycles, long clockHz) {
        if (pauseCycles != null) {
            long nanos = nanos(pauseCycles, clockHz);
            sketch.accept(nanos);
            maxNanos = Math.max(maxNanos, nanos);
        }
    }

    void merge(PauseSketch other) {
        if (!other.sketch.isEmpty()) {
            sketch.mergeWith(other.sketch);
            maxNanos = Math.max(maxNanos, other.maxNanos);
        }
    }

    long maxNanos() {
        return maxNanos;
    }

    /** The figures; null when there is no pause, for then no quantile exists. */
    @Nullable
    Pauses pauses() {
        if (sketch.isEmpty()) {
            return null;
        }
        // A quantile's estimate may lie 1 % above the largest value that there was.
        return new Pauses(
                Math.round(sketch.getCount()),
                Math.min(Math.round(sketch.getValueAtQuantile(0.5)), maxNanos),
                Math.min(Math.round(sketch.getValueAtQuantile(0.99)), maxNanos),
                maxNanos);
    }

    /** Virtual nanoseconds of so many cycles, rounded down. */
    static long nanos(long cycles, long clockHz) {
        return Math.addExact(
                Math.multiplyExact(cycles / clockHz, NANOS_PER_SECOND),
                (long) ((double) (cycles % clockHz) * NANOS_PER_SECOND / clockHz));
    }

    /** Pauses in virtual nanoseconds. */
    record Pauses(long count, long p50Nanos, long p99Nanos, long maxNanos) {
    }
}
