package dev.hostless.controlplane;

import dev.hostless.controlplane.access.AccessRules;
import dev.hostless.controlplane.access.AgentCredentials;
import dev.hostless.controlplane.access.BearerTokenFilter;
import dev.hostless.controlplane.access.SecretSetting;
import dev.hostless.controlplane.access.Tokens;
import dev.hostless.controlplane.action.ActionController;
import dev.hostless.controlplane.action.ActionQueue;
import dev.hostless.controlplane.assignment.AssignmentController;
import dev.hostless.controlplane.assignment.Assignments;
import dev.hostless.controlplane.console.ConsoleController;
import dev.hostless.controlplane.console.ConsoleLog;
import dev.hostless.controlplane.database.DataDirectory;
import dev.hostless.controlplane.database.DatabaseAddress;
import dev.hostless.controlplane.database.DetachedWork;
import dev.hostless.controlplane.database.EmbeddedDatabase;
import dev.hostless.controlplane.database.IdempotentAnswers;
import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.database.Wakeups;
import dev.hostless.controlplane.event.EventController;
import dev.hostless.controlplane.event.EventLog;
import dev.hostless.controlplane.firmware.BoardKnowledge;
import dev.hostless.controlplane.firmware.FirmwareController;
import dev.hostless.controlplane.firmware.FirmwareInspector;
import dev.hostless.controlplane.firmware.FirmwareStore;
import dev.hostless.controlplane.node.LivenessCheck;
import dev.hostless.controlplane.node.NodeController;
import dev.hostless.controlplane.node.NodeRegistry;
import dev.hostless.controlplane.node.NodeReports;
import dev.hostless.controlplane.problem.ProblemHandler;
import dev.hostless.controlplane.problem.ProblemWriter;
import dev.hostless.controlplane.problem.StartupRefused;
import dev.hostless.controlplane.session.AgentController;
import dev.hostless.controlplane.session.CommandStream;
import dev.hostless.controlplane.session.Enrolment;
import dev.hostless.controlplane.session.ReportIntake;
import dev.hostless.controlplane.telemetry.FleetFigures;
import dev.hostless.controlplane.telemetry.FleetGauges;
import dev.hostless.controlplane.telemetry.GcHistory;
import dev.hostless.controlplane.telemetry.HeapController;
import dev.hostless.controlplane.telemetry.HeapMaps;
import dev.hostless.controlplane.telemetry.ServiceMeters;
import dev.hostless.controlplane.telemetry.TelemetryController;
import dev.hostless.controlplane.telemetry.TelemetryLog;
import dev.hostless.controlplane.trace.Traces;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.propagation.Propagator;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** Every bean of the service, in the order in which they need each other. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControlPlaneProperties.class)
@EnableWebFluxSecurity
class ControlPlaneConfiguration {

    private static final int CONNECTIONS = 16;
    private static final int QUEUED_INSPECTIONS = 16;

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Opened on first need: with tokens and an external database configured there is none. */
    @Bean
    @Lazy
    DataDirectory dataDirectory(ControlPlaneProperties properties) {
        return DataDirectory.open(properties.dataDirectory());
    }

    @Bean
    Tokens tokens(ControlPlaneProperties properties, ObjectProvider<DataDirectory> directory) {
        return Tokens.of(
                SecretSetting.read("hostless.token", properties.token(), properties.tokenFile()),
                SecretSetting.read("hostless.join-token", properties.joinToken(),
                        properties.joinTokenFile()),
                directory::getObject);
    }

    /** Either the configured server or an embedded one, which stops after all that uses it. */
    @Bean
    DatabaseServer databaseServer(
            ControlPlaneProperties properties, ObjectProvider<DataDirectory> directory) {
        var external = properties.database();
        if (external.url() != null && !external.url().isBlank()) {
            return new DatabaseServer(
                    DatabaseAddress.of(external.url(), external.username(),
                            SecretSetting.read("hostless.database.password", external.password(),
                                    external.passwordFile())),
                    () -> {
                        // It is not ours to stop.
                    });
        }
        var embedded = EmbeddedDatabase.start(directory.getObject());
        return new DatabaseServer(embedded.address(), embedded);
    }

    /** Where the tables are, and how to let go of it. */
    record DatabaseServer(DatabaseAddress address, Closeable resource) implements Closeable {

        @Override
        public void close() throws IOException {
            resource.close();
        }
    }

    /** The tables exist before anything else sees the database. */
    @Bean
    PostgresqlConnectionFactory postgresql(DatabaseServer server) {
        var address = server.address();
        try {
            Flyway.configure()
                    .dataSource(address.jdbcUrl(), address.username(), address.password())
                    .load()
                    .migrate();
        } catch (FlywayException refused) {
            throw new StartupRefused(
                    "PostgreSQL at " + address + " cannot be used: " + refused.getMessage(),
                    refused);
        }
        return new PostgresqlConnectionFactory(address.r2dbc());
    }

