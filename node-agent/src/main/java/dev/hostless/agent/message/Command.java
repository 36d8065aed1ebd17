package dev.hostless.agent.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of the command stream. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", defaultImpl = Command.Unknown.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.Assignment.class, name = "assignment"),
    @JsonSubTypes.Type(value = Command.Action.class, name = "action"),
    @JsonSubTypes.Type(value = Command.Ping.class, name = "ping")})
public sealed interface Command {

    /**
     * What is wanted of a node from now on.
     *
     * @param revision grows with each change; a board restarts only when it differs
     * @param firmware digest of the module, null when the board shall be off
     * @param seed of the board's randomness, null for the board's own default
     * @param traceparent the request's place in its trace (W3C), if traces are collected
     */
    record Assignment(String node, long revision, @Nullable String firmware, long sizeBytes,
            @Nullable String name, List<String> arguments, Map<String, String> environment,
            @Nullable Long seed, @Nullable String traceparent) implements Command {

        public Assignment(String node, long revision, @Nullable String firmware, long sizeBytes,
                @Nullable String name, List<String> arguments, Map<String, String> environment,
                @Nullable Long seed) {
            this(node, revision, firmware, sizeBytes, name, arguments, environment, seed, null);
        }

        public Assignment {
            if (node == null || revision < 1) {
                throw new IllegalArgumentException("assignment of node " + node + " with revision "
                        + revision + ", wanted a name and a positive revision");
            }
            arguments = arguments == null ? List.of() : List.copyOf(arguments);
            environment = environment == null ? Map.of() : Map.copyOf(environment);
        }
    }

    /** Something to do once, known by its id however often it is sent. */
    record Action(String id, String node, BoardAction action, @Nullable String traceparent)
            implements
                Command {

        public Action(String id, String node, BoardAction action) {
            this(id, node, action, null);
        }

        public Action {
            if (id == null || node == null || action == null) {
                throw new IllegalArgumentException("action " + id + " of node " + node
                        + " lacks its id, its node or what to do");
            }
        }
    }

    /** Keeps the stream alive. */
    record Ping() implements Command {
    }

    /** A type of a newer protocol: counted and skipped. */
    record Unknown() implements Command {
    }
}
