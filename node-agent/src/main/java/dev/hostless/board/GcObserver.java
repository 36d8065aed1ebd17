package dev.hostless.board;

import dev.hostless.board.EventTrace.Kind;
import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.engine.Guest;
import dev.hostless.engine.ProbeHandler;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a Go runtime collect its heap. Probes on the runtime's own functions (Go 1.26, proc.go
 * and mgc.go) tell when the world stops and starts; the argument that stopTheWorldWithSema gets
 * says why. A pause is the time from the entry of stopTheWorldWithSema to the entry of
 * startTheWorldWithSema.
 *
 * <p>Go enters a function again to resume it; only an entry at resume point 0 is a call.
 */
final class GcObserver implements ProbeHandler {
    private static final int STOP = 0;
    private static final int START = 1;
    private static final int MARK_TERMINATION = 2;
    /** In the order of their numbers as probes. */
    static final List<String> PROBES = List.of("runtime.stopTheWorldWithSema",
            "runtime.startTheWorldWithSema", "runtime.gcMarkTermination");

    /** Go's SP is the module's first global; the first argument is above the return address. */
    private static final int STACK_POINTER_GLOBAL = 0;
    private static final int FIRST_ARGUMENT_OFFSET = 8;
    /** stwReason in proc.go. */
    private static final int REASON_MARK_TERMINATION = 1;
    private static final int REASON_SWEEP_TERMINATION = 2;

    private final @Nullable String notObserved;
    private final VirtualClock clock;
    private final Runnable sync;
    private final EventTrace trace;
    private final BoardListener listener;
    private final LongSupplier hostNanos;
    private final GcPauseCounts pauses = new GcPauseCounts();

    private int stoppedFor;
    private long stoppedAt;
    private long stoppedAtHostNanos;
    private boolean terminating;
    private long cycles;
    private long startCycle;
    private long sweepPause;
    private long markPause;

    GcObserver(@Nullable String notObserved, VirtualClock clock, Runnable sync, EventTrace trace,
            BoardListener listener, LongSupplier hostNanos) {
        this.notObserved = notObserved;
        this.clock = clock;
        this.sync = sync;
        this.trace = trace;
        this.listener = listener;
        this.hostNanos = hostNanos;
    }

    /** Why the collector of this firmware cannot be observed; null when it can. */
    static @Nullable String obstacle(Firmware firmware) {
        if (firmware.kind() != FirmwareKind.GO_WASIP1) {
            return "no Go runtime";
        }
        if (!firmware.facts().nameSection()) {
            return "no name section";
        }
        for (var probe : PROBES) {
            if (firmware.program().functionIndex(probe).isEmpty()) {
                return "no function " + probe;
            }
        }
        return null;
    }

    @Override
    public void entered(Guest guest, int probe, long resumePoint) {
        if (notObserved != null || (int) resumePoint != 0) {
            return;
        }
        sync.run();
        switch (probe) {
            case STOP -> stopped(reason(guest));
            case START -> started();
            case MARK_TERMINATION -> terminating = true;
            default -> throw new IllegalStateException("BUG: probe " + probe);
        }
    }

    private static int reason(Guest guest) {
        int stack = (int) guest.global(STACK_POINTER_GLOBAL);
        return guest.memory().getByte(stack + FIRST_ARGUMENT_OFFSET);
    }

    private void stopped(int reason) {
        if (reason != REASON_MARK_TERMINATION && reason != REASON_SWEEP_TERMINATION) {
            return;
        }
        stoppedFor = reason;
        stoppedAt = clock.now();
        stoppedAtHostNanos = hostNanos.getAsLong();
        if (reason == REASON_SWEEP_TERMINATION) {
            startCycle = stoppedAt;
            sweepPause = 0;
            markPause = 0;
        }
        trace.event(Kind.WORLD_STOPPED, stoppedAt, reason);
    }

    private void started() {
        if (stoppedFor == 0) {
            return;
        }
        long now = clock.now();
        long pause = now - stoppedAt;
        pauses.add(pause, hostNanos.getAsLong() - stoppedAtHostNanos);
        if (stoppedFor == REASON_SWEEP_TERMINATION) {
            sweepPause += pause;
        } else {
            markPause += pause;
        }
        stoppedFor = 0;
        trace.event(Kind.WORLD_STARTED, now);
        if (terminating) {
            terminating = false;
            cycles++;
            trace.event(Kind.COLLECTION_ENDED, now);
            listener.gcFinished(new GcCycle(cycles, startCycle, now, sweepPause, markPause, false,
                    Optional.empty()));
        }
    }

    GcFigures figures() {
        if (notObserved != null) {
            return new GcFigures.NotObserved(notObserved);
        }
        return new GcFigures.Observed(cycles, pauses.figures(), OptionalLong.empty(),
                OptionalLong.empty(), OptionalLong.empty());
    }

    /** The guest's variables: its own, and what switches its trace lines on. */
    SortedMap<String, String> environment(SortedMap<String, String> wanted) {
        return wanted;
    }

    /** What of the guest's standard error goes to the console. */
    byte[] filter(byte[] bytes) {
        return bytes;
    }

    /** What the filter held back so far. */
    byte[] held() {
        return new byte[0];
    }

    void end() {
        // Nothing is held back.
    }
}
