package dev.hostless.agent;

import dev.hostless.agent.message.Report;
import dev.hostless.board.BoardSnapshot;
import dev.hostless.board.GcCycle;
import dev.hostless.preset.Preset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what one board does while it runs: console bytes at most 50 ms late, collections each
 * second, figures every 5 s and at the end. Used by its runner's thread only.
 */
final class BoardObserver {

    private static final Logger LOG = LoggerFactory.getLogger(BoardObserver.class);
    /** An echo within it feels immediate, and a chatty board makes 20 reports a second. */
    private static final Duration CONSOLE_DELAY = Duration.ofMillis(50);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int TICKS_PER_TELEMETRY = 5;
    /** Keeps one report well below the size of a batch. */
    private static final int CYCLES_PER_REPORT = 200;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** A board that waits for its next sample is not said to wait, one that waits for a key is. */
    private static final long STEADY_NANOS = NANOS_PER_SECOND;
    private static final long LOST_NANOS_WORTH_TELLING = 10 * NANOS_PER_SECOND;

    private final String node;
    private final Preset preset;
    private final Workbench bench;
    private final Deadline console;
    private final Deadline tick;
    private int ticks;
    private long lostNanosTold;

    BoardObserver(String node, Preset preset, Workbench bench) {
        this.node = node;
        this.preset = preset;
        this.bench = bench;
        this.console = new Deadline(bench.hostNanos());
        this.tick = new Deadline(bench.hostNanos());
    }

    /** A board is about to run. */
    void started(Boot boot) {
        lostNanosTold = 0;
        ticks = 0;
        tick.set(TICK);
    }

    /** The console has something to say. */
    void heard() {
        console.setUnlessSet(CONSOLE_DELAY);
    }

    long nanosUntilDuty() {
        return Math.min(console.nanosLeft(), tick.nanosLeft());
    }

    /**
     * Sends what is due.
     *
     * @param shown the state that was reported last
     * @return the state, when it is another one
     */
    Optional<StateWords> duties(Boot boot, StateWords shown) {
        if (console.due()) {
            console.clear();
            sendConsole(boot);
        }
        if (!tick.due()) {
            return Optional.empty();
        }
        tick.set(TICK);
        sendCollections(boot);
        ticks++;
        if (ticks % TICKS_PER_TELEMETRY == 0) {
            boot.refreshHeap();
            sendTelemetry(boot);
        }
        return steadyState(boot, shown);
    }

    /** A board has ended, of itself or because it was stopped: sends all that is left. */
    void ended(Boot boot) {
        console.clear();
        tick.clear();
        sendConsole(boot);
        boot.takeLosses().ifPresent(
                losses -> bench.reports().offer(BoardReports.console(node, boot, losses)));
        sendCollections(boot);
        sendTelemetry(boot);
    }

    private void sendConsole(Boot boot) {
        boot.takeConsole().ifPresent(
                chunk -> bench.reports().offer(BoardReports.console(node, boot, chunk)));
    }

    private void sendCollections(Boot boot) {
        List<GcCycle> all = boot.takeCollections();
        for (int from = 0; from < all.size(); from += CYCLES_PER_REPORT) {
            int to = Math.min(all.size(), from + CYCLES_PER_REPORT);
            bench.reports().offer(BoardReports.gc(node, boot, all.subList(from, to)));
        }
        long dropped = boot.takeDroppedCollections();
        if (dropped > 0) {
            bench.reports().countDropped((dropped + CYCLES_PER_REPORT - 1) / CYCLES_PER_REPORT);
        }
    }

    private void sendTelemetry(Boot boot) {
        var now = boot.snapshot();
        Report report = BoardReports.telemetry(node, boot, now, preset.clockHz(),
                preset.ramBytes());
        bench.reports().offer(report);
        if (bench.realPace()) {
            tellLostTime(now);
        }
    }

    private Optional<StateWords> steadyState(Boot boot, StateWords shown) {
        var latest = boot.latest();
        boolean steady = bench.hostNanos().getAsLong() - latest.sinceNanos() >= STEADY_NANOS;
        if (!steady || latest.state().ended() || latest.state().name().equals(shown.name())) {
            return Optional.empty();
        }
        return Optional.of(StateWords.of(latest.state()));
    }

    private void tellLostTime(BoardSnapshot now) {
        long lost = now.hostNanos() - now.virtualNanos();
        if (lost - lostNanosTold >= LOST_NANOS_WORTH_TELLING) {
            lostNanosTold = lost;
            LOG.warn("{} has lost {} s of {} s against real time: too much for this host", node,
                    lost / NANOS_PER_SECOND, now.hostNanos() / NANOS_PER_SECOND);
        }
    }
}
