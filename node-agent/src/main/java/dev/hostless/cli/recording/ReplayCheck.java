package dev.hostless.cli.recording;

import dev.hostless.board.RunObserver;
import dev.hostless.board.TraceEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds a run against a recording as it goes, and ends it at the first event that differs. */
public final class ReplayCheck implements RunObserver, AutoCloseable {
    private static final String NOTHING = "nothing more";

    private final RecordedTrace recorded;
    private final boolean complete;
    private final long until;
    private final Runnable stop;
    private RecordedTrace.@Nullable Step next;
    private long events;
    private boolean over;
    private @Nullable String difference;

    /**
     * @param until from this cycle on nothing is compared: the run ends or goes its own way there
     * @param stop ends the run
     */
    public ReplayCheck(Recording recording, long until, Runnable stop) {
        this.recorded = recording.trace();
        this.complete = recording.isComplete();
        this.until = until;
        this.stop = stop;
        this.next = recorded.next();
    }

    @Override
    public void event(TraceEvent event) {
        if (over) {
            return;
        }
        if (event.cycle() >= until) {
            over = true;
            return;
        }
        var expected = nextEvent();
        if (expected == null && !complete || !complete && event.kind().equals(TraceEvent.END)) {
            over = true;
        } else if (expected == null || !expected.is(event)) {
            differs("event " + (events + 1) + " differs: expected "
                    + (expected == null ? NOTHING : expected.text()) + "; got " + event.text());
        } else {
            events++;
        }
    }

    private RecordedTrace.@Nullable Event nextEvent() {
        while (next != null) {
            var step = next;
            next = recorded.next();
            if (step instanceof RecordedTrace.Event event) {
                return event;
            }
        }
        return null;
    }

    @Override
    public void checkpoint(long count, String hash) {
        if (over || !(next instanceof RecordedTrace.Checkpoint expected)) {
            return;
        }
        next = recorded.next();
        if (expected.events() != count || !expected.hash().equals(hash)) {
            differs("the recording is damaged: its first " + count + " events are those of this"
                    + " run, but their hash should be " + hash + " and is " + expected.hash());
        }
    }

    private void differs(String message) {
        over = true;
        difference = message;
        stop.run();
    }

    /** The first difference, in words; empty when there was none. */
    public Optional<String> difference() {
        return Optional.ofNullable(difference);
    }

    /** Events that were equal. */
    public long events() {
        return events;
    }

    @Override
    public void close() {
        recorded.close();
    }
}
