package dev.hostless.controlplane.action;

import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.session.message.ActionBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Interrupts and resets. */
@RestController
@RequestMapping("/api/v1")
public final class ActionController {

    /** A Cortex-M interrupt controller has at most this many lines; boards here have fewer. */
    private static final int MAX_LINE = 239;
    private static final Pattern LINE_NAME = Pattern.compile("[a-z][a-z0-9]{0,31}");

    private final ActionQueue actions;

    public ActionController(ActionQueue actions) {
        this.actions = actions;
    }

    /** Which line: {@code "gpio0"} or {@code 3}. */
    record InterruptRequest(
            @Schema(oneOf = {
                String.class, Integer.class}) @Nullable JsonNode line) {
    }

    /** An action was stored. */
    public record Accepted(String id) {
    }

    public static ResponseEntity<Accepted> accepted(String id) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/actions/" + id))
                .body(new Accepted(id));
    }

    @Operation(summary = "Raises an interrupt line of the node's board")
    @PostMapping("/nodes/{name}/interrupts")
    Mono<ResponseEntity<Accepted>> interrupt(
            @PathVariable String name,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody InterruptRequest request) {
        return actions.add(name, new ActionBody.Interrupt(line(request.line())), key)
                .map(ActionController::accepted);
    }

    private static String line(@Nullable JsonNode line) {
        if (line != null && line.isString() && LINE_NAME.matcher(line.asString()).matches()) {
            return line.asString();
        }
        if (line != null && line.isIntegralNumber() && line.canConvertToInt()
                && line.intValue() >= 0 && line.intValue() <= MAX_LINE) {
            return Integer.toString(line.intValue());
        }
        throw Checks.invalid("line", "wanted a device's name (" + LINE_NAME + ") or a number from"
                + " 0 to " + MAX_LINE + ", got " + Checks.shortened(String.valueOf(line)));
    }

    @Operation(summary = "Restarts the node's board")
    @PostMapping("/nodes/{name}/reset")
    Mono<ResponseEntity<Accepted>> reset(
            @PathVariable String name,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return actions.add(name, new ActionBody.Reset(), key).map(ActionController::accepted);
    }

    @Operation(summary = "Where an action stands")
    @GetMapping("/actions/{id}")
    Mono<Action> action(@PathVariable String id) {
        return actions.action(id);
    }
}
