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
@RequestMapping("/api/v1/nodes")
public final class NodeController {

    private final NodeRegistry nodes;

    public NodeController(NodeRegistry nodes) {
        this.nodes = nodes;
    }

    @Operation(summary = "Nodes by label selector, for instance 'site=lab,preset in (go-64m)'")
    @GetMapping
    Mono<Page<Node>> list(
            @RequestParam(defaultValue = "") String selector,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Checks.limit(limit);
        return nodes.select(Selector.parse(selector), Checks.cursor(cursor), size + 1)
                .collectList()
                .map(read -> Page.of(read, size, Node::name));
    }

    @Operation(summary = "One node: what is wanted of it, and how it fares")
    @GetMapping("/{name}")
    Mono<Node> node(@PathVariable String name) {
        return nodes.node(name);
    }
}
