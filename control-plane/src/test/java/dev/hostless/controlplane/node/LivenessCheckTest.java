package dev.hostless.controlplane.node;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import dev.hostless.controlplane.event.EventLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

import static org.assertj.core.api.Assertions.assertThat;

class LivenessCheckTest {

    private static final Duration HEARTBEAT = Duration.ofHours(10);

    private final Service service = Service.shared();
    private final ForwardClock clock = new ForwardClock();
    private final EventLog events = service.bean(EventLog.class);
    private final LivenessCheck check = new LivenessCheck(
            service.bean(DatabaseClient.class), events, clock, HEARTBEAT);

    /** The host's clock, put forward by hand. */
    private static final class ForwardClock extends Clock {

        private Duration ahead = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    private void check() {
        check.check().as(service.bean(TransactionalOperator.class)::transactional)
                .block(Service.PATIENCE);
    }

    private void expectState(TestAgent agent, String state) {
        service.operator().get().uri("/api/v1/nodes/" + agent.node(0)).exchange()
                .expectBody().jsonPath("$.state").isEqualTo(state);
    }

    private long count(long since, String type, TestAgent agent) {
        return events.after(since)
                .filter(event -> event.type().equals(type)
                        && event.body().path("node").asString().equals(agent.node(0)))
                .count()
                .block(Service.PATIENCE);
    }

    @Test
    void aSilentAgentsNodesAreUnreachableUntilItReportsAgain() {
        var agent = TestAgent.enrol(service, 1);
        agent.report(agent.state(0, 1, "Running"));
        long since = events.newest().block(Service.PATIENCE);
        clock.ahead = HEARTBEAT.multipliedBy(3).minusMinutes(1);
        check();
        expectState(agent, "Running");
        clock.ahead = HEARTBEAT.multipliedBy(3).plusMinutes(1);
        check();
        check();
        expectState(agent, "Unreachable");
        assertThat(count(since, "node.unreachable", agent)).isEqualTo(1);
        agent.report();
        expectState(agent, "Running");
        assertThat(count(since, "node.reachable", agent)).isEqualTo(1);
    }
}
