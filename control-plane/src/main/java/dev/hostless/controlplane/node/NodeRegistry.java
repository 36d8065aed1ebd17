package dev.hostless.controlplane.node;

import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** Reads nodes. */
public final class NodeRegistry {

    private static final String SELECT = """
            select node.*, agent.last_seen, agent.reachable
            from node join agent on agent.name = node.agent
            """;

    /** What {@link #state} says, for conditions and counts over thousands of nodes. */
    private static final String STATE = """
            case when not node.present then 'Lost' when not agent.reachable then 'Unreachable'
                 else coalesce(node.actual_state, 'Unknown') end""";

    private final DatabaseClient database;
    private final JsonColumns columns;

    public NodeRegistry(DatabaseClient database, JsonColumns columns) {
        this.database = database;
        this.columns = columns;
    }

    /** Nodes in the order of their names, beginning after one. */
    public Flux<Node> select(
            Selector selector, NodeFilter filter, @Nullable String after, int limit) {
        var condition = selector.condition();
        return database.sql(SELECT + "where " + condition.text()
                + " and (cardinality(:states) = 0 or " + STATE + " = any(:states))"
                + " and (:firmware = '' or coalesce(node.desired_firmware, 'none') = :firmware)"
                + " and node.name > :after order by node.name limit :limit")
                .bindValues(condition.parameters())
                .bind("states", filter.words())
                .bind("firmware", filter.firmware() == null ? "" : filter.firmware())
                .bind("after", after == null ? "" : after)
                .bind("limit", limit)
                .map(this::node)
                .all();
    }

    /** How many of the selected nodes are in each state, with each firmware. */
    Mono<FleetSummary> summary(Selector selector) {
        var condition = selector.condition();
        return database.sql("select " + STATE + " as state, node.desired_firmware as firmware,"
                + " firmware.name as firmware_name, count(*) as nodes"
                + " from node join agent on agent.name = node.agent"
                + " left join firmware on firmware.digest = node.desired_firmware"
                + " where " + condition.text() + " group by 1, 2, 3")
                .bindValues(condition.parameters())
                .map(row -> new FleetSummary.Row(
                        required(NodeState.ofWord(row.get("state", String.class))),
                        row.get("firmware", String.class),
                        row.get("firmware_name", String.class),
                        required(row.get("nodes", Long.class))))
                .all()
                .collectList()
                .map(FleetSummary::of);
    }

    /** @return an error {@code NODE_UNKNOWN} when there is none */
    public Mono<Node> node(String name) {
        return database.sql(SELECT + "where node.name = :name")
                .bind("name", name.replace('\0', '\ufffd'))
                .map(this::node)
                .one()
                .switchIfEmpty(Mono.error(() -> unknown(name)));
    }

    public static ProblemException unknown(String name) {
        return new ProblemException(
                ErrorCode.NODE_UNKNOWN, "no node is named '" + Checks.shortened(name) + "'");
    }

    private Node node(Readable row) {
        var actual = actual(row);
        long revision = required(row.get("desired_revision", Long.class));
        return new Node(
                required(row.get("name", String.class)),
                required(row.get("agent", String.class)),
                columns.stringMap(row, "labels"),
                required(row.get("preset", String.class)),
                required(row.get("ram_bytes", Long.class)),
                required(row.get("clock_hz", Long.class)),
                state(row, actual),
                new Node.Desired(
                        revision,
                        row.get("desired_firmware", String.class),
                        columns.strings(row, "desired_arguments"),
                        columns.stringMap(row, "desired_environment"),
                        required(row.get("desired_seed", Long.class))),
                actual,
                actual != null && actual.revision() != null && actual.revision() == revision,
                required(row.get("last_seen", Instant.class)));
    }

    private static NodeState state(Readable row, Node.@Nullable Actual actual) {
        if (!required(row.get("present", Boolean.class))) {
            return NodeState.LOST;
        }
        if (!required(row.get("reachable", Boolean.class))) {
            return NodeState.UNREACHABLE;
        }
        return actual == null ? NodeState.UNKNOWN : actual.state();
    }

    private static Node.@Nullable Actual actual(Readable row) {
        var state = NodeState.ofWord(row.get("actual_state", String.class));
        if (state == null) {
            return null;
        }
        return new Node.Actual(
                row.get("actual_revision", Long.class),
                row.get("actual_firmware", String.class),
                state,
                row.get("actual_cycle", Long.class),
                row.get("actual_virtual_nanos", Long.class),
                row.get("actual_boots", Integer.class),
                row.get("actual_trace_hash", String.class),
                row.get("actual_exit_code", Integer.class),
                row.get("actual_detail", String.class),
                required(row.get("reported_at", Instant.class)));
    }
}
