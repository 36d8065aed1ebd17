package dev.hostless.controlplane.session;

import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.database.Wakeups;
import dev.hostless.controlplane.session.message.ActionBody;
import dev.hostless.controlplane.session.message.Command;
import dev.hostless.controlplane.telemetry.ControlPlaneMetric;
import dev.hostless.controlplane.telemetry.ServiceMeters;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** What an agent is to do: first everything that is wanted, then each change. */
public final class CommandStream {

    private static final Logger log = LoggerFactory.getLogger(CommandStream.class);

    private static final Duration PING = Duration.ofSeconds(10);

    /** Ends a stream from within; it is never sent. */
    private static final Command END = new Command.Ping();

    private final DatabaseClient database;
    private final JsonColumns columns;
    private final Wakeups wakeups;
    private final Clock clock;
    private final ServiceMeters meters;
    private final AtomicLong open = new AtomicLong();

    public CommandStream(
            DatabaseClient database, JsonColumns columns, Wakeups wakeups, Clock clock,
            ServiceMeters meters) {
        this.database = database;
        this.columns = columns;
        this.wakeups = wakeups;
        this.clock = clock;
        this.meters = meters;
        meters.announce(ControlPlaneMetric.COMMANDS, "assignment", "action", "ping");
        opened(0);
    }

    /** Ends when the agent enrols again: the credential that opened it is then no longer valid. */
    Flux<Command> of(String agent) {
        var pings = Flux.interval(PING, PING)
                .map(_ -> (Command) new Command.Ping())
                // An agent that reads slowly needs no second ping.
                .onBackpressureLatest()
                .takeUntilOther(wakeups.stopping());
        return credentialOf(agent)
                .flatMapMany(credential -> Flux.merge(pings, changes(agent, credential))
                        .takeUntil(command -> command == END)
                        .filter(command -> command != END)
                        .doOnNext(command -> meters.count(
                                ControlPlaneMetric.COMMANDS, 1, kindOf(command)))
                        .doOnSubscribe(_ -> opened(1))
                        .doFinally(_ -> opened(-1)));
    }

    private void opened(int streams) {
        meters.show(ControlPlaneMetric.COMMAND_STREAMS,
                Map.of(List.of(), open.addAndGet(streams)));
    }

    private static String kindOf(Command command) {
        return switch (command) {
            case Command.Assignment _ -> "assignment";
            case Command.Action _ -> "action";
            case Command.Ping _ -> "ping";
        };
    }

    /**
     * Reads what is new after each wake-up, one reading at a time; a slow agent's place is in the
     * tables, so nothing queues up here.
     */
    private Flux<Command> changes(String agent, byte[] credential) {
        var sent = new Sent();
        return wakeups.of(Wakeups.agentTopic(agent))
                .concatMap(_ -> credentialOf(agent)
                        .flatMapMany(now -> Arrays.equals(now, credential)
                                ? Flux.concat(assignments(agent, sent), actions(agent, sent))
                                : Flux.just(END)),
                        1)
                .doOnError(failed -> log.atWarn()
                        .addKeyValue("hostless.agent", agent)
                        .log("Commands for {} end: {}", agent, failed.toString()));
    }

    /** What a connection has been sent; only its own reader touches it. */
    private static final class Sent {

        private long revision;
        private final Set<Long> actions = new HashSet<>();
    }

    private Mono<byte[]> credentialOf(String agent) {
        return database.sql("select credential_hash from agent where name = :agent")
                .bind("agent", agent)
                .map(row -> required(row.get("credential_hash", byte[].class)))
                .one();
    }

    private Flux<Command> assignments(String agent, Sent sent) {
        return Flux.defer(() -> database.sql("""
                select node.name as node, desired_revision, desired_firmware, desired_arguments,
                       desired_environment, desired_seed, desired_trace, firmware.size_bytes,
                       firmware.name
                from node left join firmware on firmware.digest = desired_firmware
                where agent = :agent and present and desired_revision > :revision
                order by desired_revision, node.name""")
                .bind("agent", agent)
                .bind("revision", sent.revision)
                .map(this::assignment)
                .all()
                // A slow agent must not keep the connection.
                .collectList()
                .flatMapIterable(wanted -> wanted))
                .doOnNext(assignment -> sent.revision = Math.max(sent.revision,
                        assignment.revision()))
                .cast(Command.class);
    }

    private Command.Assignment assignment(Readable row) {
        var node = required(row.get("node", String.class));
        long revision = required(row.get("desired_revision", Long.class));
        var firmware = row.get("desired_firmware", String.class);
        if (firmware == null) {
            return Command.Assignment.off(node, revision);
        }
        return new Command.Assignment(
                node, revision, firmware,
                row.get("size_bytes", Long.class),
                row.get("name", String.class),
                columns.strings(row, "desired_arguments"),
                columns.stringMap(row, "desired_environment"),
                row.get("desired_seed", Long.class),
                row.get("desired_trace", String.class));
    }

    private Flux<Command> actions(String agent, Sent sent) {
        return database.sql("""
                select id, node, body, trace from action
                where agent = :agent and status in ('pending', 'sent') and expires_at > :now
                order by id""")
                .bind("agent", agent)
                .bind("now", clock.instant())
                .map(row -> new OpenAction(
                        required(row.get("id", Long.class)),
                        required(row.get("node", String.class)),
                        columns.read(row, "body", ActionBody.class),
                        row.get("trace", String.class)))
                .all()
                .collectList()
                .flatMapMany(open -> send(open, sent));
    }

    private record OpenAction(
            long id, String node, ActionBody body, @Nullable String trace) {
    }

    /** What is no longer open need not be remembered, so the memory stays as small as the queue. */
    private Flux<Command> send(List<OpenAction> open, Sent sent) {
        var fresh = open.stream().filter(action -> !sent.actions.contains(action.id())).toList();
        sent.actions.clear();
        open.forEach(action -> sent.actions.add(action.id()));
        if (fresh.isEmpty()) {
            return Flux.empty();
        }
        return database.sql("""
                update action set status = 'sent' where id = any(:ids) and status = 'pending'""")
                .bind("ids", fresh.stream().map(OpenAction::id).toArray(Long[]::new))
                .then()
                .thenMany(Flux.fromIterable(fresh)
                        .map(action -> new Command.Action(
                                "a-" + action.id(), action.node(), action.body(),
                                action.trace())));
    }
}
