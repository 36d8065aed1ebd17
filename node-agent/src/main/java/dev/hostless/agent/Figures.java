package dev.hostless.agent;

import dev.hostless.agent.AgentMetric.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Values of counters and gauges: of one board, or of many together. */
final class Figures {

    /** @param labels values of the metric's own labels */
    record Key(AgentMetric metric, List<String> labels) {
    }

    private final Map<Key, Double> values = new HashMap<>();
    private double collectorCycles;
    private double cycles;

    /** Adds the value of a board, or of something else, to what is there. */
    void add(AgentMetric metric, double value, String... labels) {
        add(new Key(metric, List.of(labels)), value);
    }

    private void add(Key key, double value) {
        values.merge(key, value, switch (key.metric().merging()) {
            case SUM -> Double::sum;
            case MAX -> Math::max;
            case MIN -> Math::min;
        });
    }

    /** A share of sums, not a sum of shares. */
    void addCollectorShare(double ofCollector, double ofAll) {
        collectorCycles += ofCollector;
        cycles += ofAll;
    }

    void add(Figures others) {
        others.values.forEach(this::add);
        addCollectorShare(others.collectorCycles, others.cycles);
    }

    /** What stays of a board that has ended. */
    void addCounters(Figures others) {
        others.values.forEach((key, value) -> {
            if (key.metric().type() == Type.COUNTER) {
                add(key, value);
            }
        });
    }

    void forEach(BiConsumer<Key, Double> sink) {
        values.forEach(sink);
        if (cycles > 0) {
            sink.accept(new Key(AgentMetric.GC_CPU_FRACTION, List.of()), collectorCycles / cycles);
        }
    }
}
