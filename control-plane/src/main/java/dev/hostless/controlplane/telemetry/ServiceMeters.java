package dev.hostless.controlplane.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of {@link ControlPlaneMetric}. */
public final class ServiceMeters {
    private static final String INFO = "_info";

    private final Map<ControlPlaneMetric, Counter> counters = new EnumMap<>(
            ControlPlaneMetric.class);
    private final Map<ControlPlaneMetric, Map<List<String>, Long>> gauges;

    public ServiceMeters(PrometheusRegistry registry) {
        gauges = new ConcurrentHashMap<>();
        for (var metric : ControlPlaneMetric.values()) {
            switch (metric.type()) {
                case COUNTER -> counters.put(metric, counter(metric, registry));
                case GAUGE -> {
                    if (metric.family().endsWith(INFO)) {
                        info(metric, registry);
                    } else {
                        gauge(metric, registry);
                    }
                }
            }
        }
    }

    private static Counter counter(ControlPlaneMetric metric, PrometheusRegistry registry) {
        return Counter.builder().name(metric.family()).help(metric.meaning())
                .labelNames(names(metric)).withoutExemplars().register(registry);
    }

    private void gauge(ControlPlaneMetric metric, PrometheusRegistry registry) {
        GaugeWithCallback.builder().name(metric.family()).help(metric.meaning())
                .labelNames(names(metric))
                .callback(scrape -> gauges.getOrDefault(metric, Map.of()).forEach(
                        (labels, value) -> scrape.call(value, labels.toArray(String[]::new))))
                .register(registry);
    }

    /** The client writes the end of the name itself, and takes it from nobody. */
    private void info(ControlPlaneMetric metric, PrometheusRegistry registry) {
        var stem = metric.family().substring(0, metric.family().length() - INFO.length());
        registry.register(() -> {
            var snapshot = InfoSnapshot.builder().name(stem).help(metric.meaning());
            gauges.getOrDefault(metric, Map.of()).keySet().forEach(
                    labels -> snapshot.dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                            .labels(Labels.of(metric.labels(), labels)).build()));
            return snapshot.build();
        });
    }

    private static String[] names(ControlPlaneMetric metric) {
        return metric.labels().toArray(String[]::new);
    }

    /** Has series of a counter there before they count: a rate misses what a series begins with. */
    public void announce(ControlPlaneMetric metric, String... labels) {
        Arrays.stream(labels).forEach(label -> count(metric, 0, label));
    }

    public void count(ControlPlaneMetric metric, long times, String label) {
        var counter = counters.get(metric);
        if (counter == null) {
            throw new IllegalStateException("BUG: " + metric + " is no counter");
        }
        counter.labelValues(label).inc(times);
    }

    /** All that a gauge has to say now, by the values of its labels. */
    public void show(ControlPlaneMetric metric, Map<List<String>, Long> values) {
        gauges.put(metric, Map.copyOf(values));
    }
}
