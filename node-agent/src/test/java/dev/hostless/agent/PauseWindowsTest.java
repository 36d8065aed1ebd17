package dev.hostless.agent;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PauseWindowsTest {
    private static final long HZ = 1_000_000;
    private static final long MINUTE = 60 * HZ;

    private final PauseWindows windows = new PauseWindows(HZ);

    private void utilization(long cycle, double millis1, double millis10, double millis100) {
        assertThat(windows.utilization(0, cycle)).isCloseTo(millis1, within(1e-9));
        assertThat(windows.utilization(1, cycle)).isCloseTo(millis10, within(1e-9));
        assertThat(windows.utilization(2, cycle)).isCloseTo(millis100, within(1e-9));
    }

    @Test
    void withoutAStopTheProgramHasEverything() {
        assertThat(windows.longest(5)).isZero();
        utilization(5, 1, 1, 1);
    }

    @Test
    void stopsThatAreCloseCountTogether() {
        windows.stopped(100_000, 100_400);
        windows.stopped(100_600, 100_800);
        assertThat(windows.longest(100_800)).isEqualTo(400 / (double) HZ);
        utilization(100_800, 0.4, 0.94, 0.994);
    }

    @Test
    void aWindowMayBeginInTheMiddleOfAStop() {
        windows.stopped(100_000, 100_900);
        windows.stopped(101_700, 101_800);
        utilization(101_800, 0.1, 0.9, 0.99);
    }

    @Test
    void aStopLongerThanAWindowLeavesNothing() {
        windows.stopped(0, 20_000);
        utilization(20_000, 0, 0, 0.8);
    }

    @Test
    void whatWasIsForgottenAfterOneOrTwoMinutes() {
        windows.stopped(MINUTE - 500, MINUTE - 1);
        assertThat(windows.longest(2 * MINUTE - 1)).isPositive();
        assertThat(windows.longest(2 * MINUTE)).isZero();
        utilization(2 * MINUTE, 1, 1, 1);
    }

    @Test
    void aBoardThatSleptForLongHasNoOldStops() {
        windows.stopped(10, 500);
        assertThat(windows.longest(5 * MINUTE)).isZero();
    }

    @Test
    void manyShortStopsAreBounded() {
        for (long at = 0; at < 100_000; at += 2) {
            windows.stopped(at, at + 1);
        }
        assertThat(windows.utilization(0, 100_000)).isBetween(0.4, 0.8);
    }
}
