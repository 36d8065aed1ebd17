package dev.hostless.agent;

import dev.hostless.agent.AgentMetric.Scope;
import dev.hostless.agent.AgentMetric.Type;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The counters and gauges of one scrape, family by family. */
final class SeriesPage {

    private static final List<String> NODE_LABELS = BoardHistograms
            .prepended(AgentMetric.NODE, AgentMetric.BOARD_LABELS);

    private record Point(double value, Labels labels) {
    }

    private record Family(AgentMetric metric, List<Point> points) {
    }

    private final Labels constant;
    private final Map<String, Family> families = new TreeMap<>();

    SeriesPage(Labels constant) {
        this.constant = constant;
    }

    /** Families that a page can have. */
    static List<String> names() {
        return Arrays.stream(AgentMetric.values())
                .filter(metric -> metric.type() != Type.HISTOGRAM)
                .flatMap(metric -> metric.scope() == Scope.NODES
                        ? Stream.of(metric.family(), metric.nodeFamily())
                        : Stream.of(metric.family()))
                .toList();
    }

    void process(Figures figures) {
        figures.forEach((key, value) -> add(key.metric().family(), key, constant, value));
    }

    void group(BoardGroup group, Figures figures) {
        var labels = constant.merge(Labels.of(AgentMetric.BOARD_LABELS, group.values()));
        figures.forEach((key, value) -> add(key.metric().family(), key, labels, value));
    }

    void node(String node, BoardGroup group, Figures figures) {
        var labels = constant.merge(
                Labels.of(NODE_LABELS, BoardHistograms.prepended(node, group.values())));
        figures.forEach((key, value) -> add(key.metric().nodeFamily(), key, labels, value));
    }

    private void add(String family, Figures.Key key, Labels labels, double value) {
        families.computeIfAbsent(family, _ -> new Family(key.metric(), new ArrayList<>())).points
                .add(new Point(value,
                        labels.merge(Labels.of(key.metric().labels(), key.labels()))));
    }

    MetricSnapshots snapshots() {
        return new MetricSnapshots(families.entrySet().stream()
                .map(family -> snapshot(family.getValue().metric.metadata(family.getKey()),
                        family.getValue()))
                .toList());
    }

    private static MetricSnapshot snapshot(MetricMetadata metadata, Family family) {
        return family.metric.type() == Type.COUNTER
                ? new CounterSnapshot(metadata, family.points.stream().map(
                        point -> new CounterDataPointSnapshot(point.value, point.labels, null, 0))
                        .toList())
                : new GaugeSnapshot(metadata, family.points.stream().map(
                        point -> new GaugeDataPointSnapshot(point.value, point.labels, null))
                        .toList());
    }
}
