package dev.hostless.board;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RealTimePaceTest {
    private long host = 5_000;

    @Test
    void atRatioOneAVirtualSecondIsDueAfterAHostSecond() {
        var pace = Pace.realTime(() -> host, 1);
        assertThat(pace.hostNanosUntil(0)).isZero();
        assertThat(pace.hostNanosUntil(1_000)).isEqualTo(1_000);
        host += 400;
        assertThat(pace.hostNanosUntil(1_000)).isEqualTo(600);
        assertThat(pace.virtualNanosNow()).isEqualTo(400);
    }

    @Test
    void theRatioStretchesTime() {
        var pace = Pace.realTime(() -> host, 10);
        assertThat(pace.hostNanosUntil(0)).isZero();
        assertThat(pace.hostNanosUntil(1_000)).isEqualTo(100);
        host += 50;
        assertThat(pace.virtualNanosNow()).isEqualTo(500);
    }

    @Test
    void aBoardThatIsLateByMoreThanASecondDoesNotCatchUp() {
        var pace = Pace.realTime(() -> host, 1);
        pace.hostNanosUntil(0);
        host += 3_000_000_000L;
        assertThat(pace.hostNanosUntil(1_000)).isZero();
        assertThat(pace.hostNanosUntil(2_000)).isEqualTo(1_000);
    }

    @Test
    void theRatioIsLimited() {
        assertThatThrownBy(() -> Pace.realTime(() -> host, 0)).hasMessageContaining("got 0.0");
        assertThatThrownBy(() -> Pace.realTime(() -> host, Double.NaN))
                .hasMessageContaining("got NaN");
    }
}
