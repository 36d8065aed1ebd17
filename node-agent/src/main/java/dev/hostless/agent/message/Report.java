package dev.hostless.agent.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of a report batch. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Report.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = Report.State.class, name = "state"),
    @JsonSubTypes.Type(value = Report.Console.class, name = "console"),
    @JsonSubTypes.Type(value = Report.Gc.class, name = "gc"),
    @JsonSubTypes.Type(value = TelemetryReport.class, name = "telemetry"),
    @JsonSubTypes.Type(value = HeapMapReport.class, name = "heap"),
    @JsonSubTypes.Type(value = Report.Ack.class, name = "ack")})
public sealed interface Report permits Report.Heartbeat, Report.State, Report.Console, Report.Gc,
        TelemetryReport, HeapMapReport, Report.Ack {

    /**
     * The agent lives.
     *
     * @param droppedReports since the agent's start
     */
    record Heartbeat(int boards, long droppedReports) implements Report {
    }

    /**
     * What a node runs and how it fares.
     *
     * @param boots how often the board was started since the agent's start
     * @param exitCode of a halted program
     * @param detail why, in words for an operator
     */
    record State(String node, long revision, @Nullable String firmware, String state, int boots,
            long cycle, long virtualNanos, @Nullable String traceHash, @Nullable Integer exitCode,
            @Nullable String detail) implements Report {
    }

    /**
     * Bytes that UART0 transmitted.
     *
     * @param offset of the first byte, counted from the board's start
     * @param droppedBytes that were lost just before this chunk; {@code offset} counts them too
     */
    record Console(String node, long revision, int boot, long offset, byte[] data,
            long droppedBytes) implements Report {
    }

    /** Collections that finished since the last report. */
    record Gc(String node, long revision, int boot, List<GcCycleReport> cycles)
            implements
                Report {
    }

    /**
     * An action was applied, or why it was not.
     *
     * @param outcome {@link #APPLIED} or {@link #REJECTED}
     * @param cycle of the board at which it took effect
     */
    record Ack(String id, String outcome, @Nullable String detail, @Nullable Long cycle)
            implements
                Report {

        public static final String APPLIED = "applied";
        public static final String REJECTED = "rejected";

        public static Ack applied(String id, long cycle) {
            return new Ack(id, APPLIED, null, cycle);
        }

        public static Ack rejected(String id, String detail) {
            return new Ack(id, REJECTED, detail, null);
        }
    }
}
