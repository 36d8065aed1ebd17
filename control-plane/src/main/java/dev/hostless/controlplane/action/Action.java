package dev.hostless.controlplane.action;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hostless.controlplane.session.message.ActionBody;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something to do once on a node.
 *
 * @param detail why it was rejected
 * @param cycle when it was applied, in the board's cycles
 */
public record Action(
        String id, String node, ActionBody action, Status status, @Nullable String detail,
        @Nullable Long cycle, Instant createdAt, Instant expiresAt, @Nullable Instant finishedAt) {

    /** Where it stands. */
    public enum Status {
        /** Stored. */
        @JsonProperty("pending")
        PENDING,
        /** Written to the agent's stream at least once. */
        @JsonProperty("sent")
        SENT, @JsonProperty("applied")
        APPLIED, @JsonProperty("rejected")
        REJECTED,
        /** Nobody acknowledged it in time; it is not sent any more. */
        @JsonProperty("expired")
        EXPIRED
    }
}
