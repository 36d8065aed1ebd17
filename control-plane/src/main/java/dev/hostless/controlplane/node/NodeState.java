package dev.hostless.controlplane.node;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** How a node fares. The agent reports all but the last three. */
public enum NodeState {

    @JsonProperty("Off")
    OFF, @JsonProperty("Running")
    RUNNING, @JsonProperty("Waiting")
    WAITING, @JsonProperty("Halted")
    HALTED, @JsonProperty("Trapped")
    TRAPPED, @JsonProperty("Faulted")
    FAULTED, @JsonProperty("Refused")
    REFUSED,
    /** Enrolled, but not yet reported. */
    @JsonProperty("Unknown")
    UNKNOWN,
    /** Its agent was silent for three heartbeats. */
    @JsonProperty("Unreachable")
    UNREACHABLE,
    /** Its agent enrolled without it. */
    @JsonProperty("Lost")
    LOST;

    /** Whether an agent may report it. */
    public boolean reportable() {
        return compareTo(REFUSED) <= 0;
    }

    /** The name that messages carry: {@code Running}. */
    public String word() {
        return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
    }

    static @Nullable NodeState ofWord(@Nullable String word) {
        return word == null ? null : valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
}
