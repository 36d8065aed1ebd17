package dev.hostless.controlplane.database;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Tells every replica that something changed, through PostgreSQL's LISTEN and NOTIFY. A wake-up
 * carries a topic and no data: whoever wakes reads the tables from where it stopped, so lost and
 * repeated wake-ups do no harm.
 */
public final class Wakeups implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Wakeups.class);

    private static final String CHANNEL = "hostless";
    /** After a lost connection nobody knows what was missed. */
    private static final String EVERYTHING = "*";

    /** Readers also look by themselves this often. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final PostgresqlConnectionFactory connections;
    private final DatabaseClient database;
    private final Sinks.Many<String> topics = Sinks.many().multicast().directBestEffort();
    private final Sinks.Empty<Void> stopping = Sinks.empty();
    private @Nullable Disposable listening;

    public Wakeups(PostgresqlConnectionFactory connections, DatabaseClient database) {
        this.connections = connections;
        this.database = database;
    }

    /** What an agent's command stream wakes on. */
    public static String agentTopic(String agent) {
        return "agent:" + agent;
    }

    /** Wakes the topic's readers once the surrounding transaction commits. */
    public Mono<Void> wake(String topic) {
        return database.sql("select pg_notify(:channel, :topic)")
                .bind("channel", CHANNEL)
                .bind("topic", topic)
                .then();
    }

    /**
     * Something now, and something whenever the topic may have changed, until the service stops. A
     * reader that is busy gets one wake-up for all that it missed: the pending one is replaced.
     */
    public Flux<String> of(String topic) {
        var wakes = topics.asFlux()
                .filter(woken -> woken.equals(topic) || woken.equals(EVERYTHING));
        return Flux.merge(Flux.just(topic), wakes, Flux.interval(LOOK, LOOK).map(_ -> topic))
                .onBackpressureLatest()
                .takeUntilOther(stopping.asMono());
    }

    /** Completes when the service stops: what is streamed ends then. */
    public Mono<Void> stopping() {
        return stopping.asMono();
    }

    @Override
    public void start() {
        listening = Flux.usingWhen(
                connections.create(),
                this::notifications,
                PostgresqlConnection::close)
                .doOnError(lost -> log.warn("Notifications are interrupted: {}", lost.toString()))
                .repeat()
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200))
                        .maxBackoff(Duration.ofSeconds(5)))
                .subscribe(this::emit);
    }

    private Flux<String> notifications(PostgresqlConnection connection) {
        return connection.createStatement("listen " + CHANNEL)
                .execute()
                .flatMap(PostgresqlResult::getRowsUpdated)
                .then()
                .thenMany(Flux.concat(
                        Flux.just(EVERYTHING),
                        connection.getNotifications()
                                .mapNotNull(Notification::getParameter)));
    }

    private void emit(String topic) {
        // Readers always have demand (they keep the latest), so nothing is lost here.
        topics.emitNext(topic, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
    }

    @Override
    public void stop() {
        stopping.tryEmitEmpty();
        if (listening != null) {
            listening.dispose();
            listening = null;
        }
    }

    @Override
    public boolean isRunning() {
        return listening != null;
    }

    /** Stops before the web server, whose graceful shutdown waits for open streams. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
