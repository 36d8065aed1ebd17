package dev.hostless.agent;

import dev.hostless.agent.LinkStatus.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EnrolmentTest {

    private final TestControlPlane controlPlane = new TestControlPlane();

    @AfterEach
    void stop() {
        controlPlane.close();
    }

    @Test
    void anAgentEnrolsOnceAndKeepsItsCredential() {
        var link = new LinkFixture(controlPlane.uri());
        assertThat(link.enrolment.credential()).isEqualTo("c_1");
        assertThat(link.enrolment.credential()).isEqualTo("c_1");
        assertThat(controlPlane.enrolments).hasSize(1);
        assertThat(controlPlane.enrolments.getFirst().boards().getFirst().name())
                .isEqualTo("lab-0");
        assertThat(link.enrolment.heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(link.status.view().stage()).isEqualTo(Stage.ENROLLED);
    }

    @Test
    void aRefusedCredentialIsReplacedAndTheCallMadeAgain() {
        var link = new LinkFixture(controlPlane.uri());
        link.enrolment.credential();
        controlPlane.forgetCredential();
        var module = new byte[]{1, 2, 3};
        var digest = controlPlane.offer(module);
        assertThat(link.enrolment.call(c -> link.uplink.firmware(c, digest, 100)))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(module));
        assertThat(controlPlane.enrolments).hasSize(2);
    }

    @Test
    void forgettingAnOldCredentialLeavesTheNewOne() {
        var link = new LinkFixture(controlPlane.uri());
        var old = link.enrolment.credential();
        link.enrolment.forget(old);
        link.enrolment.credential();
        link.enrolment.forget(old);
        assertThat(link.enrolment.credential()).isEqualTo("c_2");
    }

    @Test
    void aWrongJoinTokenIsSaidInWords() {
        var link = new LinkFixture(controlPlane.uri(), "0123456789abcdef", "guess");
        assertThatThrownBy(link.enrolment::credential).isInstanceOf(Refusal.class)
                .hasMessageContaining("/agent/v1/enrolments was answered with 401: wrong join");
        assertThat(link.status.view().stage()).isEqualTo(Stage.REFUSED);
        assertThat(link.status.view().problem()).contains("wrong join token");
    }

    @Test
    void aNameWithAnotherKeyIsRefused() {
        new LinkFixture(controlPlane.uri()).enrolment.credential();
        var other = new LinkFixture(controlPlane.uri(), "fedcba9876543210",
                TestControlPlane.JOIN_TOKEN);
        assertThatThrownBy(other.enrolment::credential)
                .hasMessageContaining("409: agent 'lab' has another key");
    }

    @Test
    void aControlPlaneThatIsNotThereIsNoRefusal() {
        var link = new LinkFixture(URI.create("http://127.0.0.1:1"));
        assertThatThrownBy(() -> link.enrolment.call(_ -> Mono.empty()))
                .isNotInstanceOf(Refusal.class).hasMessageContaining("Connection refused");
        assertThat(link.status.view().stage()).isEqualTo(Stage.CONNECTING);
    }

    @Test
    void aModuleLargerThanTheLimitIsNotRead() {
        var link = new LinkFixture(controlPlane.uri());
        var digest = controlPlane.offer(new byte[5_000]);
        assertThatThrownBy(
                () -> link.enrolment.call(c -> link.uplink.firmware(c, digest, 4_999)))
                .hasMessageContaining("4999");
    }

    @Test
    void theKeySurvivesARestartAndTheBootDoesNot(@TempDir Path directory) throws IOException {
        var first = AgentIdentity.of("lab", directory);
        var second = AgentIdentity.of("lab", directory);
        assertThat(second.key()).isEqualTo(first.key()).hasSize(32);
        assertThat(second.boot()).isNotEqualTo(first.boot());
        assertThat(PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("key")))).isEqualTo("rw-------");
    }

    @Test
    void aKeyFileThatHoldsNoKeyIsNotReplaced(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("key"), "");
        assertThatThrownBy(() -> AgentIdentity.of("lab", directory))
                .hasMessageContaining("holds no agent key");
    }
}
