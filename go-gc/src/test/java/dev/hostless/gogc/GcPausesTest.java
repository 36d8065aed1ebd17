package dev.hostless.gogc;

import org.junit.jupiter.api.Test;

import static dev.hostless.gogc.StopReason.MARK_TERMINATION;
import static dev.hostless.gogc.StopReason.OTHER;
import static dev.hostless.gogc.StopReason.SWEEP_TERMINATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class GcPausesTest {
    private final GcPauses pauses = new GcPauses(3);

    /** One whole collection: pauses of 10 and 20 cycles around 100 of marking. */
    private void collect(long start) {
        pauses.requested(GcCause.HEAP);
        pauses.worldStopped(start, SWEEP_TERMINATION);
        pauses.worldStarted(start + 10);
        pauses.worldStopped(start + 110, MARK_TERMINATION);
        pauses.markTerminated();
        pauses.worldStarted(start + 130);
    }

    private static GcTrace trace(int number) {
        return GcTrace.parse(GcTraceTest.REAL_LINES.get(1).replace("gc 10 ", "gc " + number + " "))
                .orElseThrow();
    }

    @Test
    void aCollectionIsRecordedWithBothPauses() {
        collect(1000);
        assertThat(pauses.history()).containsExactly(
                new GcCycle(1, GcCause.HEAP, 1000, 1010, 1110, 1130, 10, 20, null));
        assertThat(pauses.pauses()).isEqualTo(new PauseFigures(2, 30, 20, 10, 20));
        assertThat(pauses.pauses(SWEEP_TERMINATION).maxCycles()).isEqualTo(10);
        assertThat(pauses.pauses(MARK_TERMINATION).maxCycles()).isEqualTo(20);
        assertThat(pauses.ignored()).isZero();
    }

    @Test
    void thePhaseFollowsTheCollection() {
        assertThat(pauses.phase()).isEqualTo(GcPhase.OFF);
        pauses.worldStopped(0, SWEEP_TERMINATION);
        assertThat(pauses.isStopped()).isTrue();
        pauses.worldStarted(10);
        assertThat(pauses.isStopped()).isFalse();
        assertThat(pauses.phase()).isEqualTo(GcPhase.MARK);
        pauses.worldStopped(100, MARK_TERMINATION);
        assertThat(pauses.phase()).isEqualTo(GcPhase.MARK);
        pauses.markTerminated();
        assertThat(pauses.phase()).isEqualTo(GcPhase.MARK_TERMINATION);
        assertThat(pauses.worldStarted(120)).isEqualTo(20);
        assertThat(pauses.phase()).isEqualTo(GcPhase.OFF);
    }

    @Test
    void anAttemptThatFoundMoreToMarkIsAPauseOfTheSameCollection() {
        pauses.worldStopped(0, SWEEP_TERMINATION);
        pauses.worldStarted(10);
        pauses.worldStopped(50, MARK_TERMINATION);
        pauses.worldStarted(55);
        assertThat(pauses.phase()).isEqualTo(GcPhase.MARK);
        pauses.worldStopped(100, MARK_TERMINATION);
        pauses.markTerminated();
        pauses.worldStarted(120);
        assertThat(pauses.history()).singleElement().satisfies(cycle -> {
            assertThat(cycle.markTerminationPauseCycles()).isEqualTo(25);
            assertThat(cycle.markStartCycle()).isEqualTo(10);
            assertThat(cycle.markTerminationCycle()).isEqualTo(100);
            assertThat(cycle.endCycle()).isEqualTo(120);
            assertThat(cycle.cause()).isEqualTo(GcCause.UNKNOWN);
        });
        assertThat(pauses.pauses().count()).isEqualTo(3);
    }

    @Test
    void aRequestThatStartsNothingLeavesNoTrace() {
        pauses.requested(GcCause.TIME);
        pauses.requested(GcCause.FORCED);
        assertThat(pauses.begun()).isZero();
        pauses.worldStopped(5, SWEEP_TERMINATION);
        pauses.worldStarted(6);
        pauses.worldStopped(7, MARK_TERMINATION);
        pauses.markTerminated();
        pauses.worldStarted(8);
        assertThat(pauses.history()).extracting(GcCycle::cause).containsExactly(GcCause.FORCED);
    }

    @Test
    void otherStopsAreCountedApart() {
        pauses.worldStopped(0, SWEEP_TERMINATION);
        pauses.worldStarted(10);
        pauses.worldStopped(20, OTHER);
        pauses.worldStarted(27);
        assertThat(pauses.phase()).isEqualTo(GcPhase.MARK);
        assertThat(pauses.pauses().count()).isEqualTo(1);
        assertThat(pauses.pauses(OTHER)).isEqualTo(new PauseFigures(1, 7, 7, 7, 7));
    }

    @Test
    void theReportJoinsItsCollection() {
        collect(0);
        pauses.traced(trace(1));
        collect(1000);
        assertThat(pauses.history().getFirst().trace()).isEqualTo(trace(1));
        assertThat(pauses.history().getLast().trace()).isNull();
        pauses.traced(trace(9));
        assertThat(pauses.ignored()).isEqualTo(1);
        assertThat(pauses.history().getLast().trace()).isNull();
    }

    @Test
    void aReportOfAForcedCollectionTellsAnUnknownCause() {
        pauses.worldStopped(0, SWEEP_TERMINATION);
        pauses.worldStarted(1);
        pauses.worldStopped(2, MARK_TERMINATION);
        pauses.markTerminated();
        pauses.worldStarted(3);
        pauses.traced(trace(1));
        assertThat(pauses.history().getFirst().cause()).isEqualTo(GcCause.FORCED);
    }

    @Test
    void theHistoryIsBoundedAndCountsWhatItDrops() {
        for (int cycle = 0; cycle < 5; cycle++) {
            collect(1000L * cycle);
        }
        assertThat(pauses.history()).extracting(GcCycle::number).containsExactly(3L, 4L, 5L);
        assertThat(pauses.droppedCycles()).isEqualTo(2);
        assertThat(pauses.begun()).isEqualTo(5);
        assertThat(pauses.pauses().sumCycles()).as("figures keep all").isEqualTo(150);
    }

    @Test
    void withoutHistoryTheFiguresRemain() {
        var figures = new GcPauses(0);
        figures.worldStopped(0, SWEEP_TERMINATION);
        figures.worldStarted(4);
        figures.worldStopped(5, MARK_TERMINATION);
        figures.markTerminated();
        figures.worldStarted(6);
        figures.traced(trace(1));
        assertThat(figures.history()).isEmpty();
        assertThat(figures.pauses().count()).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> new GcPauses(-1));
    }

    @Test
    void reportsThatNoRuntimeMakesAreIgnoredAndCounted() {
        assertThat(pauses.worldStarted(5)).isZero();
        pauses.markTerminated();
        pauses.worldStopped(10, MARK_TERMINATION);
        pauses.markTerminated();
        pauses.worldStopped(11, SWEEP_TERMINATION);
        pauses.worldStarted(3);
        assertThat(pauses.ignored()).isEqualTo(5);
        assertThat(pauses.worldStarted(14)).isEqualTo(4);
        assertThat(pauses.history()).isEmpty();
        collect(100);
        assertThat(pauses.history()).hasSize(1);
    }

    @Test
    void theNumbersOfTheRuntimeAreUnderstood() {
        assertThat(StopReason.ofGo(1)).isEqualTo(MARK_TERMINATION);
        assertThat(StopReason.ofGo(2)).isEqualTo(SWEEP_TERMINATION);
        assertThat(StopReason.ofGo(7)).isEqualTo(OTHER);
        assertThat(StopReason.ofGo(-1)).isEqualTo(OTHER);
        assertThat(GcCause.ofGo(0)).isEqualTo(GcCause.HEAP);
        assertThat(GcCause.ofGo(1)).isEqualTo(GcCause.TIME);
        assertThat(GcCause.ofGo(2)).isEqualTo(GcCause.FORCED);
        assertThat(GcCause.ofGo(99)).isEqualTo(GcCause.UNKNOWN);
    }
}
