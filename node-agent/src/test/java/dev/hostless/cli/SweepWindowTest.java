package dev.hostless.cli;

import dev.hostless.board.CollectorPhase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static dev.hostless.board.CollectorPhase.MARKING;
import static dev.hostless.board.CollectorPhase.OFF;
import static dev.hostless.board.CollectorPhase.STOPPED;
import static dev.hostless.board.CollectorPhase.SWEEPING;
import static org.assertj.core.api.Assertions.assertThat;

class SweepWindowTest {
    /** A phase every ten cycles, from cycle 100 on. */
    private static List<SweepWindow> windows(CollectorPhase... phases) {
        var moves = new ArrayList<SweepWindow.Move>();
        for (var phase : phases) {
            moves.add(new SweepWindow.Move(phase, 100 + 10L * moves.size()));
        }
        return SweepWindow.of(moves);
    }

    @Test
    void aCollectionGoesFromTheFirstStopToTheEndOfTheSweep() {
        var windows = windows(STOPPED, MARKING, STOPPED, SWEEPING, OFF);
        assertThat(windows).hasSize(1);
        assertThat(windows.getFirst().startCycle()).isEqualTo(100);
        assertThat(windows.getFirst().endCycle()).isEqualTo(140);
        assertThat(windows.getFirst().phaseAt(100)).isEqualTo(STOPPED);
        assertThat(windows.getFirst().phaseAt(119)).isEqualTo(MARKING);
        assertThat(windows.getFirst().phaseAt(139)).isEqualTo(SWEEPING);
    }

    @Test
    void theNextCollectionEndsASweepThatIsNotOver() {
        var windows = windows(STOPPED, MARKING, STOPPED, SWEEPING, STOPPED, MARKING, STOPPED, OFF);
        assertThat(windows).hasSize(2);
        assertThat(windows.getFirst().endCycle()).isEqualTo(140);
        assertThat(windows.getLast().startCycle()).isEqualTo(140);
        assertThat(windows.getLast().number()).isEqualTo(2);
    }

    @Test
    void anAttemptThatFindsMoreToMarkEndsNothing() {
        assertThat(windows(STOPPED, MARKING, STOPPED, MARKING, STOPPED, OFF)).hasSize(1);
    }

    @Test
    void aCollectionWithoutAnEndIsNone() {
        assertThat(windows(STOPPED, MARKING)).isEmpty();
        assertThat(windows()).isEmpty();
    }

    @Test
    void oneThatStopsTheWorldHasNoMarking() {
        assertThat(windows(STOPPED, SWEEPING, OFF)).hasSize(1);
    }
}
