package dev.hostless.controlplane.session.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.hostless.controlplane.node.NodeState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent tells. Cycles and nanoseconds are the board's own, virtual ones. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Report.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = Report.State.class, name = "state"),
    @JsonSubTypes.Type(value = Report.Console.class, name = "console"),
    @JsonSubTypes.Type(value = Report.Gc.class, name = "gc"),
    @JsonSubTypes.Type(value = Telemetry.class, name = "telemetry"),
    @JsonSubTypes.Type(value = HeapMap.class, name = "heap"),
    @JsonSubTypes.Type(value = Report.Ack.class, name = "ack")})
@JsonIgnoreProperties(ignoreUnknown = true)
public sealed interface Report permits Report.Heartbeat, Report.State, Report.Console, Report.Gc,
        Telemetry, HeapMap, Report.Ack {

    /** The agent lives. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Heartbeat(int boards, long droppedReports) implements Report {

        public Heartbeat {
            Wire.notNegative("boards", (long) boards);
            Wire.notNegative("droppedReports", droppedReports);
        }
    }

    /** What a node runs and how it fares. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record State(
            String node, @Nullable Long revision, @Nullable String firmware, NodeState state,
            @Nullable Integer boots, @Nullable Long cycle, @Nullable Long virtualNanos,
            @Nullable String traceHash, @Nullable Integer exitCode, @Nullable String detail)
            implements
                Report {

        public State {
            Wire.name("node", node);
            if (state == null || !state.reportable()) {
                throw new IllegalArgumentException("state: no agent reports " + state);
            }
            Wire.notNegative("revision", revision);
            Wire.notNegative("cycle", cycle);
            Wire.notNegative("virtualNanos", virtualNanos);
        }
    }

    /** Bytes that the board's UART0 sent; the offset counts from the board's start. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Console(
            String node, long revision, int boot, long offset, byte[] data, long droppedBytes)
            implements
                Report {

        public Console {
            Wire.name("node", node);
            Wire.notNegative("revision", revision);
            Wire.notNegative("boot", (long) boot);
            Wire.notNegative("offset", offset);
            Wire.notNegative("droppedBytes", droppedBytes);
            if (data == null) {
                throw new IllegalArgumentException("data: wanted base64, got null");
            }
        }
    }

    /** Finished GC cycles. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Gc(String node, long revision, int boot, List<GcCycle> cycles) implements Report {

        public Gc {
            Wire.name("node", node);
            Wire.notNegative("revision", revision);
            Wire.notNegative("boot", (long) boot);
            if (cycles == null) {
                throw new IllegalArgumentException("cycles: wanted an array, got null");
            }
        }
    }

    /** An action was applied, or why it was not. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Ack(String id, String outcome, @Nullable String detail, @Nullable Long cycle)
            implements
                Report {

        public static final String APPLIED = "applied";
        public static final String REJECTED = "rejected";

        public Ack {
            Wire.text("id", id, 64);
            if (!APPLIED.equals(outcome) && !REJECTED.equals(outcome)) {
                throw new IllegalArgumentException(
                        "outcome: wanted applied or rejected, got " + outcome);
            }
            Wire.notNegative("cycle", cycle);
        }
    }
}
