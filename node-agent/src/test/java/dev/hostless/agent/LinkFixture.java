package dev.hostless.agent;

import dev.hostless.agent.message.EnrolmentRequest;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.web.reactive.function.client.WebClient;

/** The agent's side of a link with short delays. */
final class LinkFixture {

    static final LinkTiming QUICK = new LinkTiming(Duration.ofMillis(600), Duration.ofMillis(10),
            Duration.ofMillis(80), Duration.ofMillis(5));

    final LinkStatus status = new LinkStatus(InstantSource.system());
    final Uplink uplink;
    final Enrolment enrolment;

    LinkFixture(URI controlPlane) {
        this(controlPlane, "0123456789abcdef", TestControlPlane.JOIN_TOKEN);
    }

    LinkFixture(URI controlPlane, String key, String joinToken) {
        uplink = new Uplink(controlPlane, WebClient.builder());
        enrolment = new Enrolment(uplink, new JoinToken.Given(joinToken),
                new EnrolmentRequest("lab", key, "0.1.0", 1, List.of(
                        new EnrolmentRequest.OfferedBoard("lab-0", "go-64m", 67_108_864L,
                                200_000_000L, Map.of()))),
                status);
    }
}
