package dev.hostless.controlplane.action;

import dev.hostless.controlplane.database.IdempotentAnswers;
import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.database.Wakeups;
import dev.hostless.controlplane.event.EventLog;
import dev.hostless.controlplane.event.NewEvent;
import dev.hostless.controlplane.node.NodeRegistry;
import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import dev.hostless.controlplane.session.message.ActionBody;
import dev.hostless.controlplane.session.message.Report;
import dev.hostless.controlplane.trace.Traces;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/**
 * Actions: at most {@value #MAX_OPEN} open ones per node, sent until they are acknowledged or
 * expire. Finished ones can be asked for during a day.
 */
public final class ActionQueue {

    public static final int MAX_OPEN = 64;
    static final Duration RETAINED = Duration.ofDays(1);

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final JsonColumns columns;
    private final IdempotentAnswers answers;
    private final EventLog events;
    private final Wakeups wakeups;
    private final Clock clock;
    private final Duration expiry;

    public ActionQueue(
            DatabaseClient database, TransactionalOperator transaction, JsonColumns columns,
            IdempotentAnswers answers, EventLog events, Wakeups wakeups, Clock clock,
            Duration expiry) {
        this.database = database;
        this.transaction = transaction;
        this.columns = columns;
        this.answers = answers;
        this.events = events;
        this.wakeups = wakeups;
        this.clock = clock;
        this.expiry = expiry;
    }

    /** Stores an action for a node. @return its id */
    public Mono<String> add(String node, ActionBody body, @Nullable String idempotencyKey) {
        return answers.once(
                idempotencyKey, List.of("action", node, columns.of(body).asString()),
                String.class, add(node, body))
                .as(transaction::transactional);
    }

    private Mono<String> add(String node, ActionBody body) {
        return Mono.defer(() -> agentOf(node)
                .flatMap(agent -> refuseFullQueue(node)
                        .then(insert(node, agent, body))
                        .flatMap(id -> wakeups.wake(Wakeups.agentTopic(agent))
                                .thenReturn("a-" + id))));
    }

    /** Locks the node's row, so that two requests cannot both take the last place. */
    private Mono<String> agentOf(String node) {
        return database.sql("select agent from node where name = :node for no key update")
                .bind("node", node.replace('\0', '\ufffd'))
                .map(row -> required(row.get("agent", String.class)))
                .one()
                .switchIfEmpty(Mono.error(() -> NodeRegistry.unknown(node)));
    }

    private Mono<Void> refuseFullQueue(String node) {
        return database.sql("""
                select count(*) as open from action
                where node = :node and status in ('pending', 'sent') and expires_at > :now""")
                .bind("node", node)
                .bind("now", clock.instant())
                .map(row -> required(row.get("open", Long.class)))
                .one()
                .flatMap(open -> open < MAX_OPEN
                        ? Mono.empty()
                        : Mono.error(new ProblemException(
                                ErrorCode.TOO_MANY_ACTIONS,
                                "node '" + node + "' has " + open
                                        + " unacknowledged actions of at most "
                                        + MAX_OPEN)));
    }

    private Mono<Long> insert(String node, String agent, ActionBody body) {
        return Mono.deferContextual(
                context -> insert(node, agent, body, Traces.placeOf(context)));
    }

    private Mono<Long> insert(
            String node, String agent, ActionBody body, @Nullable String trace) {
        var now = clock.instant();
        return database.sql("""
                insert into action (node, agent, body, status, created_at, expires_at, trace)
                values (:node, :agent, :body, 'pending', :now, :expires, :trace)
                returning id""")
                .bind("node", node)
                .bind("agent", agent)
                .bind("body", columns.of(body))
                .bind("now", now)
                .bind("expires", now.plus(expiry))
                .bind("trace", Parameters.in(R2dbcType.VARCHAR, trace))
                .map(row -> required(row.get("id", Long.class)))
                .one();
    }

    Mono<Action> action(String id) {
        return database.sql("select * from action where id = :id")
                .bind("id", numberOf(id))
                .map(this::action)
                .one()
                .switchIfEmpty(Mono.error(() -> unknown(id)));
    }

    private static long numberOf(String id) {
        try {
            if (id.startsWith("a-")) {
                return Long.parseLong(id.substring(2));
            }
        } catch (NumberFormatException wrong) {
            // There is no such action.
        }
        throw unknown(id);
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(ErrorCode.ACTION_UNKNOWN,
                "no action has the id '" + Checks.shortened(id)
                        + "'; finished ones are kept for a day");
    }

    private Action action(Readable row) {
        return new Action(
                "a-" + row.get("id", Long.class),
                required(row.get("node", String.class)),
                columns.read(row, "body", ActionBody.class),
                Action.Status.valueOf(required(row.get("status", String.class))
                        .toUpperCase(Locale.ROOT)),
                row.get("detail", String.class),
                row.get("cycle", Long.class),
                required(row.get("created_at", Instant.class)),
                required(row.get("expires_at", Instant.class)),
                row.get("finished_at", Instant.class));
    }

    /** Takes acknowledgements, also late ones, within the caller's transaction. */
    public Mono<List<NewEvent>> take(String agent, List<Report.Ack> acks) {
        return Flux.fromIterable(acks).concatMap(ack -> take(agent, ack)).collectList();
    }

    private Mono<NewEvent> take(String agent, Report.Ack ack) {
        long id;
        try {
            id = numberOf(ack.id());
        } catch (ProblemException unknown) {
            return Mono.empty();
        }
        return database.sql("""
                update action set status = r.outcome, detail = r.detail, cycle = r.cycle,
                                  finished_at = :now
                from jsonb_to_record(:ack) as r (outcome text, detail text, cycle bigint)
                where id = :id and agent = :agent and status in ('pending', 'sent', 'expired')
                returning node, body, trace""")
                .bind("ack", columns.of(ack))
                .bind("id", id)
                .bind("agent", agent)
                .bind("now", clock.instant())
                .map(row -> event(ack, row))
                .one();
    }

    private NewEvent event(Report.Ack ack, Readable row) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("action", ack.id());
        body.put("node", row.get("node", String.class));
        body.put("kind", columns.tree(row, "body").path("kind").asString());
        body.put("detail", ack.detail());
        body.put("cycle", ack.cycle());
        return new NewEvent(
                "action." + ack.outcome(), body, row.get("trace", String.class));
    }

    /** Gives up on what nobody acknowledged, and forgets what is long finished. */
    public Mono<Void> tidy() {
        var now = clock.instant();
        return database.sql("""
                update action set status = 'expired', finished_at = :now
                where status in ('pending', 'sent') and expires_at <= :now
                returning id, node, body""")
                .bind("now", now)
                .map(row -> new NewEvent("action.expired", Map.of(
                        "action", "a-" + row.get("id", Long.class),
                        "node", required(row.get("node", String.class)),
                        "kind", columns.tree(row, "body").path("kind").asString())))
                .all()
                .collectList()
                .flatMap(expired -> database.sql("delete from action where finished_at < :before")
                        .bind("before", now.minus(RETAINED))
                        .then()
                        .then(events.append(expired)));
    }
}
