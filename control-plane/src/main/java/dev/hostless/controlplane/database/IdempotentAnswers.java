package dev.hostless.controlplane.database;

import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/**
 * Answers under an {@code Idempotency-Key}: the same request again gets the same answer, for a day.
 * The key is inserted in the transaction of the work, so it is there exactly if the work is.
 */
public final class IdempotentAnswers {

    private static final Duration RETAINED = Duration.ofDays(1);
    private static final int MAX_KEY = 128;

    private final DatabaseClient database;
    private final JsonColumns columns;
    private final Clock clock;

    public IdempotentAnswers(DatabaseClient database, JsonColumns columns, Clock clock) {
        this.database = database;
        this.columns = columns;
        this.clock = clock;
    }

    /**
     * Does the work, unless it was done under this key; within the caller's transaction.
     *
     * @param request what the request says; the key is refused for another one
     */
    public <T> Mono<T> once(
            @Nullable String key, List<String> request, Class<T> type, Mono<T> work) {
        if (key == null) {
            return work;
        }
        Checks.text("Idempotency-Key", key, 1, MAX_KEY);
        var fingerprint = fingerprint(request);
        return database.sql("""
                insert into idempotent_answer (key, fingerprint, created_at)
                values (:key, :fingerprint, :now) on conflict do nothing""")
                .bind("key", key)
                .bind("fingerprint", fingerprint)
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated()
                .flatMap(inserted -> inserted == 0
                        ? earlier(key, fingerprint, type)
                        : work.flatMap(answer -> store(key, answer)));
    }

    private <T> Mono<T> store(String key, T answer) {
        return database.sql("update idempotent_answer set answer = :answer where key = :key")
                .bind("key", key)
                .bind("answer", columns.of(answer))
                .then()
                .thenReturn(answer);
    }

    private <T> Mono<T> earlier(String key, byte[] fingerprint, Class<T> type) {
        return database.sql("select fingerprint, answer from idempotent_answer where key = :key")
                .bind("key", key)
                .map(row -> {
                    if (!MessageDigest.isEqual(
                            fingerprint, required(row.get("fingerprint", byte[].class)))) {
                        throw new ProblemException(
                                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                                "Idempotency-Key '" + key + "' came with another request before");
                    }
                    return columns.read(row, "answer", type);
                })
                .one();
    }

    private static byte[] fingerprint(List<String> request) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : request) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("BUG: no SHA-256", impossible);
        }
    }

    public Mono<Long> trim() {
        return database.sql("delete from idempotent_answer where created_at < :before")
                .bind("before", clock.instant().minus(RETAINED))
                .fetch()
                .rowsUpdated();
    }
}
