package dev.hostless.controlplane.console;

import dev.hostless.controlplane.action.ActionController;
import dev.hostless.controlplane.action.ActionQueue;
import dev.hostless.controlplane.database.Wakeups;
import dev.hostless.controlplane.node.NodeRegistry;
import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import dev.hostless.controlplane.session.message.ActionBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A node's UART console: what it says, and what is said to it. */
@RestController
@RequestMapping("/api/v1/nodes/{name}/console")
public final class ConsoleController {

    private static final int MAX_INPUT_BYTES = 4096;
    private static final Duration PING = Duration.ofSeconds(15);

    private final NodeRegistry nodes;
    private final ConsoleLog log;
    private final ActionQueue actions;
    private final Wakeups wakeups;

    public ConsoleController(
            NodeRegistry nodes, ConsoleLog log, ActionQueue actions, Wakeups wakeups) {
        this.nodes = nodes;
        this.log = log;
        this.actions = actions;
        this.wakeups = wakeups;
    }

    @Operation(summary = "The console's newest bytes as they came (at most 64 KiB)")
    @GetMapping(produces = {MediaType.TEXT_PLAIN_VALUE, MediaType.ALL_VALUE})
    Mono<ResponseEntity<byte[]>> tail(@PathVariable String name) {
        return nodes.node(name)
                .thenMany(Flux.defer(() -> log.from(name, 0)))
                .collect(ByteArrayOutputStream::new, (all, chunk) -> all.writeBytes(chunk.bytes()))
                .map(all -> ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
                        .header("X-Content-Type-Options", "nosniff")
                        .body(all.toByteArray()));
    }

    @Operation(summary = "The console as it speaks, after its stored tail; Last-Event-ID resumes")
    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<ConsoleText.Piece>> stream(
            @PathVariable String name,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
        long start = lastEventId == null ? 0 : Checks.eventId(lastEventId);
        var pings = Flux.interval(Duration.ZERO, PING)
                .map(_ -> ServerSentEvent.<ConsoleText.Piece>builder().comment("ping").build())
                // A slow reader needs no second ping.
                .onBackpressureLatest()
                .takeUntilOther(wakeups.stopping());
        return nodes.node(name).thenMany(Flux.merge(pings, from(name, start)));
    }

    /** A slow reader's place is in the table: what is trimmed meanwhile it has missed. */
    private Flux<ServerSentEvent<ConsoleText.Piece>> from(String node, long start) {
        return Flux.defer(() -> {
            var text = new ConsoleText(start);
            return wakeups.of(ConsoleLog.topic(node))
                    .concatMap(_ -> Flux.defer(() -> log.from(node, text.taken()))
                            .concatMapIterable(text::take), 1)
                    .map(piece -> ServerSentEvent.builder(piece)
                            .id(Long.toString(piece.position()))
                            .event("console")
                            .build());
        });
    }

    @Operation(summary = "Sends bytes to the node's UART0 (at most 4 KiB)")
    @PostMapping(consumes = {MediaType.TEXT_PLAIN_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE})
    Mono<ResponseEntity<ActionController.Accepted>> type(
            @PathVariable String name,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @Parameter(hidden = true) ServerHttpRequest request) {
        return DataBufferUtils.join(request.getBody(), MAX_INPUT_BYTES)
                .onErrorMap(DataBufferLimitException.class, _ -> new ProblemException(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "console input has at most " + MAX_INPUT_BYTES + " bytes"))
                .map(buffer -> {
                    var bytes = new byte[buffer.readableByteCount()];
                    buffer.read(bytes);
                    DataBufferUtils.release(buffer);
                    return bytes;
                })
                .switchIfEmpty(Mono.error(() -> new ProblemException(
                        ErrorCode.MALFORMED_REQUEST, "the body is empty: no byte to send")))
                .flatMap(bytes -> actions.add(name, new ActionBody.UartInput(bytes), key))
                .map(ActionController::accepted);
    }
}