    @Bean(destroyMethod = "dispose")
    @Primary
    ConnectionPool connectionPool(PostgresqlConnectionFactory postgresql) {
        return new ConnectionPool(ConnectionPoolConfiguration.builder(postgresql)
                .initialSize(2)
                .maxSize(CONNECTIONS)
                .maxAcquireTime(Duration.ofSeconds(10))
                // A database that was restarted has closed the idle ones.
                .validationQuery("select 1")
                .build());
    }

    @Bean
    DatabaseClient databaseClient(ConnectionFactory connections) {
        return DetachedWork.client(DatabaseClient.create(connections));
    }

    @Bean
    TransactionalOperator transaction(ConnectionFactory connections) {
        return DetachedWork.transactions(
                TransactionalOperator.create(new R2dbcTransactionManager(connections)));
    }

    @Bean
    JsonColumns jsonColumns(JsonMapper json) {
        return new JsonColumns(json);
    }

    @Bean
    Wakeups wakeups(PostgresqlConnectionFactory postgresql, DatabaseClient database) {
        return new Wakeups(postgresql, database);
    }

    @Bean
    IdempotentAnswers idempotentAnswers(
            DatabaseClient database, JsonColumns columns, Clock clock) {
        return new IdempotentAnswers(database, columns, clock);
    }

    @Bean
    ProblemWriter problemWriter(JsonMapper json) {
        return new ProblemWriter(json);
    }

    @Bean
    ProblemHandler problemHandler(ProblemWriter writer) {
        return new ProblemHandler(writer);
    }

    @Bean
    SecurityWebFilterChain access(
            ServerHttpSecurity security, Tokens tokens, DatabaseClient database,
            ProblemWriter problems) {
        return AccessRules.chain(
                security, new BearerTokenFilter(tokens, new AgentCredentials(database)), problems);
    }

    @Bean
    ServerExchangeRejectedHandler rejectedRequests(ProblemWriter problems) {
        return AccessRules.rejected(problems);
    }

    /** Nobody logs in with a password; without this Spring Boot would generate one. */
    @Bean
    ReactiveUserDetailsService noUsers() {
        return _ -> Mono.empty();
    }

    @Bean
    Traces traces(ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
        return new Traces(tracer.getIfAvailable(), propagator.getIfAvailable());
    }

    /** The filters' steps are neither figures nor spans that anybody looks for. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    SpanExportingPredicate worthExporting() {
        return Traces::isWorthExporting;
    }

    @Bean
    EventLog eventLog(
            DatabaseClient database, JsonColumns columns, Wakeups wakeups, Clock clock,
            Traces traces) {
        return new EventLog(database, columns, wakeups, clock, traces);
    }

    @Bean
    EventController eventController(EventLog events, Wakeups wakeups) {
        return new EventController(events, wakeups);
    }

    @Bean
    BoardKnowledge boardKnowledge(JsonMapper json) {
        return BoardKnowledge.load(json);
    }

    @Bean
    FirmwareStore firmwareStore(
            DatabaseClient database, TransactionalOperator transaction, JsonColumns columns,
            EventLog events, Clock clock) {
        return new FirmwareStore(database, transaction, columns, events, clock);
    }

    /** One at a time, for the heap's sake. */
    @Bean(destroyMethod = "dispose")
    Scheduler inspections() {
        return Schedulers.newBoundedElastic(1, QUEUED_INSPECTIONS, "inspection", 60, true);
    }

    @Bean
    FirmwareController firmwareController(
            FirmwareStore store, BoardKnowledge boards, Scheduler inspections,
            ControlPlaneProperties properties) {
        return new FirmwareController(
                store,
                new FirmwareInspector(boards, Runtime.getRuntime().maxMemory() / 2),
                boards,
                inspections,
                properties.firmwareLimit().toBytes());
    }

    @Bean
    NodeRegistry nodeRegistry(DatabaseClient database, JsonColumns columns) {
        return new NodeRegistry(database, columns);
    }

    @Bean
    NodeController nodeController(NodeRegistry nodes) {
        return new NodeController(nodes);
    }

    @Bean
    AssignmentController assignmentController(
            DatabaseClient database, TransactionalOperator transaction, JsonColumns columns,
            FirmwareStore firmware, IdempotentAnswers answers, EventLog events, Wakeups wakeups) {
        return new AssignmentController(new Assignments(
                database, transaction, columns, firmware, answers, events, wakeups));
    }

