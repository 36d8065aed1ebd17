package dev.hostless.agent;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * How the agent stands with its control plane. Boards run on without it, so a missing control
 * plane takes the agent out of service and does not make it unhealthy; a refusal does.
 */
final class LinkHealth implements HealthIndicator {

    private final LinkStatus status;
    private final Uplink uplink;
    private final Boards boards;

    LinkHealth(LinkStatus status, Uplink uplink, Boards boards) {
        this.status = status;
        this.uplink = uplink;
        this.boards = boards;
    }

    @Override
    public Health health() {
        var view = status.view();
        var health = switch (view.stage()) {
            case STREAMING -> Health.up();
            case CONNECTING, ENROLLED -> Health.outOfService();
            case REFUSED -> Health.down();
        };
        health.withDetail("controlPlane", uplink.controlPlane().toString())
                .withDetail("stage", view.stage())
                .withDetail("since", view.since().toString())
                .withDetail("skippedCommands", view.unreadable())
                .withDetail("boards", boards.count());
        if (view.problem() != null) {
            health.withDetail("problem", view.problem());
        }
        return health.build();
    }
}
