package dev.hostless.agent;

import dev.hostless.agent.message.Report;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportSenderTest {

    private final TestControlPlane controlPlane = new TestControlPlane();
    private final LinkFixture link = new LinkFixture(controlPlane.uri());
    private final Reports reports = new Reports(100, 1 << 20);
    private final ReportSender sender = new ReportSender(link.uplink, link.enrolment, reports,
            LinkFixture.QUICK, "b00t", 3, System::nanoTime);
    private Thread thread = new Thread();

    @BeforeEach
    void start() {
        thread = Thread.ofVirtual().start(sender);
        Pause.until("the first heartbeat came",
                () -> controlPlane.reports(Report.Heartbeat.class).count() == 1);
    }

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
        controlPlane.close();
    }

    @Test
    void heartbeatsGoOnByThemselvesAndTellWhatWasDropped() {
        reports.countDropped(4);
        Pause.until("a second heartbeat came",
                () -> controlPlane.reports(Report.Heartbeat.class).count() == 2);
        assertThat(controlPlane.reports()).containsExactly(new Report.Heartbeat(3, 0),
                new Report.Heartbeat(3, 4));
    }

    @Test
    void aBatchThatIsNotAnsweredIsSentAgainUnchanged() {
        controlPlane.failNext(3);
        reports.offer(ack("a-1"));
        Pause.until("it arrived", () -> acks().equals(List.of("a-1")));
        var tries = controlPlane.arrived.stream().filter(b -> b.body().contains("a-1")).toList();
        assertThat(tries).hasSize(4).containsOnly(tries.getFirst());
    }

    @Test
    void aBatchWhoseAnswerWasLostCountsOnce() {
        controlPlane.loseAnswersOfNext(2);
        reports.offer(ack("a-1"));
        Pause.until("it arrived three times", () -> controlPlane.arrived.stream()
                .filter(b -> b.body().contains("a-1")).count() == 3);
        reports.offer(ack("a-2"));
        Pause.until("the next arrived", () -> acks().contains("a-2"));
        assertThat(acks()).containsExactly("a-1", "a-2");
    }

    @Test
    void sequencesGrowByOne() {
        for (int i = 0; i < 5; i++) {
            reports.offer(ack("a-" + i));
            Pause.millis(20);
        }
        Pause.until("all arrived", () -> acks().size() == 5);
        assertThat(acks()).containsExactly("a-0", "a-1", "a-2", "a-3", "a-4");
        var sequences = controlPlane.arrived.stream().map(TestControlPlane.Arrived::sequence)
                .toList();
        for (int i = 0; i < sequences.size(); i++) {
            assertThat(sequences.get(i)).isEqualTo(i + 1);
        }
        assertThat(controlPlane.arrived).allMatch(batch -> batch.boot().equals("b00t"));
    }

    @Test
    void aForgottenCredentialIsReplacedAndNothingIsLost() {
        controlPlane.forgetCredential();
        reports.offer(ack("a-1"));
        Pause.until("it arrived", () -> acks().equals(List.of("a-1")));
        assertThat(controlPlane.enrolments).hasSize(2);
        assertThat(reports.dropped()).isZero();
    }

    @Test
    void whatTheControlPlaneWillNeverTakeIsDroppedAndCounted() {
        controlPlane.failureStatus = 413;
        controlPlane.failNext(1);
        reports.offer(ack("a-1"));
        Pause.until("it was dropped", () -> reports.dropped() >= 1);
        reports.offer(ack("a-2"));
        Pause.until("the next arrived", () -> acks().contains("a-2"));
        assertThat(acks()).containsExactly("a-2");
    }

    @Test
    void finishingSendsWhatWaits() throws InterruptedException {
        controlPlane.failNext(2);
        reports.offer(ack("a-1"));
        reports.offer(ack("a-2"));
        sender.finish();
        thread.join();
        assertThat(acks()).containsExactly("a-1", "a-2");
    }

    private List<String> acks() {
        return controlPlane.reports(Report.Ack.class).map(Report.Ack::id).toList();
    }

    private static Report ack(String id) {
        return Report.Ack.applied(id, 1);
    }
}
