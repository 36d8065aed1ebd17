package dev.hostless.board;

import dev.hostless.devices.clock.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InterruptLatencyTest {
    private final List<String> told = new ArrayList<>();
    private final BoardListener listener = new BoardListener() {
        @Override
        public void interruptTaken(int line, CollectorPhase phase, long raised, long taken) {
            told.add(line + " " + phase + " " + raised + " " + taken);
        }

        @Override
        public void interruptNotTaken(int line, long raised, boolean coalesced) {
            told.add(line + (coalesced ? " coalesced " : " lost ") + raised);
        }
    };
    private final VirtualClock clock = new VirtualClock(1_000_000);
    private final CollectorPhases phases = new CollectorPhases(true, listener);
    private final InterruptLatency latency = new InterruptLatency(clock, phases, listener);

    @Test
    void anInterruptCountsInThePhaseInWhichItWasRaised() {
        phases.moved(CollectorPhase.STOPPED, 10);
        clock.advanceTo(20);
        latency.raised(3);
        phases.moved(CollectorPhase.MARKING, 50);
        clock.advanceTo(60);
        latency.coalesced(3);
        clock.advanceTo(75);
        latency.taken(3);
        latency.raised(3);
        clock.advanceTo(80);
        latency.lost(3);
        latency.raised(3);
        assertThat(told).containsExactly("3 coalesced 60", "3 STOPPED 20 75", "3 lost 75");
        assertThat(latency.lines()).containsExactly(new BoardSnapshot.Line(3, true, List.of(
                new BoardSnapshot.Phase(CollectorPhase.MARKING, 3, 0, 1, 1, 0, 0, 0, 0),
                new BoardSnapshot.Phase(CollectorPhase.STOPPED, 1, 1, 0, 0, 55, 55, 55, 55))));
    }

    @Test
    void everyRaiseEndsInOneOfFourWays() {
        for (int i = 0; i < 1_000; i++) {
            clock.advanceTo(i * 7L);
            latency.raised(i % 32);
            if (i % 3 == 0) {
                latency.coalesced(i % 32);
            }
            if (i % 5 == 0) {
                latency.lost(i % 32);
            } else {
                clock.advanceTo(i * 7L + i % 7);
                latency.taken(i % 32);
            }
        }
        latency.raised(InterruptLatency.TICK);
        for (var line : latency.lines()) {
            for (var phase : line.phases()) {
                assertThat(phase.raised()).isEqualTo(phase.delivered() + phase.coalesced()
                        + phase.lost() + (line.pending() ? 1 : 0));
            }
        }
        assertThat(latency.lines()).hasSize(33);
    }
}
