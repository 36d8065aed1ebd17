package dev.hostless.controlplane.node;

import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.event.NewEvent;
import dev.hostless.controlplane.session.message.Report;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** What agents say of their nodes' states. */
public final class NodeReports {

    private final DatabaseClient database;
    private final JsonColumns columns;
    private final Clock clock;

    public NodeReports(DatabaseClient database, JsonColumns columns, Clock clock) {
        this.database = database;
        this.columns = columns;
        this.clock = clock;
    }

    /** A node whose row is locked until the transaction ends. */
    public record Locked(
            String name, String preset, long clockHz, long consoleEnd,
            @Nullable NodeState state, @Nullable Long revision, @Nullable String firmware,
            long wantedRevision, @Nullable String trace) {

        /** The request that led to this report, until it has led to a state that lasts. */
        @Nullable
        String traceOf(Report.State report) {
            return Objects.equals(report.revision(), wantedRevision) ? trace : null;
        }
    }

    /** Locks those of an agent's nodes that are named; others are not in the answer. */
    public Mono<Map<String, Locked>> lock(String agent, Collection<String> names) {
        if (names.isEmpty()) {
            return Mono.just(Map.of());
        }
        return database.sql("""
                select name, preset, clock_hz, console_end, actual_state, actual_revision,
                       actual_firmware, desired_revision, desired_trace
                from node where agent = :agent and name = any(:names)
                order by name for update""")
                .bind("agent", agent)
                .bind("names", names.toArray(String[]::new))
                .map(row -> new Locked(
                        required(row.get("name", String.class)),
                        required(row.get("preset", String.class)),
                        required(row.get("clock_hz", Long.class)),
                        required(row.get("console_end", Long.class)),
                        NodeState.ofWord(row.get("actual_state", String.class)),
                        row.get("actual_revision", Long.class),
                        row.get("actual_firmware", String.class),
                        required(row.get("desired_revision", Long.class)),
                        row.get("desired_trace", String.class)))
                .all()
                .collectMap(Locked::name);
    }

    /** Stores the last state of each node. @return events for the changes on the way */
    public Mono<List<NewEvent>> take(List<Report.State> reports, Map<String, Locked> nodes) {
        if (reports.isEmpty()) {
            return Mono.just(List.of());
        }
        var events = new ArrayList<NewEvent>();
        var last = new LinkedHashMap<String, Report.State>();
        for (var report : reports) {
            var node = required(nodes.get(report.node()));
            var before = last.get(report.node());
            boolean news = before == null
                    ? isNews(node.state(), node.revision(), node.firmware(), report)
                    : isNews(before.state(), before.revision(), before.firmware(), report);
            if (news) {
                events.add(event(report, node.traceOf(report)));
            }
            last.put(report.node(), report);
        }
        return store(last.values()).thenReturn(events);
    }

    /** Running and Waiting alternate at each interrupt: that is life, not news. */
    private static boolean isNews(
            @Nullable NodeState state, @Nullable Long revision, @Nullable String firmware,
            Report.State report) {
        return state == null || lively(state) != lively(report.state())
                || !Objects.equals(revision, report.revision())
                || !Objects.equals(firmware, report.firmware());
    }

    private static NodeState lively(NodeState state) {
        return state == NodeState.WAITING ? NodeState.RUNNING : state;
    }

    private static NewEvent event(Report.State report, @Nullable String trace) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("node", report.node());
        body.put("state", report.state().word());
        body.put("revision", report.revision());
        body.put("firmware", report.firmware());
        body.put("cycle", report.cycle());
        body.put("exitCode", report.exitCode());
        body.put("detail", shortened(report.detail()));
        return new NewEvent("node.state", body, trace);
    }

    private static @Nullable String shortened(@Nullable String detail) {
        return detail == null || detail.length() <= 1000 ? detail : detail.substring(0, 1000) + "…";
    }

    private Mono<Void> store(Collection<Report.State> reports) {
        var rows = reports.stream().map(StateRow::of).toList();
        return database.sql("""
                update node set
                    actual_revision = r.revision, actual_firmware = r.firmware,
                    actual_state = r.state, actual_cycle = r.cycle,
                    actual_virtual_nanos = r."virtualNanos", actual_boots = r.boots,
                    actual_trace_hash = r."traceHash", actual_exit_code = r."exitCode",
                    actual_detail = r.detail, reported_at = :now,
                    desired_trace = case when r.revision = desired_revision and r.state <> 'Off'
                                         then null else desired_trace end
                from jsonb_to_recordset(:rows) as r (
                    node text, revision bigint, firmware text, state text, cycle bigint,
                    "virtualNanos" bigint, boots integer, "traceHash" text, "exitCode" integer,
                    detail text)
                where node.name = r.node""")
                .bind("rows", columns.of(rows))
                .bind("now", clock.instant())
                .then();
    }

    private record StateRow(
            String node, @Nullable Long revision, @Nullable String firmware, String state,
            @Nullable Long cycle, @Nullable Long virtualNanos, @Nullable Integer boots,
            @Nullable String traceHash, @Nullable Integer exitCode, @Nullable String detail) {

        private static final int DETAIL = 16_384;

        static StateRow of(Report.State report) {
            var detail = report.detail();
            return new StateRow(
                    report.node(), report.revision(), report.firmware(), report.state().word(),
                    report.cycle(), report.virtualNanos(), report.boots(), report.traceHash(),
                    report.exitCode(),
                    detail == null || detail.length() <= DETAIL
                            ? detail
                            : detail.substring(0, DETAIL) + "…");
        }
    }
}
