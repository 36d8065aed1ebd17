package dev.hostless.agent;

import dev.hostless.agent.LinkStatus.Stage;
import dev.hostless.agent.message.Command;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommandStreamTest {

    private final TestControlPlane controlPlane = new TestControlPlane();
    private final LinkFixture link = new LinkFixture(controlPlane.uri());
    private final List<Command> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private Thread thread = new Thread();

    @BeforeEach
    void start() {
        controlPlane.assign("lab-0", off(3));
        var stream = new CommandStream(link.uplink, link.enrolment, LinkFixture.QUICK, link.status,
                new CommandReceiver() {
                    @Override
                    public void connected() {
                        connections.incrementAndGet();
                    }

                    @Override
                    public void assigned(Command.Assignment assignment) {
                        received.add(assignment);
                    }

                    @Override
                    public void asked(Command.Action action) {
                        received.add(action);
                    }
                });
        thread = Thread.ofVirtual().start(stream);
        Pause.until("the stream is open", () -> received.size() == 1);
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
        controlPlane.close();
    }

    @Test
    void theStreamBeginsWithTheAssignmentsAndGoesOnWithChanges() {
        assertThat(link.status.view().stage()).isEqualTo(Stage.STREAMING);
        controlPlane.send(off(4));
        controlPlane.send(off(5));
        Pause.until("two changes came", () -> received.size() == 3);
        assertThat(received).extracting(c -> ((Command.Assignment) c).revision())
                .containsExactly(3L, 4L, 5L);
    }

    @Test
    void aCutStreamIsOpenedAgain() {
        controlPlane.cutStream();
        Pause.until("the assignment came again", () -> received.size() == 2);
        assertThat(connections).hasValue(2);
        assertThat(controlPlane.enrolments).hasSize(1);
    }

    @Test
    void aSilentStreamIsOpenedAgain() {
        long opened = System.nanoTime();
        Pause.until("the assignment came again", () -> received.size() == 2);
        assertThat(System.nanoTime() - opened).isGreaterThan(300_000_000L);
        assertThat(controlPlane.streams).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    void errorsAreWaitedOut() {
        controlPlane.failNext(4);
        controlPlane.cutStream();
        Pause.until("the assignment came again", () -> received.size() == 2);
    }

    @Test
    void aForgottenCredentialIsReplaced() {
        controlPlane.forgetCredential();
        controlPlane.cutStream();
        Pause.until("the assignment came again", () -> received.size() == 2);
        assertThat(controlPlane.enrolments).hasSize(2);
        assertThat(controlPlane.enrolments.get(1)).isEqualTo(controlPlane.enrolments.get(0));
    }

    @Test
    void whatIsNotUnderstoodIsCountedAndSkipped() {
        controlPlane.send("{\"type\":\"fault\",\"node\":\"lab-0\"}");
        controlPlane.send("{\"type\":\"assignm");
        controlPlane.send("{\"type\":\"assignment\",\"node\":\"lab-0\",\"revision\":-1}");
        controlPlane.send(off(4));
        Pause.until("the good one came", () -> received.size() == 2);
        assertThat(link.status.view().unreadable()).isEqualTo(3);
        assertThat(connections).hasValue(1);
    }

    @Test
    void anActionIsSentAgainOnEachStreamUntilItIsAcknowledged() {
        controlPlane.act("a-1", """
                {"type":"action","id":"a-1","node":"lab-0","action":{"kind":"reset"}}""");
        Pause.until("the action came", () -> received.size() == 2);
        controlPlane.cutStream();
        Pause.until("the action came again", () -> received.size() == 4);
        assertThat(received.get(3)).isEqualTo(received.get(1));
    }

    private static String off(long revision) {
        return "{\"type\":\"assignment\",\"node\":\"lab-0\",\"revision\":" + revision
                + ",\"firmware\":null}";
    }
}
