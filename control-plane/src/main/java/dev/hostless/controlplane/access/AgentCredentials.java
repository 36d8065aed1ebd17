package dev.hostless.controlplane.access;

import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** Which agent a credential belongs to. */
public final class AgentCredentials {

    private final DatabaseClient database;

    public AgentCredentials(DatabaseClient database) {
        this.database = database;
    }

    /** The index compares hashes, so how long it takes says nothing about the credential. */
    Mono<String> agentOf(byte[] hash) {
        return database.sql("select name from agent where credential_hash = :hash")
                .bind("hash", hash)
                .map(row -> required(row.get("name", String.class)))
                .one();
    }
}
