package dev.hostless.controlplane.node;

import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The order of desired revisions. */
public final class Revisions {

    /** Told apart from the lock of events by its last digit. */
    private static final long LOCK = 0x686f_7374_0002L;

    private Revisions() {
    }

    /**
     * Taken by each transaction that gives out a revision, until it ends: revisions are then
     * committed in their order, and a command stream can follow their maximum.
     */
    public static Mono<Void> lock(DatabaseClient database) {
        return database.sql("select pg_advisory_xact_lock(" + LOCK + ")").then();
    }
}
