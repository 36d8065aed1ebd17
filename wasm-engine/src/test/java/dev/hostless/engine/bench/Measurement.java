package dev.hostless.engine.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The times of one engine on one program, or why there are none. */
record Measurement(List<Long> nanos, String result, String missing) {
    static Measurement of(List<Long> nanos, String result) {
        return new Measurement(List.copyOf(nanos), result, "");
    }

    static Measurement missing(String reason) {
        return new Measurement(List.of(), "", reason);
    }

    boolean isMissing() {
        return nanos.isEmpty();
    }

    OptionalDouble medianMillis() {
        if (isMissing()) {
            return OptionalDouble.empty();
        }
        List<Long> sorted = new ArrayList<>(nanos);
        sorted.sort(null);
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
        return OptionalDouble.of(median / 1e6);
    }

    double minimumMillis() {
        return nanos.stream().mapToLong(Long::longValue).min().orElse(0) / 1e6;
    }

    double maximumMillis() {
        return nanos.stream().mapToLong(Long::longValue).max().orElse(0) / 1e6;
    }

    @Override
    public String toString() {
        return isMissing()
                ? "-"
                : "%.0f (%.0f-%.0f)".formatted(medianMillis().getAsDouble(), minimumMillis(),
                        maximumMillis());
    }
}
