package dev.hostless.controlplane.assignment;

import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Assigns firmware to nodes. */
@RestController
public final class AssignmentController {

    private final Assignments assignments;

    public AssignmentController(Assignments assignments) {
        this.assignments = assignments;
    }

    @Operation(summary = "Says what all nodes that match are to run; firmware null means off")
    @PostMapping("/api/v1/assignments")
    Mono<Assignments.Assigned> assign(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody AssignmentRequest request) {
        return assignments.assign(request, key);
    }
}
