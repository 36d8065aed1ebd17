package dev.hostless.controlplane.telemetry;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.node.NodeReports;
import dev.hostless.controlplane.session.message.GcCycle;
import dev.hostless.controlplane.session.message.Report;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/**
 * GC cycles: the newest {@value #RETAINED} of each node, and all pauses of its present assignment
 * as a sketch.
 */
public final class GcHistory {

    public static final int RETAINED = 500;

    private final DatabaseClient database;
    private final JsonColumns columns;

    public GcHistory(DatabaseClient database, JsonColumns columns) {
        this.database = database;
        this.columns = columns;
    }

    /** A stored cycle. Pauses are in the board's cycles and in its virtual nanoseconds. */
    record StoredCycle(
            long id, long revision, int boot, @JsonUnwrapped GcCycle cycle,
            @Nullable Long sweepTerminationPauseNanos, @Nullable Long markTerminationPauseNanos,
            long clockHz) {
    }

    private record Row(
            String node, long revision, int boot, long clockHz, @JsonUnwrapped GcCycle cycle) {
    }

    /** Appends within the caller's transaction, which holds the nodes' rows. */
    public Mono<Void> take(List<Report.Gc> reports, Map<String, NodeReports.Locked> nodes) {
        if (reports.isEmpty()) {
            return Mono.empty();
        }
        var rows = new ArrayList<Row>();
        for (var report : reports) {
            long clockHz = required(nodes.get(report.node())).clockHz();
            for (var cycle : report.cycles()) {
                rows.add(new Row(report.node(), report.revision(), report.boot(), clockHz, cycle));
            }
        }
        var names = reports.stream().map(Report.Gc::node).distinct().toArray(String[]::new);
        return insert(rows).then(trim(names)).then(updateSketches(rows, names));
    }

    private Mono<Void> insert(List<Row> rows) {
        return database.sql("""
                insert into gc_cycle (
                    node, revision, boot, number, start_cycle, mark_start_cycle,
                    mark_termination_cycle, end_cycle,
                    sweep_termination_pause_cycles, mark_termination_pause_cycles, forced,
                    heap_start_mb, heap_end_mb, heap_live_mb, heap_goal_mb, stacks_mb, globals_mb,
                    clock_hz)
                select node, revision, boot, number, "startCycle", "markStartCycle",
                       "markTerminationCycle", "endCycle",
                       "sweepTerminationPauseCycles", "markTerminationPauseCycles", forced,
                       "heapStartMb", "heapEndMb", "heapLiveMb", "heapGoalMb", "stacksMb",
                       "globalsMb", "clockHz"
                from jsonb_to_recordset(:rows) as r (
                    node text, revision bigint, boot integer, number bigint, "startCycle" bigint,
                    "markStartCycle" bigint, "markTerminationCycle" bigint, "endCycle" bigint,
                    "sweepTerminationPauseCycles" bigint,
                    "markTerminationPauseCycles" bigint, forced boolean, "heapStartMb" bigint,
                    "heapEndMb" bigint, "heapLiveMb" bigint, "heapGoalMb" bigint,
                    "stacksMb" bigint, "globalsMb" bigint, "clockHz" bigint)""")
                .bind("rows", columns.of(rows))
                .then();
    }

    private Mono<Void> trim(String[] names) {
        return database.sql("""
                delete from gc_cycle g using unnest(:names) as n (name)
                where g.node = n.name and g.id <= (
                    select c.id from gc_cycle c where c.node = n.name
                    order by c.id desc offset %d limit 1)""".formatted(RETAINED))
                .bind("names", names)
                .then();
    }

    /** A node's sketch begins anew with each revision. */
    private Mono<Void> updateSketches(List<Row> rows, String[] names) {
        return database.sql("""
                select p.node, p.revision, p.cycles, p.max_nanos, p.sketch
                from gc_pauses p where p.node = any(:names)""")
                .bind("names", names)
                .map(GcHistory::sketch)
                .all()
                .collectMap(NodeSketch::node, sketch -> sketch, LinkedHashMap::new)
                .flatMap(known -> {
                    rows.forEach(row -> add(known, row));
                    return store(known.values().stream().map(SketchRow::of).toList());
                });
    }