    @Bean
    ActionQueue actionQueue(
            DatabaseClient database, TransactionalOperator transaction, JsonColumns columns,
            IdempotentAnswers answers, EventLog events, Wakeups wakeups, Clock clock,
            ControlPlaneProperties properties) {
        return new ActionQueue(
                database, transaction, columns, answers, events, wakeups, clock,
                properties.actionExpiry());
    }

    @Bean
    ActionController actionController(ActionQueue actions) {
        return new ActionController(actions);
    }

    @Bean
    ConsoleLog consoleLog(DatabaseClient database, JsonColumns columns, Wakeups wakeups) {
        return new ConsoleLog(database, columns, wakeups);
    }

    @Bean
    ConsoleController consoleController(
            NodeRegistry nodes, ConsoleLog log, ActionQueue actions, Wakeups wakeups) {
        return new ConsoleController(nodes, log, actions, wakeups);
    }

    @Bean
    GcHistory gcHistory(DatabaseClient database, JsonColumns columns) {
        return new GcHistory(database, columns);
    }

    @Bean
    TelemetryLog telemetryLog(DatabaseClient database, JsonColumns columns, Clock clock) {
        return new TelemetryLog(database, columns, clock);
    }

    @Bean
    TelemetryController telemetryController(
            NodeRegistry nodes, GcHistory cycles, TelemetryLog samples, DatabaseClient database,
            JsonColumns columns) {
        return new TelemetryController(
                nodes, cycles, samples, new FleetFigures(database, columns));
    }

    @Bean
    HeapMaps heapMaps(DatabaseClient database, JsonColumns columns, Clock clock) {
        return new HeapMaps(database, columns, clock);
    }

    @Bean
    HeapController heapController(
            NodeRegistry nodes, HeapMaps heaps, TelemetryLog samples, ActionQueue actions) {
        return new HeapController(nodes, heaps, samples, actions);
    }

    @Bean
    ReportIntake.Stores reportStores(
            DatabaseClient database, JsonColumns columns, Clock clock, ConsoleLog consoles,
            GcHistory cycles, TelemetryLog samples, HeapMaps heaps, ActionQueue actions,
            EventLog events) {
        return new ReportIntake.Stores(
                new NodeReports(database, columns, clock), consoles, cycles, samples, heaps,
                actions, events);
    }

    @Bean
    ServiceMeters serviceMeters(PrometheusRegistry registry) {
        return new ServiceMeters(registry);
    }

    @Bean
    FleetGauges fleetGauges(DatabaseClient database, ServiceMeters meters) {
        return new FleetGauges(database, meters);
    }

    @Bean
    ReportIntake reportIntake(
            DatabaseClient database, TransactionalOperator transaction, JsonMapper json,
            ReportIntake.Stores stores, Clock clock, ServiceMeters meters) {
        return new ReportIntake(database, transaction, json, stores, clock, meters);
    }

    @Bean
    Enrolment enrolment(
            DatabaseClient database, TransactionalOperator transaction, JsonColumns columns,
            EventLog events, Wakeups wakeups, Clock clock, ControlPlaneProperties properties) {
        return new Enrolment(
                database, transaction, columns, events, wakeups, clock, properties.heartbeat());
    }

    @Bean
    AgentController agentController(
            Enrolment enrolment, DatabaseClient database, JsonColumns columns, Wakeups wakeups,
            Clock clock, ReportIntake reports, FirmwareStore firmware, ServiceMeters meters) {
        return new AgentController(
                enrolment, new CommandStream(database, columns, wakeups, clock, meters), reports,
                firmware);
    }

    @Bean
    Housekeeping housekeeping(
            DatabaseClient database, TransactionalOperator transaction, EventLog events,
            ActionQueue actions, ReportIntake reports, IdempotentAnswers answers, Clock clock,
            ControlPlaneProperties properties) {
        var liveness = new LivenessCheck(database, events, clock, properties.heartbeat());
        return new Housekeeping(database, transaction, List.of(
                new Housekeeping.Chore("liveness", 1, properties.heartbeat(), liveness::check),
                new Housekeeping.Chore("actions", 2, Duration.ofSeconds(5), actions::tidy),
                new Housekeeping.Chore("events", 3, Duration.ofMinutes(1), events::trim),
                new Housekeeping.Chore("answers", 4, Duration.ofMinutes(10), answers::trim),
                new Housekeeping.Chore("batches", 5, Duration.ofMinutes(10), reports::trim)));
    }

    @Bean
    ReadyLine readyLine(DatabaseServer database) {
        return new ReadyLine(database.address());
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Hostless control plane")
                        .version("v1")
                        .description("Errors are RFC 9457 problems with an errorCode."))
                .components(new Components().addSecuritySchemes(
                        "token",
                        new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")))
                .addSecurityItem(new SecurityRequirement().addList("token"));
    }
}
