package dev.hostless.controlplane.session.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line of the command stream. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.Assignment.class, name = "assignment"),
    @JsonSubTypes.Type(value = Command.Action.class, name = "action"),
    @JsonSubTypes.Type(value = Command.Ping.class, name = "ping")})
@JsonIgnoreProperties(ignoreUnknown = true)
public sealed interface Command {

    /**
     * What is wanted of a node.
     *
     * @param firmware a digest; null: off, and then all that follows is absent
     * @param traceparent the request's place in its trace (W3C), if traces are collected
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Assignment(
            String node, long revision,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String firmware,
            @Nullable Long sizeBytes, @Nullable String name, @Nullable List<String> arguments,
            @Nullable Map<String, String> environment, @Nullable Long seed,
            @Nullable String traceparent) implements Command {

        public Assignment(
                String node, long revision, @Nullable String firmware, @Nullable Long sizeBytes,
                @Nullable String name, @Nullable List<String> arguments,
                @Nullable Map<String, String> environment, @Nullable Long seed) {
            this(node, revision, firmware, sizeBytes, name, arguments, environment, seed, null);
        }

        /** Off. */
        public static Assignment off(String node, long revision) {
            return new Assignment(node, revision, null, null, null, null, null, null);
        }
    }

    /** Something to do once; {@code traceparent} as above. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Action(String id, String node, ActionBody action, @Nullable String traceparent)
            implements
                Command {

        public Action(String id, String node, ActionBody action) {
            this(id, node, action, null);
        }
    }

    /** The connection lives. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Ping() implements Command {
    }
}
