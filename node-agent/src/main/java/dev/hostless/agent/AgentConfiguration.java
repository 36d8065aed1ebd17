package dev.hostless.agent;

import dev.hostless.agent.AgentProperties.PaceChoice;
import dev.hostless.agent.message.EnrolmentRequest;
import dev.hostless.agent.message.EnrolmentRequest.OfferedBoard;
import dev.hostless.board.BoardReport;
import dev.hostless.board.BoardThreads;
import dev.hostless.board.CodeCacheFigures;
import dev.hostless.board.Firmware;
import dev.hostless.board.FirmwareLoader;
import dev.hostless.board.FirmwareShelf;
import dev.hostless.board.Pace;
import dev.hostless.preset.Preset;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/** All beans of the agent: read from top to bottom it is how the agent is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AgentProperties.class)
class AgentConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(AgentConfiguration.class);

    /** A minute of console and figures of a hundred busy boards. */
    private static final int REPORTS_WAITING_MAX = 50_000;
    private static final long REPORT_BYTES_WAITING_MAX = 64L << 20;
    /** Programs that are kept compiled; a rollout has two, a lab a few. */
    private static final int PROGRAMS_KEPT = 16;
    /** A board that has waited for so long for its operator may take some milliseconds to wake. */
    private static final Duration FREEZE_AFTER = Duration.ofSeconds(10);

    @Bean
    DataDirectory dataDirectory(AgentProperties properties) throws IOException {
        return DataDirectory.lock(properties.dataDirectory());
    }

    @Bean
    AgentIdentity identity(AgentProperties properties, DataDirectory directory)
            throws IOException {
        return AgentIdentity.of(String.valueOf(properties.name()), directory.path());
    }

    @Bean
    BoardKind boardKind(AgentProperties properties) {
        return BoardKind.of(properties);
    }

    @Bean
    Preset preset(BoardKind kind) {
        return kind.preset();
    }

    @Bean
    LinkStatus linkStatus() {
        return new LinkStatus(InstantSource.system());
    }

    /** Its own event loops: the global ones would end with the first agent in a process. */
    @Bean
    ReactorResourceFactory reactorResourceFactory() {
        var resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(Duration.ZERO);
        return resources;
    }

    @Bean
    Uplink uplink(AgentProperties properties, ReactorResourceFactory resources) {
        var address = properties.controlPlane();
        if (address == null) {
            throw new IllegalStateException("BUG: the properties check this");
        }
        return new Uplink(address, WebClient.builder().clientConnector(
                new ReactorClientHttpConnector(resources, UnaryOperator.identity())));
    }

    @Bean
    Enrolment enrolment(AgentProperties properties, AgentIdentity identity, Preset preset,
            Uplink uplink, LinkStatus status) {
        var labels = new HashMap<>(properties.labels());
        labels.put("preset", preset.name());
        var boards = IntStream.range(0, properties.boards())
                .mapToObj(index -> new OfferedBoard(identity.node(index), preset.name(),
                        preset.ramBytes(), preset.clockHz(), labels))
                .toList();
        var token = properties.joinTokenFile() == null
                ? new JoinToken.Given(String.valueOf(properties.joinToken()))
                : new JoinToken.InFile(properties.joinTokenFile());
        var version = Optional.ofNullable(NodeAgent.class.getPackage().getImplementationVersion());
        return new Enrolment(uplink, token,
                new EnrolmentRequest(identity.name(), identity.key(),
                        version.orElse("unpackaged"), BoardReport.SEMANTICS, boards),
                status);
    }

    @Bean
    Reports reports() {
        return new Reports(REPORTS_WAITING_MAX, REPORT_BYTES_WAITING_MAX);
    }

    @Bean
    FirmwareLoader firmwareLoader(AgentProperties properties, DataDirectory directory) {
        long bytesMax = properties.codeCache().toBytes();
        if (bytesMax == 0) {
            return FirmwareLoader.withoutCache();
        }
        try {
            return FirmwareLoader.withCache(directory.path().resolve("code"), bytesMax,
                    InstantSource.system());
        } catch (IOException refused) {
            LOG.warn("No code is kept: {}", refused.getMessage());
            return FirmwareLoader.withoutCache();
        }
    }

    @Bean
    FirmwareSupply firmwareSupply(AgentProperties properties, DataDirectory directory,
            FirmwareLoader loader, Uplink uplink, Enrolment enrolment) throws IOException {
        var cache = new FirmwareCache(directory.path().resolve("firmware"),
                properties.firmwareCache().toBytes(), InstantSource.system(),
                digest -> enrolment
                        .call(credential -> uplink.firmware(credential, digest, Firmware.BYTES_MAX))
                        .orElseThrow(() -> new IllegalStateException(
                                "the download of " + digest + " was empty")));
        return new FirmwareSupply(cache, new FirmwareShelf(loader, PROGRAMS_KEPT));
    }

    @Bean
    Workbench workbench(AgentProperties properties, FirmwareSupply firmware, Reports reports,
            ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
        boolean real = properties.pace() == PaceChoice.REAL;
        Supplier<Pace> pace = real ? () -> Pace.realTime(System::nanoTime, 1) : () -> Pace.MAX;
        // A board that is started anew may find the place of its last boot not yet given back.
        var threads = new BoardThreads(2 * properties.boards(),
                Runtime.getRuntime().availableProcessors(), Optional.of(FREEZE_AFTER));
        return new Workbench(firmware, threads, pace, real, reports,
                new ActionMemory(ActionMemory.PROTOCOL_CAPACITY), LinkTiming.ofProtocol(),
                System::nanoTime,
                new Traces(tracer.getIfAvailable(), propagator.getIfAvailable()));
    }

    @Bean
    Boards boards(AgentProperties properties, AgentIdentity identity, BoardKind kind,
            Workbench bench, BoardMeters meters) {
        return new Boards(IntStream.range(0, properties.boards())
                .mapToObj(index -> new BoardRunner(identity.node(index), kind, bench,
                        meters.node(identity.node(index), index < properties.nodeSeries())))
                .toList(), bench.reports());
    }

    @Bean
    AgentProcess agentProcess(AgentProperties properties, AgentIdentity identity, Uplink uplink,
            Enrolment enrolment, LinkStatus status, Boards boards, Reports reports) {
        var timing = LinkTiming.ofProtocol();
        return new AgentProcess(boards,
                new CommandStream(uplink, enrolment, timing, status, boards),
                new ReportSender(uplink, enrolment, reports, timing, identity.boot(),
                        boards.count(), System::nanoTime),
                properties.stopLimit());
    }

    @Bean
    LinkHealth controlPlaneHealthIndicator(LinkStatus status, Uplink uplink, Boards boards) {
        return new LinkHealth(status, uplink, boards);
    }

    @Bean
    BoardMeters boardMeters(AgentProperties properties, AgentIdentity identity, Preset preset,
            Reports reports, FirmwareLoader loader, PrometheusRegistry registry) {
        return new BoardMeters(registry, identity.name(), properties.labels(), preset,
                figures -> {
                    figures.add(AgentMetric.TELEMETRY_DROPPED, reports.dropped());
                    figures.add(AgentMetric.REPORTS_WAITING, reports.size());
                    loader.cacheFigures().ifPresent(cache -> codeCache(figures, cache));
                });
    }

    private static void codeCache(Figures figures, CodeCacheFigures cache) {
        figures.add(AgentMetric.CODE_CACHE, cache.hits(), "hit");
        figures.add(AgentMetric.CODE_CACHE, cache.misses(), "miss");
        figures.add(AgentMetric.CODE_CACHE, cache.damaged(), "damaged");
        figures.add(AgentMetric.CODE_CACHE, cache.written(), "written");
        figures.add(AgentMetric.CODE_CACHE, cache.evicted(), "evicted");
        figures.add(AgentMetric.CODE_CACHE, cache.failures(), "failure");
    }
}
