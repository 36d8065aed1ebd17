package dev.hostless.controlplane.telemetry;

import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.session.message.Telemetry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** Samples: the newest {@value #RETAINED} of each node, ten minutes at one in five seconds. */
public final class TelemetryLog {

    public static final int RETAINED = 120;

    private final DatabaseClient database;
    private final JsonColumns columns;
    private final Clock clock;

    public TelemetryLog(DatabaseClient database, JsonColumns columns, Clock clock) {
        this.database = database;
        this.columns = columns;
        this.clock = clock;
    }

    /** A stored sample. */
    record Sample(long id, Instant receivedAt, Telemetry telemetry) {
    }

    private record Row(String node, Telemetry body) {
    }

    /** Appends within the caller's transaction, which holds the nodes' rows. */
    public Mono<Void> take(List<Telemetry> reports) {
        if (reports.isEmpty()) {
            return Mono.empty();
        }
        var names = reports.stream().map(Telemetry::node).distinct().toArray(String[]::new);
        return database.sql("""
                insert into telemetry_sample (node, received_at, body)
                select node, :now, body
                from jsonb_to_recordset(:rows) as r (node text, body jsonb)""")
                .bind("now", clock.instant())
                .bind("rows", columns.of(
                        reports.stream().map(report -> new Row(report.node(), report)).toList()))
                .then()
                .then(database.sql("""
                        delete from telemetry_sample t using unnest(:names) as n (name)
                        where t.node = n.name and t.id <= (
                            select s.id from telemetry_sample s where s.node = n.name
                            order by s.id desc offset %d limit 1)""".formatted(RETAINED))
                        .bind("names", names)
                        .then());
    }

    /** A node's samples, the newest first. */
    Flux<Sample> newest(String node, int limit) {
        return database.sql("""
                select id, received_at, body from telemetry_sample
                where node = :node order by id desc limit :limit""")
                .bind("node", node)
                .bind("limit", limit)
                .map(row -> new Sample(
                        required(row.get("id", Long.class)),
                        required(row.get("received_at", Instant.class)),
                        columns.read(row, "body", Telemetry.class)))
                .all();
    }
}
