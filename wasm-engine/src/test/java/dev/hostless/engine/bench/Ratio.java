package dev.hostless.engine.bench;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * One time as a multiple of another.
 *
 * @param median of medians
 * @param least of the rounds, in each of which both ran one after the other
 */
record Ratio(double median, double least, double most) {
    /** Nothing if either was not measured. */
    static Optional<Ratio> of(Measurement mine, Measurement theirs) {
        OptionalDouble ours = mine.medianMillis();
        OptionalDouble others = theirs.medianMillis();
        if (ours.isEmpty() || others.isEmpty()) {
            return Optional.empty();
        }
        int rounds = Math.min(mine.nanos().size(), theirs.nanos().size());
        double[] ratios = IntStream.range(0, rounds)
                .mapToDouble(round -> (double) mine.nanos().get(round) / theirs.nanos().get(round))
                .sorted().toArray();
        return Optional.of(new Ratio(ours.getAsDouble() / others.getAsDouble(), ratios[0],
                ratios[rounds - 1]));
    }

    /** Nothing if there are none. */
    static OptionalDouble geometricMean(DoubleStream ratios) {
        OptionalDouble mean = ratios.map(Math::log).average();
        return mean.isPresent()
                ? OptionalDouble.of(Math.exp(mean.getAsDouble()))
                : OptionalDouble.empty();
    }

    @Override
    public String toString() {
        return "%.2f (%.2f-%.2f)".formatted(median, least, most);
    }
}
