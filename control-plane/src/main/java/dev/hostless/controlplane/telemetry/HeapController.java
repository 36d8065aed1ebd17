package dev.hostless.controlplane.telemetry;

import dev.hostless.controlplane.action.ActionController;
import dev.hostless.controlplane.action.ActionQueue;
import dev.hostless.controlplane.node.Node;
import dev.hostless.controlplane.node.NodeRegistry;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import dev.hostless.controlplane.session.message.ActionBody;
import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The heap of a node, span by span. */
@RestController
@RequestMapping("/api/v1/nodes/{name}/heap")
public final class HeapController {

    private final NodeRegistry nodes;
    private final HeapMaps heaps;
    private final TelemetryLog samples;
    private final ActionQueue actions;

    public HeapController(
            NodeRegistry nodes, HeapMaps heaps, TelemetryLog samples, ActionQueue actions) {
        this.nodes = nodes;
        this.heaps = heaps;
        this.samples = samples;
        this.actions = actions;
    }

    @Operation(summary = "Asks the node for a map of its heap, there once this is applied")
    @PostMapping
    Mono<ResponseEntity<ActionController.Accepted>> ask(
            @PathVariable String name,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return actions.add(name, new ActionBody.Heap(), key).map(ActionController::accepted);
    }

    @Operation(summary = "The newest map of the node's heap: totals, size classes, spans")
    @GetMapping
    Mono<HeapMaps.NodeHeap> heap(@PathVariable String name) {
        return nodes.node(name)
                .flatMap(node -> heaps.newest(node.name(), node.desired().revision())
                        .switchIfEmpty(Mono.defer(() -> none(node))));
    }

    private <T> Mono<T> none(Node node) {
        return why(node).flatMap(reason -> Mono.error(new ProblemException(
                ErrorCode.HEAP_UNKNOWN,
                "there is no map of the heap of node '" + node.name() + "': " + reason)));
    }

    /** A board that has not computed yet may still set up a heap. */
    private Mono<String> why(Node node) {
        if (node.desired().firmware() == null) {
            return Mono.just("its board is off");
        }
        return samples.newest(node.name(), 1)
                .next()
                .map(TelemetryLog.Sample::telemetry)
                .filter(sample -> sample.revision() == node.desired().revision()
                        && sample.cycle() > 0 && sample.heap() == null)
                .map(_ -> "its guest keeps its heap itself, or has none")
                .defaultIfEmpty("nobody has asked for one since its present assignment; POST to"
                        + " this address does");
    }
}
