package dev.hostless.agent;

import dev.hostless.agent.message.EnrolmentRequest;
import dev.hostless.agent.message.EnrolmentResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Gets the credential and gets another one whenever it is refused. All loops of the agent share
 * it: who finds no credential enrols, the others wait for him.
 */
final class Enrolment {

    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);

    private final Uplink uplink;
    private final JoinToken joinToken;
    private final EnrolmentRequest request;
    private final LinkStatus status;
    private volatile @Nullable EnrolmentResponse granted;

    Enrolment(Uplink uplink, JoinToken joinToken, EnrolmentRequest request, LinkStatus status) {
        this.uplink = uplink;
        this.joinToken = joinToken;
        this.request = request;
        this.status = status;
    }

    /** Whether there is a credential; without one, a refusal was that of the enrolment. */
    boolean granted() {
        return granted != null;
    }

    /** How often to send a heartbeat; the control plane's wish once it is known. */
    Duration heartbeatInterval() {
        var known = granted;
        return Duration.ofSeconds(known == null ? 5 : known.heartbeatSeconds());
    }

    /**
     * Makes a call with the credential. A credential that is refused is forgotten, and the call
     * is made once more with a new one.
     *
     * @throws Refusal or what the HTTP client throws, also from enrolling
     */
    <T> Optional<T> call(Function<String, Mono<T>> call) {
        var credential = credential();
        try {
            return call.apply(credential).blockOptional();
        } catch (Refusal refusal) {
            if (!refusal.unauthorized()) {
                throw refusal;
            }
            forget(credential);
            return call.apply(credential()).blockOptional();
        }
    }

    /** Forgets the credential, unless somebody has replaced it already. */
    synchronized void forget(String credential) {
        var known = granted;
        if (known != null && known.credential().equals(credential)) {
            LOG.info("The control plane does not take this agent's credential any more");
            granted = null;
        }
    }

    /** The credential; enrols when there is none. */
    synchronized String credential() {
        var known = granted;
        if (known == null) {
            known = enrol();
            granted = known;
        }
        return known.credential();
    }

    private EnrolmentResponse enrol() {
        try {
            var response = uplink.enrol(joinToken.read(), request).block();
            if (response == null) {
                throw new IllegalStateException("an enrolment was answered without a body");
            }
            LOG.info("Enrolled as {} with {} boards at {}", request.agent(),
                    request.boards().size(), uplink.controlPlane());
            status.enrolled();
            return response;
        } catch (Refusal refusal) {
            status.refused(refusal.getMessage());
            throw refusal;
        }
    }
}
