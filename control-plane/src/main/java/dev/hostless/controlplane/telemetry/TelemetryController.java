package dev.hostless.controlplane.telemetry;

import dev.hostless.controlplane.node.NodeRegistry;
import dev.hostless.controlplane.node.Selector;
import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** GC history and telemetry, of one node and of many. */
@RestController
@RequestMapping("/api/v1")
public final class TelemetryController {

    private final NodeRegistry nodes;
    private final GcHistory cycles;
    private final TelemetryLog samples;
    private final FleetFigures figures;

    public TelemetryController(
            NodeRegistry nodes, GcHistory cycles, TelemetryLog samples, FleetFigures figures) {
        this.nodes = nodes;
        this.cycles = cycles;
        this.samples = samples;
        this.figures = figures;
    }

    /**
     * A node's GC cycles, the newest first.
     *
     * @param before the parameter for the part that follows; null at the end
     */
    record GcPage(String node, List<GcHistory.StoredCycle> cycles, @Nullable Long before) {
    }

    /** A node's samples, the newest first; the first of them stands alone too. */
    record NodeTelemetry(
            String node, TelemetryLog.@Nullable Sample newest, List<TelemetryLog.Sample> history) {
    }

    /** Figures by group. */
    record Groups<T>(String by, List<T> groups) {
    }

    @Operation(summary = "The node's newest GC cycles (500 are kept), before or after an id")
    @GetMapping("/nodes/{name}/gc")
    Mono<GcPage> gc(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable Long before,
            @RequestParam(required = false) @Nullable Long after) {
        int size = Checks.limit(limit);
        long end = id("before", before, Long.MAX_VALUE);
        return nodes.node(name)
                .thenMany(cycles.newest(name, id("after", after, 0), end, size + 1))
                .collectList()
                .map(read -> read.size() <= size
                        ? new GcPage(name, read, null)
                        : new GcPage(name, read.subList(0, size), read.get(size - 1).id()));
    }

    private static long id(String parameter, @Nullable Long id, long absent) {
        if (id == null) {
            return absent;
        }
        if (id < 0) {
            throw new ProblemException(
                    ErrorCode.INVALID_PARAMETER, parameter + ": wanted at least 0, got " + id);
        }
        return id;
    }

    @Operation(summary = "The node's newest telemetry and a short history (120 samples are kept)")
    @GetMapping("/nodes/{name}/telemetry")
    Mono<NodeTelemetry> telemetry(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable Integer limit) {
        return nodes.node(name)
                .thenMany(samples.newest(name, Checks.limit(limit)))
                .collectList()
                .map(read -> new NodeTelemetry(
                        name, read.isEmpty() ? null : read.getFirst(), read));
    }

    @Operation(summary = "Telemetry of many nodes, summed by firmware, node or preset")
    @GetMapping("/telemetry")
    Mono<Groups<FleetFigures.TelemetryGroup>> fleetTelemetry(
            @RequestParam(defaultValue = "") String selector,
            @RequestParam(defaultValue = "firmware") String by) {
        return figures.telemetry(Selector.parse(selector), Grouping.of(by))
                .map(groups -> new Groups<>(by, groups));
    }

    @Operation(summary = "GC pauses of many nodes, merged by firmware, node or preset")
    @GetMapping("/gc")
    Mono<Groups<FleetFigures.GcGroup>> fleetGc(
            @RequestParam(defaultValue = "") String selector,
            @RequestParam(defaultValue = "firmware") String by) {
        return figures.gc(Selector.parse(selector), Grouping.of(by))
                .map(groups -> new Groups<>(by, groups));
    }
}
