package dev.hostless.controlplane.event;

import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.database.Wakeups;
import dev.hostless.controlplane.trace.Traces;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** The events in PostgreSQL; the newest {@value #RETAINED} are kept. */
public final class EventLog {

    public static final String TOPIC = "events";
    public static final int RETAINED = 10_000;

    /** Identity values are given out before commit; this lock makes commit order their order. */
    private static final long ORDER_LOCK = 0x686f_7374_0001L;

    private static final int PAGE = 500;

    private final DatabaseClient database;
    private final JsonColumns columns;
    private final Wakeups wakeups;
    private final Clock clock;
    private final EventLines lines;

    public EventLog(
            DatabaseClient database, JsonColumns columns, Wakeups wakeups, Clock clock,
            Traces traces) {
        this.database = database;
        this.columns = columns;
        this.wakeups = wakeups;
        this.clock = clock;
        this.lines = new EventLines(traces);
    }

    /** Appends within the caller's transaction; best as its last step, for the lock's sake. */
    public Mono<Void> append(List<NewEvent> events) {
        if (events.isEmpty()) {
            return Mono.empty();
        }
        return database.sql("select pg_advisory_xact_lock(" + ORDER_LOCK + ")")
                .then()
                .then(database.sql("""
                        insert into event (type, at, body)
                        select element ->> 'type', :at, element -> 'body'
                        from jsonb_array_elements(:events) with ordinality as e (element, number)
                        order by number""")
                        .bind("at", clock.instant())
                        .bind("events", columns.of(events.stream().map(Row::of).toList()))
                        .then())
                .then(wakeups.wake(TOPIC))
                .then(lines.onceCommitted(events));
    }

    private record Row(String type, Map<String, ? extends @Nullable Object> body) {

        static Row of(NewEvent event) {
            return new Row(event.type(), event.body());
        }
    }

    public Mono<Void> append(NewEvent event) {
        return append(List.of(event));
    }

    /** At most {@value #PAGE} events after an id, in order. */
    public Flux<FleetEvent> after(long id) {
        return database.sql("""
                select id, type, at, body from event where id > :id order by id limit %d"""
                .formatted(PAGE))
                .bind("id", id)
                .map(this::event)
                .all()
                // A slow reader must not keep the connection: the page leaves it at once.
                .collectList()
                .flatMapIterable(page -> page);
    }

    private FleetEvent event(Readable row) {
        return new FleetEvent(
                required(row.get("id", Long.class)),
                required(row.get("type", String.class)),
                required(row.get("at", Instant.class)),
                columns.tree(row, "body"));
    }

    /** The id of the newest event; 0 when there is none. */
    public Mono<Long> newest() {
        return database.sql("select coalesce(max(id), 0) as id from event")
                .map(row -> required(row.get("id", Long.class)))
                .one();
    }

    /** Forgets the oldest. */
    public Mono<Long> trim() {
        return database.sql("delete from event where id <= (select max(id) from event) - :retained")
                .bind("retained", (long) RETAINED)
                .fetch()
                .rowsUpdated();
    }
}
