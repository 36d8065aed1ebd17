package dev.hostless.controlplane.session;

import dev.hostless.controlplane.access.Secrets;
import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.database.Wakeups;
import dev.hostless.controlplane.event.EventLog;
import dev.hostless.controlplane.event.NewEvent;
import dev.hostless.controlplane.node.Revisions;
import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import dev.hostless.controlplane.session.message.EnrolmentRequest;
import dev.hostless.controlplane.session.message.EnrolmentRequest.OfferedBoard;
import dev.hostless.controlplane.session.message.EnrolmentResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** Takes in agents and makes their boards nodes. */
public final class Enrolment {

    private static final Logger log = LoggerFactory.getLogger(Enrolment.class);

    private static final int MAX_BOARDS = 10_000;
    private static final int MAX_LABELS = 64;
    private static final int CREDENTIAL_BYTES = 24;
    private static final long MAX_RAM_BYTES = 1L << 32;
    private static final long MAX_CLOCK_HZ = 100_000_000_000L;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern LABEL_KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9._/-]{1,63}");

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final JsonColumns columns;
    private final EventLog events;
    private final Wakeups wakeups;
    private final Clock clock;
    private final Duration heartbeat;
    private final SecureRandom random = new SecureRandom();

    public Enrolment(
            DatabaseClient database, TransactionalOperator transaction, JsonColumns columns,
            EventLog events, Wakeups wakeups, Clock clock, Duration heartbeat) {
        this.database = database;
        this.transaction = transaction;
        this.columns = columns;
        this.events = events;
        this.wakeups = wakeups;
        this.clock = clock;
        this.heartbeat = heartbeat;
    }

    /** Enrols, or enrols again with the same key; earlier credentials end. */
    Mono<EnrolmentResponse> enrol(EnrolmentRequest request) {
        check(request);
        var bytes = new byte[CREDENTIAL_BYTES];
        random.nextBytes(bytes);
        var credential = "c_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return Revisions.lock(database)
                .then(storeAgent(request, Secrets.hash(credential)))
                .then(refuseForeignNodes(request))
                .then(storeNodes(request))
                .flatMap(events -> markLost(request, events))
                .flatMap(events::append)
                .then(wakeups.wake(Wakeups.agentTopic(request.agent())))
                .as(transaction::transactional)
                .doOnSuccess(_ -> log.atInfo()
                        .addKeyValue("hostless.agent", request.agent())
                        .log("Agent {} enrolled with {} boards", request.agent(),
                                request.boards().size()))
                .thenReturn(new EnrolmentResponse(
                        request.agent(), credential, heartbeat.toSeconds()));
    }

    private Mono<Void> storeAgent(EnrolmentRequest request, byte[] credentialHash) {
        return database.sql("""
                insert into agent (name, key_hash, credential_hash, version, engine_semantics,
                                   enrolled_at, last_seen, boards)
                values (:name, :key, :credential, :version, :semantics, :now, :now, :boards)
                on conflict (name) do update set
                    credential_hash = excluded.credential_hash, version = excluded.version,
                    engine_semantics = excluded.engine_semantics,
                    enrolled_at = excluded.enrolled_at, last_seen = excluded.last_seen,
                    boards = excluded.boards, reachable = true
                where agent.key_hash = excluded.key_hash""")
                .bind("name", request.agent())
                .bind("key", Secrets.hash(request.key()))
                .bind("credential", credentialHash)
                .bind("version", request.version())
                .bind("semantics", request.engineSemantics())
                .bind("boards", request.boards().size())
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated()
                .flatMap(stored -> stored > 0
                        ? Mono.empty()
                        : Mono.error(new ProblemException(
                                ErrorCode.AGENT_NAME_TAKEN,
                                "an agent named '" + request.agent()
                                        + "' enrolled with another key; "
                                        + "choose another name, or use its data directory")));
    }

    private Mono<Void> refuseForeignNodes(EnrolmentRequest request) {
        return database.sql("""
                select name, agent from node where name = any(:names) and agent <> :agent
                order by name limit 1""")
                .bind("names", names(request))
                .bind("agent", request.agent())
                .map(row -> new ProblemException(
                        ErrorCode.NODE_NAME_TAKEN,
                        "the node '" + row.get("name") + "' belongs to agent '"
                                + row.get("agent") + "'"))
                .one()
                .flatMap(Mono::error);
    }

    private Mono<List<NewEvent>> storeNodes(EnrolmentRequest request) {
        return database.sql("""
                insert into node (name, agent, preset, ram_bytes, clock_hz, labels, enrolled_at,
                                  desired_revision)
                select b.name, :agent, b.preset, b."ramBytes", b."clockHz", b.labels, :now, r.value
                from jsonb_to_recordset(:boards) as b (name text, preset text, "ramBytes" bigint,
                                                       "clockHz" bigint, labels jsonb)
                cross join (select nextval('revision') as value) r
                order by b.name
                on conflict (name) do update set
                    preset = excluded.preset, ram_bytes = excluded.ram_bytes,
                    clock_hz = excluded.clock_hz, labels = excluded.labels, present = true
                returning name, xmax = 0 as fresh""")
                .bind("agent", request.agent())
                .bind("boards", columns.of(request.boards()))
                .bind("now", clock.instant())
                .map(row -> required(row.get("fresh", Boolean.class))
                        ? required(row.get("name", String.class))
                        : "")
                .all()
                .filter(name -> !name.isEmpty())
                .map(name -> new NewEvent(
                        "node.enrolled", Map.of("node", name, "agent", request.agent())))
                .collectList();
    }

    private Mono<List<NewEvent>> markLost(EnrolmentRequest request, List<NewEvent> events) {
        return database.sql("""
                update node set present = false
                where agent = :agent and present and name <> all(:names)
                returning name""")
                .bind("agent", request.agent())
                .bind("names", names(request))
                .map(row -> new NewEvent(
                        "node.lost",
                        Map.of("node", required(row.get("name", String.class)),
                                "agent", request.agent())))
                .all()
                .collectList()
                .map(lost -> {
                    var all = new ArrayList<>(events);
                    all.addAll(lost);
                    return all;
                });
    }

    private static String[] names(EnrolmentRequest request) {
        return request.boards().stream().map(OfferedBoard::name).toArray(String[]::new);
    }

    private static void check(EnrolmentRequest request) {
        checkName("agent", request.agent());
        Checks.text("key", request.key(), 8, 256);
        Checks.text("version", request.version(), 1, 64);
        if (request.boards() == null || request.boards().isEmpty()
                || request.boards().size() > MAX_BOARDS) {
            throw Checks.invalid("boards", "wanted 1 to " + MAX_BOARDS + " boards, got "
                    + (request.boards() == null ? "null" : request.boards().size()));
        }
        var names = new HashSet<String>();
        for (int index = 0; index < request.boards().size(); index++) {
            var place = "boards[" + index + "]";
            var board = request.boards().get(index);
            if (board == null) {
                throw Checks.invalid(place, "wanted a board, got null");
            }
            checkBoard(place, board);
            if (!names.add(board.name())) {
                throw Checks.invalid(place + ".name", "'" + board.name() + "' is there twice");
            }
        }
    }

    private static void checkBoard(String place, OfferedBoard board) {
        checkName(place + ".name", board.name());
        Checks.text(place + ".preset", board.preset(), 1, 63);
        checkRange(place + ".ramBytes", board.ramBytes(), MAX_RAM_BYTES);
        checkRange(place + ".clockHz", board.clockHz(), MAX_CLOCK_HZ);
        if (board.labels() == null || board.labels().size() > MAX_LABELS) {
            throw Checks.invalid(place + ".labels", "wanted up to " + MAX_LABELS + " labels");
        }
        board.labels().forEach((key, value) -> {
            if (!LABEL_KEY.matcher(key).matches() || value == null
                    || !LABEL_VALUE.matcher(value).matches()) {
                throw Checks.invalid(place + ".labels", "wanted " + LABEL_KEY + "=" + LABEL_VALUE
                        + ", got '" + Checks.shortened(key + "=" + value) + "'");
            }
        });
    }

    private static void checkName(String field, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw Checks.invalid(field, "wanted " + NAME + ", got '"
                    + Checks.shortened(String.valueOf(name)) + "'");
        }
    }

    private static void checkRange(String field, long value, long maximum) {
        if (value < 1 || value > maximum) {
            throw Checks.invalid(field, "wanted 1 to " + maximum + ", got " + value);
        }
    }
}
