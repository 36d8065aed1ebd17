package dev.hostless.controlplane.node;

import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.Page;
import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Nodes. */
@RestController
@RequestMapping("/api/v1")
public final class NodeController {

    private final NodeRegistry nodes;

    public NodeController(NodeRegistry nodes) {
        this.nodes = nodes;
    }

    @Operation(summary = "Nodes by label selector, such as 'site=lab', states and firmware")
    @GetMapping("/nodes")
    Mono<Page<Node>> list(
            @RequestParam(defaultValue = "") String selector,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String firmware,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Checks.limit(limit);
        var filter = NodeFilter.of(state, firmware);
        return nodes.select(Selector.parse(selector), filter, Checks.cursor(cursor), size + 1)
                .collectList()
                .map(read -> Page.of(read, size, Node::name));
    }

    @Operation(summary = "One node: what is wanted of it, and how it fares")
    @GetMapping("/nodes/{name}")
    Mono<Node> node(@PathVariable String name) {
        return nodes.node(name);
    }

    @Operation(summary = "How many nodes are in which state, and with which firmware")
    @GetMapping("/fleet")
    Mono<FleetSummary> fleet(@RequestParam(defaultValue = "") String selector) {
        return nodes.summary(Selector.parse(selector));
    }
}
