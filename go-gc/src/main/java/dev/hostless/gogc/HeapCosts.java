package dev.hostless.gogc;

import java.util.EnumMap;
import java.util.Map;

/**
 * What each {@link Step} costs in cycles of the board. {@link #DEFAULT} holds estimates of what
 * Go's own code retires for the same step; who has measured better ones replaces them.
 */
public final class HeapCosts {
    /** Estimates, in WebAssembly instructions of Go 1.26's runtime. */
    public static final HeapCosts DEFAULT = of(Map.ofEntries(Map.entry(Step.PAGE_SEARCH, 25),
            Map.entry(Step.ALLOCATE_SPAN, 900), Map.entry(Step.FREE_SPAN, 500),
            Map.entry(Step.SWEEP_SPAN, 600), Map.entry(Step.ALLOCATE_TINY, 60),
            Map.entry(Step.ALLOCATE_OBJECT, 150), Map.entry(Step.FREE_OBJECT, 120),
            Map.entry(Step.REFILL, 400), Map.entry(Step.ZERO_WORD, 1),
            Map.entry(Step.MARK_OBJECT, 60), Map.entry(Step.SCAN_OBJECT, 60),
            Map.entry(Step.SCAN_WORD, 12), Map.entry(Step.SCAN_SPAN, 200),
            Map.entry(Step.SCAN_ROOT, 12), Map.entry(Step.BARRIER_WORD, 20),
            Map.entry(Step.SPECIAL, 80), Map.entry(Step.PHASE, 3000)));

    private final int[] cycles = new int[Step.values().length];

    private HeapCosts(Map<Step, Integer> costs) {
        costs.forEach((step, cost) -> {
            if (cost < 0) {
                throw new IllegalArgumentException(step + " cannot cost " + cost + " cycles");
            }
            cycles[step.ordinal()] = cost;
        });
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
