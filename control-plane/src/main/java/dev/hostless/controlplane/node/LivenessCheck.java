package dev.hostless.controlplane.node;

import dev.hostless.controlplane.event.EventLog;
import dev.hostless.controlplane.event.NewEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** Notices agents that have been silent for three heartbeats: their nodes are Unreachable. */
public final class LivenessCheck {

    private static final Logger log = LoggerFactory.getLogger(LivenessCheck.class);

    private static final int MISSED_HEARTBEATS = 3;

    private final DatabaseClient database;
    private final EventLog events;
    private final Clock clock;
    private final Duration patience;
    private final Instant startedAt;

    public LivenessCheck(
            DatabaseClient database, EventLog events, Clock clock, Duration heartbeat) {
        this.database = database;
        this.events = events;
        this.clock = clock;
        this.patience = heartbeat.multipliedBy(MISSED_HEARTBEATS);
        this.startedAt = clock.instant();
    }

    /** Within the caller's transaction. */
    public Mono<Void> check() {
        var silentSince = clock.instant().minus(patience);
        if (silentSince.isBefore(startedAt)) {
            // While this service was down nobody could report.
            return Mono.empty();
        }
        return database.sql("""
                with silent as (
                    update agent set reachable = false
                    where reachable and last_seen < :since returning name)
                select node.name, node.agent from node join silent on silent.name = node.agent
                where node.present order by node.name""")
                .bind("since", silentSince)
                .map(row -> new NewEvent("node.unreachable", Map.of(
                        "node", required(row.get("name", String.class)),
                        "agent", required(row.get("agent", String.class)))))
                .all()
                .collectList()
                .flatMap(lost -> events.append(lost).doOnSuccess(_ -> tell(lost)));
    }

    private void tell(List<NewEvent> lost) {
        lost.stream()
                .collect(Collectors.groupingBy(
                        event -> String.valueOf(event.body().get("agent")),
                        Collectors.counting()))
                .forEach((agent, nodes) -> log.atWarn()
                        .addKeyValue("hostless.agent", agent)
                        .log("Agent {} has been silent for more than {}: its {} nodes are"
                                + " Unreachable", agent, patience, nodes));
    }
}
