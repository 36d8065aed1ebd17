package dev.hostless.agent;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** How the agent stands with the control plane: what health and metrics tell. */
final class LinkStatus {

    /** Stages of the link, in the order in which it gets better. */
    enum Stage {
        /** No answer yet, or none any more. */
        CONNECTING,
        /** The join token or the agent's name was refused; an operator has to act. */
        REFUSED,
        /** A credential was granted, the command stream is not open. */
        ENROLLED,
        /** Commands arrive. */
        STREAMING
    }

    /**
     * @param problem what the latest failure said; null when there was none since the last success
     */
    record View(Stage stage, Instant since, @Nullable String problem, long unreadable) {
    }

    private final InstantSource clock;
    private View view;

    LinkStatus(InstantSource clock) {
        this.clock = clock;
        this.view = new View(Stage.CONNECTING, clock.instant(), null, 0);
    }

    synchronized View view() {
        return view;
    }

    synchronized void enrolled() {
        move(Stage.ENROLLED, null);
    }

    synchronized void streaming() {
        move(Stage.STREAMING, null);
    }

    synchronized void refused(@Nullable String problem) {
        move(Stage.REFUSED, problem);
    }

    /** The stream ended or a call failed; a refusal stays a refusal until something succeeds. */
    synchronized void interrupted(@Nullable String problem) {
        move(view.stage == Stage.REFUSED ? Stage.REFUSED : Stage.CONNECTING, problem);
    }

    /** A command of an unknown type or one that could not be read. */
    synchronized void countUnreadable() {
        view = new View(view.stage, view.since, view.problem, view.unreadable + 1);
    }

    private void move(Stage stage, @Nullable String problem) {
        var since = stage == view.stage ? view.since : clock.instant();
        view = new View(stage, since, problem, view.unreadable);
    }
}
