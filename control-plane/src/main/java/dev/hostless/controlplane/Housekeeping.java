package dev.hostless.controlplane;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** Repeats a chore. Of several replicas the one that gets the lock does it. */
final class Housekeeping implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    /**
     * Something to do again and again.
     *
     * @param lock tells the chores apart, also between replicas
     */
    record Chore(String name, long lock, Duration interval, Supplier<Mono<?>> work) {
    }

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final List<Chore> chores;
    private @Nullable Disposable running;

    Housekeeping(
            DatabaseClient database, TransactionalOperator transaction, List<Chore> chores) {
        this.database = database;
        this.transaction = transaction;
        this.chores = chores;
    }

    @Override
    public void start() {
        running = Flux.fromIterable(chores).flatMap(this::repeat, chores.size()).subscribe();
    }

    private Flux<Void> repeat(Chore chore) {
        return Flux.interval(chore.interval(), chore.interval())
                // When the last one is not finished the next one is left out.
                .onBackpressureDrop()
                .concatMap(_ -> once(chore), 1);
    }

    private Mono<Void> once(Chore chore) {
        return database.sql("select pg_try_advisory_xact_lock(:lock) as mine")
                .bind("lock", chore.lock())
                .map(row -> required(row.get("mine", Boolean.class)))
                .one()
                .filter(mine -> mine)
                .flatMap(_ -> chore.work().get().then())
                .as(transaction::transactional)
                .onErrorResume(failed -> {
                    log.warn("{} failed and is tried again: {}", chore.name(), failed.toString());
                    return Mono.empty();
                });
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
