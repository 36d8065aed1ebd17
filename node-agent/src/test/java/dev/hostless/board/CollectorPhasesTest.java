package dev.hostless.board;

import org.junit.jupiter.api.Test;

import static dev.hostless.board.CollectorPhase.MARKING;
import static dev.hostless.board.CollectorPhase.OFF;
import static dev.hostless.board.CollectorPhase.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

class CollectorPhasesTest {
    @Test
    void aPastCycleHasThePhaseOfThatTime() {
        var phases = new CollectorPhases(true, BoardListener.NONE);
        phases.moved(STOPPED, 100);
        phases.moved(MARKING, 150);
        phases.moved(MARKING, 170);
        phases.moved(OFF, 900);
        assertThat(phases.at(99)).isEqualTo(OFF);
        assertThat(phases.at(100)).isEqualTo(STOPPED);
        assertThat(phases.at(149)).isEqualTo(STOPPED);
        assertThat(phases.at(150)).isEqualTo(MARKING);
        assertThat(phases.at(899)).isEqualTo(MARKING);
        assertThat(phases.at(5_000)).isEqualTo(OFF).isEqualTo(phases.now());
    }

    @Test
    void beforeTheOldestChangeThatIsKeptThePhaseIsTheOneBeforeIt() {
        var phases = new CollectorPhases(true, BoardListener.NONE);
        for (int cycle = 1; cycle <= 201; cycle++) {
            phases.moved(cycle % 2 == 1 ? STOPPED : OFF, cycle);
        }
        assertThat(phases.at(201)).isEqualTo(STOPPED);
        assertThat(phases.at(138)).isEqualTo(OFF);
        assertThat(phases.at(137)).isEqualTo(STOPPED);
        assertThat(phases.at(1)).isEqualTo(STOPPED);
    }

    @Test
    void whatNobodyCanSeeIsNotCalledOff() {
        assertThat(new CollectorPhases(false, BoardListener.NONE).at(7))
                .isEqualTo(CollectorPhase.UNOBSERVED);
    }
}
