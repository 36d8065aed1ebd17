package dev.hostless.agent;

import dev.hostless.agent.message.AgentJson;
import dev.hostless.agent.message.Command;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Keeps the stream of commands open: reads lines until the connection ends or falls silent, waits
 * a little longer after each failure, and opens it again.
 */
final class CommandStream implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandStream.class);
    private static final int QUOTED_CHARACTERS_MAX = 200;

    private final Uplink uplink;
    private final Enrolment enrolment;
    private final LinkTiming timing;
    private final LinkStatus status;
    private final CommandReceiver receiver;
    private final Backoff backoff;

    CommandStream(Uplink uplink, Enrolment enrolment, LinkTiming timing, LinkStatus status,
            CommandReceiver receiver) {
        this.uplink = uplink;
        this.enrolment = enrolment;
        this.timing = timing;
        this.status = status;
        this.receiver = receiver;
        this.backoff = timing.backoff();
    }

    /** Runs until the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String problem = readUntilItEnds();
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                var delay = backoff.next();
                status.interrupted(problem);
                LOG.warn("No commands: {}; next attempt in {} ms", problem, delay.toMillis());
                Thread.sleep(delay);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private String readUntilItEnds() {
        String credential = null;
        try {
            credential = enrolment.credential();
            uplink.commands(credential, this::opened)
                    .timeout(timing.silence())
                    .doOnNext(this::line)
                    .then()
                    .block();
            return "the control plane ended the stream";
        } catch (Refusal refusal) {
            if (credential != null && refusal.unauthorized()) {
                enrolment.forget(credential);
            }
            return String.valueOf(refusal.getMessage());
        } catch (RuntimeException failure) {
            return Causes.sentence(failure);
        }
    }

    private void opened() {
        status.streaming();
        LOG.info("The command stream is open");
        receiver.connected();
    }

    private void line(String line) {
        backoff.reset();
        if (line.isBlank()) {
            return;
        }
        try {
            switch (AgentJson.MAPPER.readValue(line, Command.class)) {
                case Command.Assignment assignment -> receiver.assigned(assignment);
                case Command.Action action -> receiver.asked(action);
                case Command.Ping _ -> {
                    // Only its arrival counts.
                }
                case Command.Unknown _ -> skipped("is of an unknown type", line);
            }
        } catch (JacksonException unreadable) {
            skipped("cannot be read (" + unreadable.getOriginalMessage() + ")", line);
        }
    }

    private void skipped(String why, String line) {
        status.countUnreadable();
        LOG.warn("Skipped a command that {}: {}", why,
                line.substring(0, Math.min(line.length(), QUOTED_CHARACTERS_MAX)));
    }
}
