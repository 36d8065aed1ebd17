package dev.hostless.agent;

import dev.hostless.agent.message.AgentJson;
import dev.hostless.agent.message.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts report batches, one at a time: a batch is sent again unchanged until it is answered. A
 * heartbeat goes along when one is due. Ends after {@link #finish()}, when all is sent.
 */
final class ReportSender implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);

    private final Uplink uplink;
    private final Enrolment enrolment;
    private final Reports reports;
    private final LinkTiming timing;
    private final String boot;
    private final int boards;
    private final LongSupplier hostNanos;
    private final Backoff backoff;
    private volatile boolean finishing;
    private long sequence;
    private long lastPostNanos;
    private long lastHeartbeatNanos;

    ReportSender(Uplink uplink, Enrolment enrolment, Reports reports, LinkTiming timing,
            String boot, int boards, LongSupplier hostNanos) {
        this.uplink = uplink;
        this.enrolment = enrolment;
        this.reports = reports;
        this.timing = timing;
        this.boot = boot;
        this.boards = boards;
        this.hostNanos = hostNanos;
        this.backoff = timing.backoff();
        this.lastPostNanos = hostNanos.getAsLong() - timing.batchGap().toNanos();
        this.lastHeartbeatNanos = hostNanos.getAsLong() - Duration.ofDays(1).toNanos();
    }

    /** Runs until {@link #finish()} and an empty queue, or until the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                var batch = nextBatch();
                if (batch != null) {
                    deliver(batch);
                } else if (finishing) {
                    return;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends what waits and ends; no report is offered after this. */
    void finish() {
        finishing = true;
    }

    private @Nullable ReportBatch nextBatch() throws InterruptedException {
        var gap = timing.batchGap().minusNanos(hostNanos.getAsLong() - lastPostNanos);
        if (gap.isPositive()) {
            Thread.sleep(gap);
        }
        var patience = finishing ? Duration.ZERO : patience();
        List<byte[]> waiting = reports.take(ReportBatch.REPORTS_MAX - 1,
                ReportBatch.REPORT_BYTES_MAX, patience);
        boolean heartbeatDue = !untilHeartbeat().isPositive();
        if (waiting.isEmpty() && !heartbeatDue) {
            return null;
        }
        var all = new ArrayList<byte[]>(waiting.size() + 1);
        if (heartbeatDue) {
            all.add(AgentJson.MAPPER
                    .writeValueAsBytes(new Report.Heartbeat(boards, reports.dropped())));
            lastHeartbeatNanos = hostNanos.getAsLong();
        }
        all.addAll(waiting);
        return ReportBatch.of(boot, ++sequence, all);
    }

    /** Wakes up now and then, so that it sees the wish to finish. */
    private Duration patience() {
        var longest = Duration.ofMillis(250);
        var due = untilHeartbeat();
        if (due.isNegative()) {
            return Duration.ZERO;
        }
        return due.compareTo(longest) < 0 ? due : longest;
    }

    private Duration untilHeartbeat() {
        return enrolment.heartbeatInterval()
                .minusNanos(hostNanos.getAsLong() - lastHeartbeatNanos);
    }

    private void deliver(ReportBatch batch) throws InterruptedException {
        while (true) {
            lastPostNanos = hostNanos.getAsLong();
            String problem;
            try {
                enrolment.call(credential -> uplink.report(credential, batch.body()));
                backoff.reset();
                return;
            } catch (Refusal refusal) {
                problem = String.valueOf(refusal.getMessage());
                if (refusal.permanent() && enrolment.granted()) {
                    reports.countDropped(batch.reports());
                    LOG.error("Dropped {} reports that the control plane does not take: {}",
                            batch.reports(), problem);
                    return;
                }
            } catch (RuntimeException failure) {
                problem = Causes.sentence(failure);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            var delay = backoff.next();
            LOG.warn("Batch {} was not delivered: {}; again in {} ms", batch.sequence(), problem,
                    delay.toMillis());
            Thread.sleep(delay);
        }
    }
}
