package dev.hostless.controlplane.telemetry;

import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.session.message.HeapMap;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** Maps of heaps: the newest of each node, which an operator asked for or a board's end brought. */
public final class HeapMaps {

    private final DatabaseClient database;
    private final JsonColumns columns;
    private final Clock clock;

    public HeapMaps(DatabaseClient database, JsonColumns columns, Clock clock) {
        this.database = database;
        this.columns = columns;
        this.clock = clock;
    }

    /** A node's newest map. */
    record NodeHeap(String node, Instant receivedAt, HeapMap heap) {
    }

    private record Row(String node, long revision, HeapMap body) {
    }

    /** Replaces the nodes' maps within the caller's transaction, which holds the nodes' rows. */
    public Mono<Void> take(List<HeapMap> reports) {
        if (reports.isEmpty()) {
            return Mono.empty();
        }
        var last = new LinkedHashMap<String, Row>();
        for (var report : reports) {
            last.put(report.node(), new Row(report.node(), report.revision(), report));
        }
        return database.sql("""
                insert into heap_report (node, revision, received_at, body)
                select node, revision, :now, body
                from jsonb_to_recordset(:rows) as r (node text, revision bigint, body jsonb)
                on conflict (node) do update set
                    revision = excluded.revision, received_at = excluded.received_at,
                    body = excluded.body""")
                .bind("now", clock.instant())
                .bind("rows", columns.of(List.copyOf(last.values())))
                .then();
    }

    /** The map of what is wanted of a node now; one of an earlier assignment is no answer. */
    Mono<NodeHeap> newest(String node, long revision) {
        return database.sql("""
                select received_at, body from heap_report
                where node = :node and revision = :revision""")
                .bind("node", node)
                .bind("revision", revision)
                .map(row -> new NodeHeap(
                        node,
                        required(row.get("received_at", Instant.class)),
                        columns.read(row, "body", HeapMap.class)))
                .one();
    }
}
