package dev.hostless.controlplane.assignment;

import dev.hostless.controlplane.database.IdempotentAnswers;
import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.database.Wakeups;
import dev.hostless.controlplane.event.EventLog;
import dev.hostless.controlplane.event.NewEvent;
import dev.hostless.controlplane.firmware.Firmware;
import dev.hostless.controlplane.firmware.FirmwareStore;
import dev.hostless.controlplane.node.Revisions;
import dev.hostless.controlplane.node.Selector;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import dev.hostless.controlplane.trace.Traces;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** Changes what is wanted of nodes: of all that match, or of none. */
public final class Assignments {

    private static final int MAX_NODES = 20_000;
    private static final int NAMED_IN_EVENT = 100;
    private static final int NAMED_IN_PROBLEM = 10;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final JsonColumns columns;
    private final FirmwareStore firmware;
    private final IdempotentAnswers answers;
    private final EventLog events;
    private final Wakeups wakeups;

    public Assignments(
            DatabaseClient database, TransactionalOperator transaction, JsonColumns columns,
            FirmwareStore firmware, IdempotentAnswers answers, EventLog events, Wakeups wakeups) {
        this.database = database;
        this.transaction = transaction;
        this.columns = columns;
        this.firmware = firmware;
        this.answers = answers;
        this.events = events;
        this.wakeups = wakeups;
    }

    /**
     * What an assignment did.
     *
     * @param revision the highest of the matched nodes; a new one when anything changed
     * @param nodes all that match
     * @param unchanged those of them that were wanted to run exactly this before: they keep their
     *     revision, and their boards are not restarted
     */
    public record Assigned(
            long revision, @Nullable String firmware, List<String> nodes, List<String> unchanged) {
    }

    private record Match(String name, String agent, long ramBytes, long revision, boolean same) {
    }

    Mono<Assigned> assign(AssignmentRequest request, @Nullable String idempotencyKey) {
        var checked = request.checked();
        var selector = Selector.parse(checked.selector());
        var work = checked.firmware() == null
                ? assign(checked, selector, null)
                : firmware.byPrefix(checked.firmware())
                        .flatMap(found -> assign(checked, selector, found));
        return answers.once(
                idempotencyKey, List.of("assignment", columns.of(canonical(checked)).asString()),
                Assigned.class, work)
                .as(transaction::transactional);
    }

    /** The order of a map's entries is no part of the request. */
    private static AssignmentRequest canonical(AssignmentRequest request) {
        return new AssignmentRequest(
                request.selector(), request.firmware(), request.arguments(),
                new TreeMap<>(required(request.environment())), request.seed());
    }

    private Mono<Assigned> assign(
            AssignmentRequest request, Selector selector, @Nullable Firmware wanted) {
        return Revisions.lock(database)
                .then(Mono.defer(() -> match(request, selector, wanted).collectList()))
                .flatMap(matches -> {
                    check(request, wanted, matches);
                    var changed = matches.stream().filter(match -> !match.same()).toList();
                    return changed.isEmpty()
                            ? Mono.just(answer(highest(matches), wanted, matches))
                            : change(request, wanted, matches, changed);
                });
    }

    /** In the order of names, as everything that locks several nodes does. */
    private Flux<Match> match(
            AssignmentRequest request, Selector selector, @Nullable Firmware wanted) {
        var condition = selector.condition();
        return bindWanted(database.sql("""
                select name, agent, ram_bytes, desired_revision,
                       desired_firmware is not distinct from w.firmware
                           and (w.firmware is null or (desired_arguments = w.arguments
                               and desired_environment = w.environment
                               and desired_seed = w.seed)) as same
                from node, jsonb_to_record(:wanted) as w (firmware text, arguments jsonb,
                                                          environment jsonb, seed bigint)
                where present and %s
                order by name limit %d for update of node"""
                .formatted(condition.text(), MAX_NODES + 1)), request, wanted)
                .bindValues(condition.parameters())
                .map(Assignments::match)
                .all();
    }

    private static Match match(Readable row) {
        return new Match(
                required(row.get("name", String.class)),
                required(row.get("agent", String.class)),
                required(row.get("ram_bytes", Long.class)),
                required(row.get("desired_revision", Long.class)),
                required(row.get("same", Boolean.class)));
    }

