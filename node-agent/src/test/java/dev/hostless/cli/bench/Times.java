package dev.hostless.cli.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What the measured rounds of one contestant took, or why there are none.
 *
 * @param nanos processor time, round by round
 */
record Times(List<Long> nanos, String missing) {
    static Times of(List<Long> nanos) {
        return new Times(List.copyOf(nanos), "");
    }

    static Times missing(String reason) {
        return new Times(List.of(), reason);
    }

    boolean isMissing() {
        return nanos.isEmpty();
    }

    double medianMillis() {
        return median(nanos.stream().mapToDouble(nano -> nano / 1e6));
    }

    /** The median round of this as a multiple of that of another, and all rounds, each to each. */
    Optional<Ratio> to(Times other) {
        if (isMissing() || other.isMissing()) {
            return Optional.empty();
        }
        var ratios = IntStream.range(0, Math.min(nanos.size(), other.nanos.size()))
                .mapToDouble(round -> (double) nanos.get(round) / other.nanos.get(round))
                .summaryStatistics();
        return Optional.of(new Ratio(medianMillis() / other.medianMillis(), ratios.getMin(),
                ratios.getMax()));
    }

    /** Median, and in brackets the least and the greatest. */
    @Override
    public String toString() {
        if (isMissing()) {
            return "-";
        }
        var millis = nanos.stream().mapToDouble(nano -> nano / 1e6).summaryStatistics();
        return "%.1f (%.1f-%.1f)".formatted(medianMillis(), millis.getMin(), millis.getMax());
    }

    static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** One time as a multiple of another. */
    record Ratio(double median, double least, double most) {
        static OptionalDouble geometricMean(DoubleStream ratios) {
            var logarithms = ratios.map(Math::log).summaryStatistics();
            return logarithms.getCount() == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Math.exp(logarithms.getAverage()));
        }

        @Override
        public String toString() {
            return "%.2f (%.2f-%.2f)".formatted(median, least, most);
        }
    }
}
