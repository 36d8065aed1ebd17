package dev.hostless.controlplane.session;

import dev.hostless.controlplane.action.ActionQueue;
import dev.hostless.controlplane.console.ConsoleLog;
import dev.hostless.controlplane.event.EventLog;
import dev.hostless.controlplane.event.NewEvent;
import dev.hostless.controlplane.node.NodeReports;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import dev.hostless.controlplane.session.message.HeapMap;
import dev.hostless.controlplane.session.message.Report;
import dev.hostless.controlplane.session.message.ReportBatch;
import dev.hostless.controlplane.session.message.Telemetry;
import dev.hostless.controlplane.telemetry.ControlPlaneMetric;
import dev.hostless.controlplane.telemetry.GcHistory;
import dev.hostless.controlplane.telemetry.HeapMaps;
import dev.hostless.controlplane.telemetry.ServiceMeters;
import dev.hostless.controlplane.telemetry.TelemetryLog;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.hostless.controlplane.database.JsonColumns.required;

/**
 * Takes a batch of reports in one transaction, once. What cannot be read, or is about a node of
 * somebody else, is counted and skipped: one bad report must not hold up the others.
 */
public final class ReportIntake {

    private static final Logger log = LoggerFactory.getLogger(ReportIntake.class);

    private static final String UNREADABLE = "unreadable";
    private static final String UNKNOWN_NODE = "unknown node";
    private static final Duration RETAINED = Duration.ofHours(1);

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final JsonMapper json;
    private final NodeReports nodes;
    private final ConsoleLog consoles;
    private final GcHistory cycles;
    private final TelemetryLog samples;
    private final HeapMaps heaps;
    private final ActionQueue actions;
    private final EventLog events;
    private final Clock clock;
    private final ServiceMeters meters;

    /** Where the parts of a batch go. */
    public record Stores(
            NodeReports nodes, ConsoleLog consoles, GcHistory cycles, TelemetryLog samples,
            HeapMaps heaps, ActionQueue actions, EventLog events) {
    }

    public ReportIntake(
            DatabaseClient database, TransactionalOperator transaction, JsonMapper json,
            Stores stores, Clock clock, ServiceMeters meters) {
        this.database = database;
        this.transaction = transaction;
        this.json = json;
        this.nodes = stores.nodes();
        this.consoles = stores.consoles();
        this.cycles = stores.cycles();
        this.samples = stores.samples();
        this.heaps = stores.heaps();
        this.actions = stores.actions();
        this.events = stores.events();
        this.clock = clock;
        this.meters = meters;
        meters.announce(ControlPlaneMetric.REPORTS, "heartbeat", "state", "console", "gc",
                "telemetry", "heap", "ack");
        meters.announce(ControlPlaneMetric.REPORTS_SKIPPED, UNREADABLE, UNKNOWN_NODE);
    }

