package dev.hostless.controlplane.telemetry;

import dev.hostless.controlplane.node.NodeState;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/**
 * Reads the gauges of the fleet from the tables now and then, so that no scrape waits for them.
 * Every replica has the same; a database that does not answer leaves them without values.
 */
public final class FleetGauges implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FleetGauges.class);

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int FLEETS_MAX = 50;
    private static final String OTHER = "other";
    private static final int FIRMWARE_MAX = 200;

    private final DatabaseClient database;
    private final ServiceMeters meters;
    private @Nullable Disposable running;

    public FleetGauges(DatabaseClient database, ServiceMeters meters) {
        this.database = database;
        this.meters = meters;
    }

    @Override
    public void start() {
        running = Flux.interval(Duration.ZERO, INTERVAL)
                .onBackpressureDrop()
                .concatMap(_ -> read(), 1)
                .subscribe();
    }

    private Mono<Void> read() {
        return Mono.when(agents(), nodes(), firmware(), actions())
                .onErrorResume(failed -> {
                    log.warn("The gauges of the fleet could not be read: {}", failed.toString());
                    for (var metric : List.of(ControlPlaneMetric.AGENTS, ControlPlaneMetric.NODES,
                            ControlPlaneMetric.FIRMWARE_INFO, ControlPlaneMetric.ACTIONS_OPEN)) {
                        meters.show(metric, Map.of());
                    }
                    return Mono.empty();
                });
    }

    private Mono<Void> agents() {
        var none = Map.of(List.of("reachable"), 0L, List.of("unreachable"), 0L);
        return rows("""
                select case when reachable then 'reachable' else 'unreachable' end as first,
                       count(*) as times
                from agent group by 1""", ControlPlaneMetric.AGENTS, none);
    }

    private Mono<Void> nodes() {
        return database.sql("""
                select case when not present then 'LOST' when not reachable then 'UNREACHABLE'
                            else upper(coalesce(actual_state, 'UNKNOWN')) end as state,
                       coalesce(nullif(labels ->> 'fleet', ''), 'default') as fleet,
                       count(*) as times
                from node join agent on agent.name = node.agent group by 1, 2 order by 2""")
                .map(row -> Map.entry(
                        List.of(NodeState.valueOf(text(row, "state")).word(), text(row, "fleet")),
                        required(row.get("times", Long.class))))
                .all()
                .collectList()
                .doOnNext(rows -> meters.show(ControlPlaneMetric.NODES, bounded(rows)))
                .then();
    }

    private static Map<List<String>, Long> bounded(List<Map.Entry<List<String>, Long>> rows) {
        Set<String> fleets = new LinkedHashSet<>();
        var values = new HashMap<List<String>, Long>();
        for (var row : rows) {
            var fleet = row.getKey().get(1);
            if (fleets.size() < FLEETS_MAX) {
                fleets.add(fleet);
            }
            values.merge(
                    List.of(row.getKey().get(0), fleets.contains(fleet) ? fleet : OTHER),
                    row.getValue(), Long::sum);
        }
        return values;
    }

    private Mono<Void> firmware() {
        return database.sql("""
                select substr(digest, 8, 12) as digits, name
                from firmware order by position desc limit :limit""")
                .bind("limit", FIRMWARE_MAX)
                .map(row -> List.of(text(row, "digits"), text(row, "name")))
                .all()
                .collectMap(labels -> labels, _ -> 1L)
                .doOnNext(values -> meters.show(ControlPlaneMetric.FIRMWARE_INFO, values))
                .then();
    }

    private Mono<Void> actions() {
        var none = Map.of(List.of("pending"), 0L, List.of("sent"), 0L);
        return rows("""
                select status as first, count(*) as times
                from action where status in ('pending', 'sent') group by 1""",
                ControlPlaneMetric.ACTIONS_OPEN, none);
    }

    private Mono<Void> rows(
            String query, ControlPlaneMetric metric, Map<List<String>, Long> otherwise) {
        return database.sql(query)
                .map(row -> Map.entry(
                        List.of(text(row, "first")), required(row.get("times", Long.class))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .doOnNext(found -> {
                    var values = new HashMap<>(otherwise);
                    values.putAll(found);
                    meters.show(metric, values);
                })
                .then();
    }

    private static String text(Readable row, String column) {
        return required(row.get(column, String.class));
    }

    @Override
    public void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
