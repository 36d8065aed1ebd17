package dev.hostless.controlplane.telemetry;

import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.node.Selector;
import dev.hostless.controlplane.session.message.Telemetry;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** Figures of many nodes, put together. */
public final class FleetFigures {

    private static final String NO_TELEMETRY = "no telemetry yet";

    private final DatabaseClient database;
    private final JsonColumns columns;

    public FleetFigures(DatabaseClient database, JsonColumns columns) {
        this.database = database;
        this.columns = columns;
    }

    /** One node's newest sample and its pauses, where there are any. */
    private record NodeFigures(
            String group, @Nullable Telemetry newest, @Nullable PauseSketch pauses, long cycles) {
    }

    /**
     * Garbage collection of a group.
     *
     * @param notObserved how many nodes are not observed, by reason; they are in no other figure
     * @param gcCycles finished cycles of the present assignments
     * @param pauses null when there were none
     */
    record GcGroup(
            String key, int nodes, int observed, Map<String, Integer> notObserved, long gcCycles,
            PauseSketch.@Nullable Pauses pauses) {
    }

    /**
     * Telemetry of a group: sums over the newest samples of its boards.
     *
     * @param reporting nodes with a sample; the sums are over these
     * @param heapLiveMb over the nodes whose heap is observed; null when none is
     */
    record TelemetryGroup(
            String key, int nodes, int reporting, long virtualNanos, long guestCycles,
            long idleCycles, long memoryBytes, long ramBytes, long ticks, long missedTicks,
            long interruptsDelivered, long interruptsCoalesced, long interruptsLost,
            long transmittedBytes, long receivedBytes, long overruns, @Nullable Long heapLiveMb,
            GcGroup gc) {
    }

    Mono<List<TelemetryGroup>> telemetry(Selector selector, Grouping by) {
        return groups(selector, by).map(groups -> groups.values()
                .stream()
                .map(group -> group.telemetry())
                .toList());
    }

    Mono<List<GcGroup>> gc(Selector selector, Grouping by) {
        return groups(selector, by).map(groups -> groups.values()
                .stream()
                .map(group -> group.gc())
                .toList());
    }

    /** Folds row by row: only one sketch per group is in memory. */
    private Mono<Map<String, Group>> groups(Selector selector, Grouping by) {
        return read(selector, by).<Map<String, Group>>collect(
                TreeMap::new,
                (groups, node) -> groups
                        .computeIfAbsent(node.group(), Group::new)
                        .add(node));
    }

    private Flux<NodeFigures> read(Selector selector, Grouping by) {
        var condition = selector.condition();
        return database.sql("select " + by.column() + " as grouped_by, t.body, p.cycles,"
                + " p.max_nanos, p.sketch"
                + " from node"
                + " left join lateral (select body from telemetry_sample s"
                + "   where s.node = node.name order by s.id desc limit 1) t"
                + "   on (t.body ->> 'revision')::bigint = node.desired_revision"
                + " left join gc_pauses p on p.node = node.name"
                + "   and p.revision = node.desired_revision"
                + " where node.present and " + condition.text())
                .bindValues(condition.parameters())
                .map(this::figures)
                .all();
    }

    private NodeFigures figures(Readable row) {
        var sketch = row.get("sketch", byte[].class);
        return new NodeFigures(
                required(row.get("grouped_by", String.class)),
                row.get("body") == null ? null : columns.read(row, "body", Telemetry.class),
                sketch == null
                        ? null
                        : PauseSketch.decode(sketch, required(row.get("max_nanos", Long.class))),
                sketch == null ? 0 : required(row.get("cycles", Long.class)));
    }

    private static final class Group {

        private final String key;
        private final List<Telemetry> samples = new ArrayList<>();
        private final Map<String, Integer> notObserved = new TreeMap<>();
        private final PauseSketch pauses = PauseSketch.empty();
        private int nodes;
        private int observed;
        private long gcCycles;

        Group(String key) {
            this.key = key;
        }

        void add(NodeFigures node) {
            nodes++;
            if (node.newest() != null) {
                samples.add(node.newest());
            }
            var reason = whyNotObserved(node.newest());
            if (reason != null) {
                notObserved.merge(reason, 1, Integer::sum);
                return;
            }
            observed++;
            if (node.pauses() != null) {
                pauses.merge(node.pauses());
                gcCycles += node.cycles();
            }
        }

        private static @Nullable String whyNotObserved(@Nullable Telemetry newest) {
            if (newest == null) {
                return NO_TELEMETRY;
            }
            if (newest.gc().observed()) {
                return null;
            }
            var reason = newest.gc().reason();
            return reason == null ? "no reason given" : reason;
        }

        GcGroup gc() {
            return new GcGroup(key, nodes, observed, notObserved, gcCycles, pauses.pauses());
        }

        TelemetryGroup telemetry() {
            return new TelemetryGroup(
                    key, nodes, samples.size(),
                    sum(Telemetry::virtualNanos),
                    sum(sample -> sample.cycles().guest()),
                    sum(sample -> sample.cycles().idle()),
                    sum(Telemetry::memoryBytes),
                    sum(Telemetry::ramBytes),
                    sum(sample -> sample.ticks().count()),
                    sum(sample -> sample.ticks().missed()),
                    sum(sample -> sample.interrupts().delivered()),
                    sum(sample -> sample.interrupts().coalesced()),
                    sum(sample -> sample.interrupts().lost()),
                    sum(sample -> sample.uart().transmittedBytes()),
                    sum(sample -> sample.uart().receivedBytes()),
                    sum(sample -> sample.uart().overruns()),
                    heapLive(),
                    gc());
        }

        private long sum(java.util.function.ToLongFunction<Telemetry> figure) {
            return samples.stream().mapToLong(figure).sum();
        }

        private @Nullable Long heapLive() {
            var known = samples.stream()
                    .map(sample -> sample.gc().heapLiveMb())
                    .filter(java.util.Objects::nonNull)
                    .toList();
            return known.isEmpty()
                    ? null
                    : known.stream().mapToLong(value -> required(value)).sum();
        }
    }
}
