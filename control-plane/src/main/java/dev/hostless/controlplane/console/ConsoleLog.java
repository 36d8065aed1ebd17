package dev.hostless.controlplane.console;

import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.database.Wakeups;
import dev.hostless.controlplane.node.NodeReports;
import dev.hostless.controlplane.session.message.Report;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/**
 * The newest {@value #RETAINED_BYTES} bytes of each console. A position counts all bytes that ever
 * came from a node, over restarts of the board and of the agent; an offset counts from the board's
 * start.
 */
public final class ConsoleLog {

    public static final int RETAINED_BYTES = 64 * 1024;

    private final DatabaseClient database;
    private final JsonColumns columns;
    private final Wakeups wakeups;

    public ConsoleLog(DatabaseClient database, JsonColumns columns, Wakeups wakeups) {
        this.database = database;
        this.columns = columns;
        this.wakeups = wakeups;
    }

    /** Bytes that came together. */
    public record Chunk(
            long position, long revision, int boot, long offset, long droppedBytes, byte[] bytes) {

        long end() {
            return position + bytes.length;
        }
    }

    public static String topic(String node) {
        return "console:" + node;
    }

    /** Appends within the caller's transaction, which holds the nodes' rows. */
    public Mono<Void> take(
            List<Report.Console> reports, Map<String, NodeReports.Locked> nodes) {
        var rows = new ArrayList<Row>();
        var ends = new HashMap<String, Long>();
        for (var report : reports) {
            if (report.data().length == 0 && report.droppedBytes() == 0) {
                continue;
            }
            long end = ends.computeIfAbsent(
                    report.node(), name -> required(nodes.get(name)).consoleEnd());
            if (report.data().length > 0) {
                rows.add(new Row(report.node(), end, report.revision(), report.boot(),
                        report.offset(), report.droppedBytes(), report.data()));
            }
            ends.put(report.node(), end + report.data().length);
        }
        if (rows.isEmpty()) {
            return Mono.empty();
        }
        return insert(rows)
                .then(advance(ends))
                .then(trim(ends))
                .then(Flux.fromIterable(ends.keySet())
                        .concatMap(node -> wakeups.wake(topic(node)))
                        .then());
    }

    private record Row(
            String node, long position, long revision, int boot, long offset, long droppedBytes,
            byte[] data) {
    }

    private record End(String node, long end) {
    }

    private Mono<Void> insert(List<Row> rows) {
        return database.sql("""
                insert into console_chunk
                    (node, position, revision, boot, byte_offset, dropped_bytes, bytes)
                select node, position, revision, boot, "offset", "droppedBytes",
                       decode(data, 'base64')
                from jsonb_to_recordset(:rows) as r (
                    node text, position bigint, revision bigint, boot integer, "offset" bigint,
                    "droppedBytes" bigint, data text)""")
                .bind("rows", columns.of(rows))
                .then();
    }

    private Mono<Void> advance(Map<String, Long> ends) {
        return database.sql("""
                update node set console_end = e."end"
                from jsonb_to_recordset(:ends) as e (node text, "end" bigint)
                where node.name = e.node""")
                .bind("ends", endRows(ends))
                .then();
    }

    private Mono<Void> trim(Map<String, Long> ends) {
        return database.sql("""
                delete from console_chunk c
                using jsonb_to_recordset(:ends) as e (node text, "end" bigint)
                where c.node = e.node and c.position + length(c.bytes) <= e."end" - :retained""")
                .bind("ends", endRows(ends))
                .bind("retained", (long) RETAINED_BYTES)
                .then();
    }

    private io.r2dbc.postgresql.codec.Json endRows(Map<String, Long> ends) {
        return columns.of(ends.entrySet()
                .stream()
                .map(entry -> new End(entry.getKey(), entry.getValue()))
                .toList());
    }

    /** The chunks that hold bytes from a position on, in order. */
    public Flux<Chunk> from(String node, long position) {
        return database.sql("""
                select position, revision, boot, byte_offset, dropped_bytes, bytes
                from console_chunk
                where node = :node and position + length(bytes) > :position
                order by position""")
                .bind("node", node)
                .bind("position", position)
                .map(ConsoleLog::chunk)
                .all()
                // A slow reader must not keep the connection: the tail leaves it at once.
                .collectList()
                .flatMapIterable(tail -> tail);
    }

    private static Chunk chunk(Readable row) {
        return new Chunk(
                required(row.get("position", Long.class)),
                required(row.get("revision", Long.class)),
                required(row.get("boot", Integer.class)),
                required(row.get("byte_offset", Long.class)),
                required(row.get("dropped_bytes", Long.class)),
                required(row.get("bytes", byte[].class)));
    }
}