    Mono<Void> take(String agent, ReportBatch batch) {
        if (batch.reports().size() > ReportBatch.MAX_REPORTS) {
            return Mono.error(new ProblemException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "a batch has at most " + ReportBatch.MAX_REPORTS + " reports, got "
                            + batch.reports().size()));
        }
        var reports = batch.reports().stream().map(this::read).filter(Objects::nonNull).toList();
        return claim(agent, batch)
                .filter(fresh -> fresh)
                .flatMap(_ -> store(agent, reports).thenReturn(reports))
                .as(transaction::transactional)
                .doOnNext(stored -> stored.forEach(report -> meters.count(
                        ControlPlaneMetric.REPORTS, 1, kindOf(report))))
                .then();
    }

    private static String kindOf(Report report) {
        return switch (report) {
            case Report.Heartbeat _ -> "heartbeat";
            case Report.State _ -> "state";
            case Report.Console _ -> "console";
            case Report.Gc _ -> "gc";
            case Telemetry _ -> "telemetry";
            case HeapMap _ -> "heap";
            case Report.Ack _ -> "ack";
        };
    }

    private @Nullable Report read(@Nullable JsonNode node) {
        try {
            return node == null ? null : json.treeToValue(node, Report.class);
        } catch (JacksonException unreadable) {
            log.debug("A report is skipped: {}", unreadable.getOriginalMessage());
            meters.count(ControlPlaneMetric.REPORTS_SKIPPED, 1, UNREADABLE);
            return null;
        }
    }

    /** The row is committed with what the batch changes, so neither is there without the other. */
    private Mono<Boolean> claim(String agent, ReportBatch batch) {
        return database.sql("""
                insert into report_batch (agent, boot, sequence, received_at)
                values (:agent, :boot, :sequence, :now) on conflict do nothing""")
                .bind("agent", agent)
                .bind("boot", batch.boot().replace('\0', '\ufffd'))
                .bind("sequence", batch.sequence())
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated()
                .map(inserted -> inserted > 0);
    }

    /** Forgets batches that no agent will send again. */
    public Mono<Long> trim() {
        return database.sql("delete from report_batch where received_at < :before")
                .bind("before", clock.instant().minus(RETAINED))
                .fetch()
                .rowsUpdated();
    }

    private Mono<Void> store(String agent, List<Report> reports) {
        var names = reports.stream()
                .flatMap(report -> Stream.ofNullable(nodeOf(report)))
                .collect(Collectors.toSet());
        return seen(agent, reports)
                .flatMap(returned -> nodes.lock(agent, names)
                        .flatMap(known -> store(agent, known, reports, names))
                        .map(news -> {
                            var all = new ArrayList<>(returned);
                            all.addAll(news);
                            return all;
                        }))
                .flatMap(events::append);
    }

    private Mono<List<NewEvent>> store(
            String agent, Map<String, NodeReports.Locked> known, List<Report> reports,
            Set<String> names) {
        if (known.size() < names.size()) {
            meters.count(
                    ControlPlaneMetric.REPORTS_SKIPPED,
                    reports.stream().filter(report -> isForeign(report, known)).count(),
                    UNKNOWN_NODE);
        }
        var ours = reports.stream().filter(report -> !isForeign(report, known)).toList();
        var news = new ArrayList<NewEvent>();
        return nodes.take(only(ours, Report.State.class), known)
                .doOnNext(news::addAll)
                .then(consoles.take(only(ours, Report.Console.class), known))
                .then(cycles.take(only(ours, Report.Gc.class), known))
                .then(samples.take(only(ours, Telemetry.class)))
                .then(heaps.take(only(ours, HeapMap.class)))
                .then(actions.take(agent, only(ours, Report.Ack.class)))
                .doOnNext(news::addAll)
                .thenReturn(news);
    }

    /** Any batch is a sign of life. @return events for nodes that can be reached again */
    private Mono<List<NewEvent>> seen(String agent, List<Report> reports) {
        var beat = only(reports, Report.Heartbeat.class)
                .stream()
                .reduce((_, last) -> last)
                .orElse(null);
        var update = database.sql("""
                with before as (select name, reachable from agent where name = :agent for update)
                update agent set
                    last_seen = :now, reachable = true, boards = coalesce(:boards, agent.boards),
                    dropped_reports = coalesce(:dropped, agent.dropped_reports)
                from before where agent.name = before.name
                returning before.reachable""")
                .bind("agent", agent)
                .bind("now", clock.instant());
        update = beat == null
                ? update.bindNull("boards", Integer.class).bindNull("dropped", Long.class)
                : update.bind("boards", beat.boards()).bind("dropped", beat.droppedReports());
        return update.map(row -> required(row.get("reachable", Boolean.class)))
                .one()
                .flatMap(reachable -> reachable ? Mono.just(List.of()) : reachableAgain(agent));
    }

    private Mono<List<NewEvent>> reachableAgain(String agent) {
        return database.sql("select name from node where agent = :agent and present order by name")
                .bind("agent", agent)
                .map(row -> new NewEvent(
                        "node.reachable",
                        Map.of("node", required(row.get("name", String.class)), "agent", agent)))
                .all()
                .collectList();
    }

    private static <T extends Report> List<T> only(List<Report> reports, Class<T> type) {
        return reports.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static boolean isForeign(Report report, Map<String, NodeReports.Locked> known) {
        var node = nodeOf(report);
        return node != null && !known.containsKey(node);
    }

    private static @Nullable String nodeOf(Report report) {
        return switch (report) {
            case Report.State state -> state.node();
            case Report.Console console -> console.node();
            case Report.Gc gc -> gc.node();
            case Telemetry telemetry -> telemetry.node();
            case HeapMap heap -> heap.node();
            case Report.Heartbeat _,Report.Ack _ -> null;
        };
    }
}
