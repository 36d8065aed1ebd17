package dev.hostless.agent;

import dev.hostless.agent.AgentMetric.Scope;
import dev.hostless.board.CollectorPhase;
import dev.hostless.board.GcPause;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Histograms of all boards. Each is a classic one and, for a scraper that asks for it, a native one
 * of the same values.
 */
final class BoardHistograms {

    /** From 1 µs to 10 s: 200 cycles at 200 MHz, and what no board should ever stop for. */
    private static final double[] BOUNDS = {1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4,
        1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1, 2, 5, 10};
    /** A native one halves its resolution when it would have more: 1.1 from bucket to bucket. */
    private static final int NATIVE_BUCKETS_MAX = 100;

    private final Map<AgentMetric, Histogram> ofGroups = new EnumMap<>(AgentMetric.class);
    private final Map<AgentMetric, Histogram> ofNodes = new EnumMap<>(AgentMetric.class);

    BoardHistograms(PrometheusRegistry registry, Labels constant) {
        for (var metric : AgentMetric.values()) {
            if (metric.type() == AgentMetric.Type.HISTOGRAM) {
                ofGroups.put(metric, histogram(metric.family(), metric, AgentMetric.BOARD_LABELS,
                        constant, registry));
                if (metric.scope() == Scope.NODES) {
                    ofNodes.put(metric, histogram(metric.nodeFamily(), metric,
                            prepended(AgentMetric.NODE, AgentMetric.BOARD_LABELS), constant,
                            registry));
                }
            }
        }
    }

    private static Histogram histogram(String family, AgentMetric metric, List<String> labels,
            Labels constant, PrometheusRegistry registry) {
        return Histogram.builder().name(family).help(metric.meaning()).constLabels(constant)
                .labelNames(Stream.concat(labels.stream(), metric.labels().stream())
                        .toArray(String[]::new))
                .classicUpperBounds(BOUNDS).nativeMaxNumberOfBuckets(NATIVE_BUCKETS_MAX)
                // A stop of a board belongs to no request that could be an example of it.
                .withoutExemplars()
                .register(registry);
    }

    static List<String> prepended(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    private static String label(Enum<?> phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    /** @param node that has series of its own */
    Recorder recorder(BoardGroup group, Optional<String> node) {
        return new Recorder(group, node);
    }

    /** Where the values of one board go; told by one thread at a time. */
    final class Recorder {
        private final List<String> group;
        private final Optional<List<String>> node;
        private final Map<AgentMetric, Map<Enum<?>, List<DistributionDataPoint>>> points;

        private Recorder(BoardGroup group, Optional<String> node) {
            points = new EnumMap<>(AgentMetric.class);
            this.group = group.values();
            this.node = node.map(name -> prepended(name, group.values()));
            // A rate over a series that begins with its first value misses that value.
            for (var stop : GcPause.Stop.values()) {
                points(AgentMetric.GC_PAUSE, stop);
                points(AgentMetric.GC_PAUSE_HOST, stop);
            }
        }

        /** @param phase its name is the value of the metric's own label */
        void observe(AgentMetric metric, Enum<?> phase, double value) {
            for (var point : points(metric, phase)) {
                point.observe(value);
            }
        }

        private List<DistributionDataPoint> points(AgentMetric metric, Enum<?> phase) {
            return points.computeIfAbsent(metric, _ -> new HashMap<>()).computeIfAbsent(phase,
                    _ -> Stream.concat(
                            Stream.ofNullable(ofGroups.get(metric)).map(all -> point(all, group,
                                    phase)),
                            node.stream().flatMap(labels -> Stream.ofNullable(ofNodes.get(metric))
                                    .map(all -> point(all, labels, phase))))
                            .toList());
        }
    }

    private static DistributionDataPoint point(Histogram histogram, List<String> labels,
            Enum<?> phase) {
        return histogram.labelValues(appended(labels, label(phase)));
    }

    private static String[] appended(List<String> first, String last) {
        return Stream.concat(first.stream(), Stream.of(last)).toArray(String[]::new);
    }

    /** Nobody observes for it any more. */
    void removeGroup(BoardGroup group) {
        remove(ofGroups, group.values());
    }

    void removeNode(String node, BoardGroup group) {
        remove(ofNodes, prepended(node, group.values()));
    }

    private static void remove(Map<AgentMetric, Histogram> all, List<String> labels) {
        for (var histogram : all.values()) {
            Stream.<Enum<?>>concat(Arrays.stream(CollectorPhase.values()),
                    Arrays.stream(GcPause.Stop.values()))
                    .forEach(phase -> histogram.remove(appended(labels, label(phase))));
        }
    }
}
