package dev.hostless.gogc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * What each {@link Step} costs in cycles of the board. {@link #DEFAULT} holds what Go's own code
 * retires for the same step, as it was counted; docs/gc.md says how.
 */
public final class HeapCosts {
    private static final String COUNTED = "heap-costs.properties";

    /** In WebAssembly instructions of Go 1.26's runtime. */
    public static final HeapCosts DEFAULT = counted();

    private final int[] cycles = new int[Step.values().length];

    private HeapCosts(Map<Step, Integer> costs) {
        costs.forEach((step, cost) -> {
            if (cost < 0) {
                throw new IllegalArgumentException(step + " cannot cost " + cost + " cycles");
            }
            cycles[step.ordinal()] = cost;
        });
    }

    private static HeapCosts counted() {
        var lines = new Properties();
        try (var in = HeapCosts.class.getResourceAsStream(COUNTED)) {
            lines.load(Objects.requireNonNull(in, COUNTED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var costs = new EnumMap<Step, Integer>(Step.class);
        for (var step : Step.values()) {
            var cost = lines.getProperty(step.name());
            costs.put(step, Integer.parseInt(Objects.requireNonNull(cost, step.name()).strip()));
        }
        return of(costs);
    }

    /** A step that is not in the map costs nothing. */
    public static HeapCosts of(Map<Step, Integer> costs) {
        return new HeapCosts(costs);
    }

    public HeapCosts with(Step step, int cost) {
        Map<Step, Integer> costs = new EnumMap<>(Step.class);
        for (var each : Step.values()) {
            costs.put(each, cycles(each));
        }
        costs.put(step, cost);
        return new HeapCosts(costs);
    }

    public int cycles(Step step) {
        return cycles[step.ordinal()];
    }

    /** What so many steps cost. */
    public long cyclesOf(StepCounts counts) {
        long sum = 0;
        for (var step : Step.values()) {
            sum += cycles[step.ordinal()] * counts.of(step);
        }
        return sum;
    }

    int[] table() {
        return cycles;
    }
}