    private DatabaseClient.GenericExecuteSpec bindWanted(
            DatabaseClient.GenericExecuteSpec statement, AssignmentRequest request,
            @Nullable Firmware wanted) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("firmware", wanted == null ? null : wanted.digest());
        row.put("arguments", wanted == null ? List.of() : request.arguments());
        row.put("environment", wanted == null ? Map.of() : request.environment());
        row.put("seed", wanted == null ? 1L : request.seed());
        return statement.bind("wanted", columns.of(row));
    }

    private static void check(
            AssignmentRequest request, @Nullable Firmware wanted, List<Match> matches) {
        if (matches.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.NO_NODE_MATCHES,
                    "no node matches '" + request.selector() + "'");
        }
        if (matches.size() > MAX_NODES) {
            throw new ProblemException(
                    ErrorCode.TOO_MANY_NODES,
                    "wanted at most " + MAX_NODES + " nodes in one assignment");
        }
        if (wanted == null) {
            return;
        }
        var tooSmall = matches.stream()
                .filter(match -> match.ramBytes() < wanted.memoryBytes())
                .toList();
        if (!tooSmall.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.FIRMWARE_DOES_NOT_FIT,
                    wanted.name() + " begins with " + wanted.memoryBytes() + " bytes of memory; "
                            + tooSmall.stream()
                                    .limit(NAMED_IN_PROBLEM)
                                    .map(match -> match.name() + " has " + match.ramBytes())
                                    .collect(Collectors.joining(", "))
                            + (tooSmall.size() > NAMED_IN_PROBLEM
                                    ? ", and " + (tooSmall.size() - NAMED_IN_PROBLEM) + " more"
                                    : "")
                            + ". Nothing was assigned",
                    Map.of("wantedBytes", wanted.memoryBytes(),
                            "nodes", tooSmall.stream().limit(MAX_NODES).map(Match::name).toList()));
        }
    }

    private Mono<Assigned> change(
            AssignmentRequest request, @Nullable Firmware wanted, List<Match> matches,
            List<Match> changed) {
        return Mono.deferContextual(context -> change(
                request, wanted, matches, changed, Traces.placeOf(context)));
    }

    private Mono<Assigned> change(
            AssignmentRequest request, @Nullable Firmware wanted, List<Match> matches,
            List<Match> changed, @Nullable String trace) {
        var names = changed.stream().map(Match::name).toArray(String[]::new);
        var agents = changed.stream().map(Match::agent).distinct().toList();
        return database.sql("select nextval('revision') as revision")
                .map(row -> required(row.get("revision", Long.class)))
                .one()
                .flatMap(revision -> bindWanted(database.sql("""
                        update node set
                            desired_revision = :revision, desired_firmware = w.firmware,
                            desired_arguments = w.arguments, desired_environment = w.environment,
                            desired_seed = w.seed, desired_trace = :trace
                        from jsonb_to_record(:wanted) as w (firmware text, arguments jsonb,
                                                            environment jsonb, seed bigint)
                        where name = any(:names)"""), request, wanted)
                        .bind("revision", revision)
                        .bind("names", names)
                        .bind("trace", Parameters.in(R2dbcType.VARCHAR, trace))
                        .then()
                        .then(Flux.fromIterable(agents)
                                .concatMap(agent -> wakeups.wake(Wakeups.agentTopic(agent)))
                                .then())
                        .then(events.append(event(request, wanted, revision, changed, trace)))
                        .thenReturn(answer(revision, wanted, matches)));
    }

    private static NewEvent event(
            AssignmentRequest request, @Nullable Firmware wanted, long revision,
            List<Match> changed, @Nullable String trace) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("revision", revision);
        body.put("selector", request.selector());
        body.put("firmware", wanted == null ? null : wanted.digest());
        body.put("name", wanted == null ? null : wanted.name());
        body.put("nodeCount", changed.size());
        body.put("nodes", changed.stream().limit(NAMED_IN_EVENT).map(Match::name).toList());
        return new NewEvent("assignment.changed", body, trace);
    }

    private static long highest(List<Match> matches) {
        return matches.stream().mapToLong(Match::revision).max().orElse(0);
    }

    private static Assigned answer(
            long revision, @Nullable Firmware wanted, List<Match> matches) {
        return new Assigned(
                revision,
                wanted == null ? null : wanted.digest(),
                matches.stream().map(Match::name).toList(),
                matches.stream().filter(Match::same).map(Match::name).toList());
    }
}