    private static void add(Map<String, NodeSketch> known, Row row) {
        var before = known.get(row.node());
        var sketch = before != null && before.revision() == row.revision()
                ? before.plusOneCycle()
                : new NodeSketch(row.node(), row.revision(), 1, PauseSketch.empty());
        sketch.pauses().add(row.cycle().sweepTerminationPauseCycles(), row.clockHz());
        sketch.pauses().add(row.cycle().markTerminationPauseCycles(), row.clockHz());
        known.put(row.node(), sketch);
    }

    private Mono<Void> store(List<SketchRow> rows) {
        return database.sql("""
                insert into gc_pauses (node, revision, cycles, max_nanos, sketch)
                select node, revision, cycles, "maxNanos", decode(sketch, 'base64')
                from jsonb_to_recordset(:rows) as r (
                    node text, revision bigint, cycles bigint, "maxNanos" bigint, sketch text)
                on conflict (node) do update set
                    revision = excluded.revision, cycles = excluded.cycles,
                    max_nanos = excluded.max_nanos, sketch = excluded.sketch""")
                .bind("rows", columns.of(rows))
                .then();
    }

    /** All pauses of one node's revision. */
    record NodeSketch(String node, long revision, long cycles, PauseSketch pauses) {

        NodeSketch plusOneCycle() {
            return new NodeSketch(node, revision, cycles + 1, pauses);
        }
    }

    private record SketchRow(
            String node, long revision, long cycles, long maxNanos, byte[] sketch) {

        static SketchRow of(NodeSketch sketch) {
            return new SketchRow(
                    sketch.node(), sketch.revision(), sketch.cycles(),
                    sketch.pauses().maxNanos(), sketch.pauses().encode());
        }
    }

    private static NodeSketch sketch(Readable row) {
        return new NodeSketch(
                required(row.get("node", String.class)),
                required(row.get("revision", Long.class)),
                required(row.get("cycles", Long.class)),
                PauseSketch.decode(
                        required(row.get("sketch", byte[].class)),
                        required(row.get("max_nanos", Long.class))));
    }

    /** A node's cycles, the newest first. */
    Flux<StoredCycle> newest(String node, long after, long before, int limit) {
        return database.sql("""
                select * from gc_cycle where node = :node and id > :after and id < :before
                order by id desc limit :limit""")
                .bind("node", node)
                .bind("after", after)
                .bind("before", before)
                .bind("limit", limit)
                .map(GcHistory::cycle)
                .all();
    }

    private static StoredCycle cycle(Readable row) {
        long clockHz = required(row.get("clock_hz", Long.class));
        var cycle = new GcCycle(
                required(row.get("number", Long.class)),
                required(row.get("start_cycle", Long.class)),
                row.get("mark_start_cycle", Long.class),
                row.get("mark_termination_cycle", Long.class),
                required(row.get("end_cycle", Long.class)),
                row.get("sweep_termination_pause_cycles", Long.class),
                row.get("mark_termination_pause_cycles", Long.class),
                Objects.equals(row.get("forced", Boolean.class), true),
                row.get("heap_start_mb", Long.class),
                row.get("heap_end_mb", Long.class),
                row.get("heap_live_mb", Long.class),
                row.get("heap_goal_mb", Long.class),
                row.get("stacks_mb", Long.class),
                row.get("globals_mb", Long.class));
        return new StoredCycle(
                required(row.get("id", Long.class)),
                required(row.get("revision", Long.class)),
                required(row.get("boot", Integer.class)),
                cycle,
                nanosOrNull(cycle.sweepTerminationPauseCycles(), clockHz),
                nanosOrNull(cycle.markTerminationPauseCycles(), clockHz),
                clockHz);
    }

    private static @Nullable Long nanosOrNull(@Nullable Long cycles, long clockHz) {
        return cycles == null ? null : PauseSketch.nanos(cycles, clockHz);
    }
}
